// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/mllp/socket.h"

namespace clairis::hl7 {
namespace {

/// The first error of this thread's queue, which is emptied.
std::string libraryReason() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* text = ERR_reason_error_string(code);
  return text != nullptr ? text : "error " + std::to_string(code);
}

[[noreturn]] void refuse(const std::string& what, const std::string& file) { throw Refusal("mllp.tls", what + " " + file + ": " + libraryReason()); }

void loadOwn(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) refuse("cannot use the certificate", files.certificate);
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) refuse("cannot use the key", files.key);
  if (SSL_CTX_check_private_key(context) != 1) refuse("the certificate is not of this key:", files.key);
}

/// Alerts by which the other end says that it does not want our certificate (RFC 8446, 6.2).
bool aboutCertificate(int alert) {
  return alert == SSL3_AD_BAD_CERTIFICATE || alert == SSL3_AD_UNSUPPORTED_CERTIFICATE || alert == SSL3_AD_CERTIFICATE_REVOKED ||
         alert == SSL3_AD_CERTIFICATE_EXPIRED || alert == SSL3_AD_CERTIFICATE_UNKNOWN || alert == SSL3_AD_NO_CERTIFICATE ||
         alert == TLS1_AD_UNKNOWN_CA || alert == TLS1_AD_ACCESS_DENIED || alert == TLS13_AD_CERTIFICATE_REQUIRED ||
         alert == SSL3_AD_HANDSHAKE_FAILURE;
}

bool numericAddress(const std::string& name) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, name.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

class TlsStream final : public Stream {
public:
  TlsStream(Descriptor socket, std::string peer, std::shared_ptr<const TlsContext> context, const std::string& serverName)
      : _socket(std::move(socket)),
        _peer(std::move(peer)),
        _context(std::move(context)),
        _client(!serverName.empty()),
        _ssl(SSL_new(_context->get())) {
    if (_ssl == nullptr || SSL_set_fd(_ssl, _socket.get()) != 1) {
      SSL_free(_ssl);
      throw Refusal("mllp.tls", "cannot begin TLS: " + libraryReason());
    }
    tune(_socket.get());
    if (_client) expect(serverName);
  }
  ~TlsStream() override {
    if (_opened && !_broken) {
      ERR_clear_error();
      SSL_shutdown(_ssl);  // the close notify, without waiting for the other's
    }
    SSL_free(_ssl);
    ERR_clear_error();
  }

  bool open(Deadline deadline) override {
    while (true) {
      ERR_clear_error();
      const int done = _client ? SSL_connect(_ssl) : SSL_accept(_ssl);
      if (done == 1) break;
      const auto ready = waitAfter(done, deadline, true);
      if (ready == Ready::socket) continue;
      if (_failure.code.empty() && _broken) _failure = {"tls.cut", "the connection ended in the handshake"};
      if (_failure.code.empty()) _failure = {"tls.timeout", ready == Ready::wake ? "stopped" : "the handshake did not end in time"};
      return false;
    }
    _opened = true;
    return allowedSubject();
  }

  Received receive(char* buffer, std::size_t size, Deadline deadline) override {
    while (!_broken) {
      // Also when bytes wait decrypted: who stops is heard.
      if (waitFor(-1, 0, _wake.get(), std::chrono::steady_clock::now()) == Ready::wake) return {Event::interrupted, 0};
      ERR_clear_error();
      std::size_t count = 0;
      const int done = SSL_read_ex(_ssl, buffer, size, &count);
      if (done == 1) return {Event::data, count};
      const auto ready = waitAfter(done, deadline, true);
      if (ready == Ready::wake) return {Event::interrupted, 0};
      if (ready == Ready::timeout && !_broken) return {Event::timeout, 0};
    }
    return {Event::closed, 0};
  }

  std::size_t write(std::string_view bytes, Deadline deadline, bool interruptible) override {
    std::size_t taken = 0;
    while (taken < bytes.size() && !_broken) {
      ERR_clear_error();
      std::size_t count = 0;
      // A record counts when all of it is handed over: before that nobody can decrypt it.
      const int done = SSL_write_ex(_ssl, bytes.data() + taken, bytes.size() - taken, &count);
      if (done == 1) {
        taken += count;
      } else if (waitAfter(done, deadline, interruptible) != Ready::socket) {
        break;
      }
    }
    if (_broken && _failure.code.empty()) hearAlert();
    return taken;
  }

  void interrupt() noexcept override { _wake.raise(); }
  std::string peer() const override { return _peer; }
  StreamFailure failure() const override { return _failure; }

private:
  void expect(const std::string& serverName) {
    auto* wanted = SSL_get0_param(_ssl);
    if (numericAddress(serverName)) {
      X509_VERIFY_PARAM_set1_ip_asc(wanted, serverName.c_str());
    } else {
      X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      X509_VERIFY_PARAM_set1_host(wanted, serverName.c_str(), serverName.size());
      SSL_set_tlsext_host_name(_ssl, serverName.c_str());
    }
  }

