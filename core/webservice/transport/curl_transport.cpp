// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/webservice/transport/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/domain/refusal.h"

namespace clairis::webservice {
namespace {

// The suites that the national services publish for software access; TLS 1.3 brings its own.
constexpr const char* kSuites = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-SHA384";

/// What goes out and what came in, for libcurl's callbacks.
struct Exchange {
  const std::string* request = nullptr;
  std::size_t read = 0;
  std::string answer;
  std::size_t limit = 0;
  bool tooLarge = false;
};

std::size_t readRequest(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const auto length = std::min(size * count, exchange.request->size() - exchange.read);
  std::memcpy(buffer, exchange.request->data() + exchange.read, length);
  exchange.read += length;
  return length;
}

/// libcurl repeats a POST by itself when a reused connection dies before an answer. The receiver may have acted already, so
/// going back to the start is refused once anything was read.
int seekRequest(void* context, curl_off_t offset, int origin) {
  const auto& exchange = *static_cast<Exchange*>(context);
  return origin == SEEK_SET && offset == 0 && exchange.read == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

std::size_t writeAnswer(char* data, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  if (exchange.answer.size() + size * count > exchange.limit) {
    exchange.tooLarge = true;
    return 0;
  }
  exchange.answer.append(data, size * count);
  return size * count;
}

long milliseconds(std::chrono::steady_clock::duration duration) {
  return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

/// OpenSSL's words for an alert about our certificate. Under TLS 1.3 it arrives after the handshake, on the first read.
bool certificateRefused(std::string_view error) {
  constexpr std::array kAlerts{"alert bad certificate",     "alert unsupported certificate", "alert certificate revoked",
                               "alert certificate expired", "alert certificate unknown",     "alert unknown ca",
                               "alert access denied",       "alert certificate required"};
  return std::any_of(kAlerts.begin(), kAlerts.end(), [&](const char* alert) { return error.find(alert) != std::string_view::npos; });
}

std::string codeOf(CURLcode result) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "network.name";
    case CURLE_COULDNT_CONNECT:
      return "network.refused";
    case CURLE_OPERATION_TIMEDOUT:
      return "network.timeout";
    case CURLE_ABORTED_BY_CALLBACK:
      return "network.stopped";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return "tls.handshake";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "tls.server_not_trusted";
    case CURLE_SSL_CERTPROBLEM:
      return "tls.certificate";
    case CURLE_PARTIAL_FILE:
      return "network.answer_truncated";
    default:
      return "network.broken";
  }
}

}  // namespace

class CurlTransport::Connection {
public:
  Connection(const TransportSettings& settings, const KeyPair& authentication) : _easy(curl_easy_init()), _multi(curl_multi_init()) {
    if (_easy == nullptr || _multi == nullptr) throw Refusal("network.failed", "libcurl has no memory for another connection");
    set(CURLOPT_ERRORBUFFER, _error.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_PROTOCOLS_STR, "https");
    set(CURLOPT_PROXY, settings.proxy.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connectTimeout.count()));
    set(CURLOPT_POST, 1L);
    set(CURLOPT_READFUNCTION, readRequest);
    set(CURLOPT_READDATA, &_exchange);
    set(CURLOPT_SEEKFUNCTION, seekRequest);
    set(CURLOPT_SEEKDATA, &_exchange);
    set(CURLOPT_WRITEFUNCTION, writeAnswer);
    set(CURLOPT_WRITEDATA, &_exchange);
    setTls(settings, authentication);
    _exchange.limit = settings.answerLimit;
  }
  ~Connection() {
    curl_easy_cleanup(_easy);
    curl_multi_cleanup(_multi);
    curl_slist_free_all(_headers);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  HttpAnswer post(const HttpPost& request) {
    start(request);
    const auto result = perform(request);
    curl_multi_remove_handle(_multi, _easy);
    return answer(result);
  }

private:
  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(_easy, option, value) != CURLE_OK) {
      throw Refusal("network.failed", "libcurl refuses its option " + std::to_string(option));
    }
  }

  void setTls(const TransportSettings& settings, const KeyPair& authentication) {
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_CIPHER_LIST, kSuites);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_CAINFO, settings.caFile.c_str());
    set(CURLOPT_CAPATH, nullptr);
    // Without a pair the request proves its sender by itself (an assertion signed by a card).
    if (authentication.certificatePem.empty()) return;
    setBlob(CURLOPT_SSLCERT_BLOB, authentication.certificatePem);
    setBlob(CURLOPT_SSLKEY_BLOB, authentication.keyPem);
  }

  void setBlob(CURLoption option, const std::string& text) {
    curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};
    set(option, &blob);
  }

  void start(const HttpPost& request) {
    _exchange = {&request.body, 0, {}, _exchange.limit, false};
    _error[0] = '\0';
    curl_slist_free_all(_headers);
    _headers = nullptr;
    // No 100-continue: it costs a round trip and some gateways do not answer it.
    for (const auto& header : {"Content-Type: " + request.contentType, std::string("Expect:"), std::string("Accept:")}) {
      _headers = curl_slist_append(_headers, header.c_str());
    }
    set(CURLOPT_HTTPHEADER, _headers);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }

  CURLcode perform(const HttpPost& request) {
    const std::stop_callback wake(request.stop, [this] { curl_multi_wakeup(_multi); });
    curl_multi_add_handle(_multi, _easy);
    while (true) {
      int running = 0;
      if (curl_multi_perform(_multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      int left = 0;
      if (const auto* message = curl_multi_info_read(_multi, &left)) return message->data.result;
      if (request.stop.stop_requested()) return CURLE_ABORTED_BY_CALLBACK;
      const auto remaining = milliseconds(request.deadline - std::chrono::steady_clock::now());
      if (remaining <= 0) return CURLE_OPERATION_TIMEDOUT;
      curl_multi_poll(_multi, nullptr, 0, static_cast<int>(std::min(remaining + 1, 60'000L)), nullptr);
    }
  }

  HttpAnswer answer(CURLcode result) {
    HttpAnswer out;
    if (result == CURLE_OK) {
      out.passage = Passage::answered;
      curl_easy_getinfo(_easy, CURLINFO_RESPONSE_CODE, &out.status);
      const char* type = nullptr;
      curl_easy_getinfo(_easy, CURLINFO_CONTENT_TYPE, &type);
      out.contentType = type == nullptr ? "" : type;
      out.body = std::move(_exchange.answer);
      return out;
    }
    out.code = _exchange.tooLarge ? "network.answer_too_large" : codeOf(result);
    out.detail = _error[0] != '\0' ? _error.data() : curl_easy_strerror(result);
    long sent = 0;
    curl_easy_getinfo(_easy, CURLINFO_REQUEST_SIZE, &sent);
    const bool begun = sent > 0 || _exchange.read > 0;
    out.passage = begun ? Passage::sentWithoutAnswer : Passage::notSent;
    if (certificateRefused(out.detail)) {
      out.passage = Passage::certificateRefused;
      out.code = "tls.certificate_refused";
    }
    return out;
  }

  CURL* _easy;
  CURLM* _multi;
  curl_slist* _headers = nullptr;
  Exchange _exchange;
  std::array<char, CURL_ERROR_SIZE> _error{};
};

void CurlTransport::initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw Refusal("network.failed", "libcurl could not be initialised");
  });
}

CurlTransport::CurlTransport(TransportSettings settings, KeyPair authentication)
    : _settings(std::move(settings)), _authentication(std::move(authentication)) {}

CurlTransport::~CurlTransport() = default;

std::unique_ptr<CurlTransport::Connection> CurlTransport::take() {
  {
    const std::lock_guard lock(_mutex);
    if (!_idle.empty()) {
      auto connection = std::move(_idle.back());
      _idle.pop_back();
      return connection;
    }
  }
  return std::make_unique<Connection>(_settings, _authentication);
}

void CurlTransport::giveBack(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(_mutex);
  _idle.push_back(std::move(connection));
}

HttpAnswer CurlTransport::post(const HttpPost& request) {
  auto connection = take();
  auto answer = connection->post(request);
  giveBack(std::move(connection));
  return answer;
}

}  // namespace clairis::webservice