  /// socket: try again. timeout: the time is over or, when `_broken`, nothing more will come.
  Ready waitAfter(int result, Deadline deadline, bool interruptible) {
    const int error = SSL_get_error(_ssl, result);
    if (error == SSL_ERROR_WANT_READ) return waitFor(_socket.get(), POLLIN, interruptible ? _wake.get() : -1, deadline);
    if (error == SSL_ERROR_WANT_WRITE) return waitFor(_socket.get(), POLLOUT, interruptible ? _wake.get() : -1, deadline);
    _broken = true;
    if (error == SSL_ERROR_ZERO_RETURN) return Ready::timeout;
    if (error == SSL_ERROR_SYSCALL) {
      if (!_opened) _failure = {"tls.cut", "the connection ended in the handshake"};
      return Ready::timeout;
    }
    _failure = explained();
    return Ready::timeout;
  }

  /// The connection broke under a write: perhaps the other end said why before it closed, and that is still to be read.
  void hearAlert() {
    ERR_clear_error();
    char byte = 0;
    std::size_t count = 0;
    const int done = SSL_read_ex(_ssl, &byte, 1, &count);
    if (done != 1 && SSL_get_error(_ssl, done) == SSL_ERROR_SSL) _failure = explained();
    ERR_clear_error();
  }

  StreamFailure explained() {
    const auto verified = SSL_get_verify_result(_ssl);
    if (verified != X509_V_OK && !_opened) {
      ERR_clear_error();
      return {"tls.peer_certificate", X509_verify_cert_error_string(verified)};
    }
    const auto code = ERR_peek_error();
    const int reason = ERR_GET_REASON(code);
    const bool alert = ERR_GET_LIB(code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256;
    const bool refused = alert && aboutCertificate(reason - SSL_AD_REASON_OFFSET);
    if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      ERR_clear_error();
      return _opened ? StreamFailure{} : StreamFailure{"tls.cut", "the connection ended in the handshake"};
    }
    return {refused ? "tls.certificate_refused" : "tls.handshake", libraryReason()};
  }

  bool allowedSubject() {
    const auto& allowed = _context->subjects();
    if (_client || allowed.empty()) return true;
    auto* certificate = SSL_get0_peer_certificate(_ssl);
    char name[256] = "";
    const int length = certificate == nullptr ? -1 : X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    const std::string_view subject(name, length > 0 ? static_cast<std::size_t>(length) : 0);
    if (std::find(allowed.begin(), allowed.end(), subject) != allowed.end()) return true;
    _failure = {"tls.subject", "the client's certificate names \"" + std::string(subject) + "\", which is not allowed"};
    return false;
  }

  Descriptor _socket;
  Wake _wake;
  std::string _peer;
  std::shared_ptr<const TlsContext> _context;
  bool _client;
  SSL* _ssl;
  bool _opened = false;
  bool _broken = false;
  StreamFailure _failure;
};

}  // namespace

std::shared_ptr<TlsContext> TlsContext::make(const TlsFiles& files, bool server) {
  ERR_clear_error();
  auto* raw = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (raw == nullptr) refuse("cannot begin", "TLS");
  std::shared_ptr<TlsContext> context(new TlsContext(raw));
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (server || !files.certificate.empty()) loadOwn(raw, files);
  if (!files.trust.empty() && SSL_CTX_load_verify_locations(raw, files.trust.c_str(), nullptr) != 1)
    refuse("cannot use the authorities", files.trust);
  return context;
}

std::shared_ptr<const TlsContext> TlsContext::client(const TlsFiles& files) {
  if (files.trust.empty()) throw Refusal("mllp.tls", "a TLS destination needs the file of the authorities it trusts");
  auto context = make(files, false);
  SSL_CTX_set_verify(context->_context, SSL_VERIFY_PEER, nullptr);
  return context;
}

std::shared_ptr<const TlsContext> TlsContext::server(const TlsFiles& files, bool required, std::vector<std::string> subjects) {
  if (required && files.trust.empty())
    throw Refusal("mllp.tls", "clients must show a certificate, but no file of authorities is named: mllp.tls.ca");
  if (!subjects.empty() && !required) throw Refusal("mllp.tls", "mllp.tls.client_subjects needs mllp.tls.client_certificate = required");
  auto context = make(files, true);
  context->_subjects = std::move(subjects);
  if (!files.trust.empty()) {
    SSL_CTX_set_client_CA_list(context->_context, SSL_load_client_CA_file(files.trust.c_str()));
    SSL_CTX_set_verify(context->_context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
  }
  return context;
}

TlsContext::~TlsContext() { SSL_CTX_free(_context); }

std::unique_ptr<Stream> tlsStream(Descriptor socket, std::string peer, std::shared_ptr<const TlsContext> tls, const std::string& serverName) {
  return std::make_unique<TlsStream>(std::move(socket), std::move(peer), std::move(tls), serverName);
}

}  // namespace clairis::hl7
