// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/exchange.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <istream>

namespace clairis {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return text;
}

bool hasBody(const HTTPServerRequest& request) {
  return request.getChunkedTransferEncoding() || (request.hasContentLength() && request.getContentLength64() > 0);
}

// Two framings or two lengths are read differently by different servers: request smuggling (RFC 9112 §6.3).
void checkFraming(const HTTPServerRequest& request) {
  int lengths = 0;
  int encodings = 0;
  for (const auto& [name, value] : request) {
    const std::string known = lower(name);
    if (known == "content-length") ++lengths;
    if (known == "transfer-encoding") ++encodings;
  }
  if (lengths + encodings > 1) throw Refusal("http.framing", "more than one Content-Length or Transfer-Encoding");
  if (encodings == 1 && !request.getChunkedTransferEncoding()) throw Refusal("http.framing", "Transfer-Encoding other than chunked");
  Poco::UInt64 length = 0;
  if (lengths == 1 && !Poco::NumberParser::tryParseUnsigned64(request.get("Content-Length"), length)) {
    throw Refusal("http.framing", "Content-Length is not a number");
  }
}

// Repeated headers are joined as RFC 9110 §5.3 says.
std::map<std::string, std::string> headersOf(const HTTPServerRequest& request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request) {
    std::string& known = headers[lower(name)];
    known += (known.empty() ? "" : ", ") + value;
  }
  return headers;
}

// The last hop is the one that the proxy in front saw itself; whatever stands before it anybody may have written.
std::string clientAddressOf(const HTTPServerRequest& request, bool proxied) {
  std::string address = request.clientAddress().host().toString();
  if (!proxied) return address;
  const std::string hops = request.get("X-Forwarded-For", "");
  const auto comma = hops.rfind(',');
  const std::string last = Poco::trim(comma == std::string::npos ? hops : hops.substr(comma + 1));
  Poco::Net::IPAddress parsed;
  return Poco::Net::IPAddress::tryParse(last, parsed) ? parsed.toString() : address;
}

[[noreturn]] void tooLarge(std::size_t limit) { throw Refusal("http.body.too_large", "the body is larger than " + std::to_string(limit) + " bytes"); }

}  // namespace

std::string HttpExchange::readBody(HTTPServerRequest& request, std::size_t limit) {
  checkFraming(request);
  if (!hasBody(request)) {
    _bodyTaken = true;
    return {};
  }
  const bool sized = request.hasContentLength();
  if (sized && request.getContentLength64() > static_cast<Poco::Int64>(limit)) tooLarge(limit);
  if (request.getExpectContinue()) request.response().sendContinue();
  _connections.enter(_connection, Phase::body);
  std::string body(sized ? static_cast<std::size_t>(request.getContentLength64()) : 0, '\0');
  std::istream& stream = request.stream();
  if (sized) {
    stream.read(body.data(), static_cast<std::streamsize>(body.size()));
    if (static_cast<std::size_t>(stream.gcount()) != body.size()) throw Refusal("http.body.truncated", "the body ended before its Content-Length");
  } else {
    char part[16 * 1024];
    while (stream.read(part, sizeof part) || stream.gcount() > 0) {
      if (body.size() + static_cast<std::size_t>(stream.gcount()) > limit) tooLarge(limit);
      body.append(part, static_cast<std::size_t>(stream.gcount()));
    }
  }
  _bodyTaken = true;
  _connections.enter(_connection, Phase::working);
  return body;
}

void HttpExchange::run(HTTPServerRequest& request, HTTPServerResponse& response) {
  _connections.enter(_connection, Phase::working);
  IncomingRequest incoming{request.getMethod(), request.getURI(), headersOf(request), {}, clientAddressOf(request, _proxied)};
  incoming.readBody = [&](std::size_t limit) { return readBody(request, limit); };
  const HttpResponse answer = _dispatcher.answer(incoming);
  // A body nobody read must not be taken for the next request.
  const bool clean = _bodyTaken || (!request.hasContentLength() && !request.has("Transfer-Encoding"));
  response.setKeepAlive(request.getKeepAlive() && clean && !_connections.draining());
  _connections.enter(_connection, Phase::response);
  send(answer, request.getMethod() == "HEAD", response);
  _connections.enter(_connection, Phase::head);
}

void HttpExchange::send(const HttpResponse& answer, bool head, HTTPServerResponse& response) {
  response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
  if (answer.status != 204) response.setContentType(answer.contentType);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  if (_secure) {
    response.set("Strict-Transport-Security", "max-age=31536000");
    if (response.has("Set-Cookie")) response.set("Set-Cookie", response.get("Set-Cookie") + "; Secure");
  }
  if (answer.status == 204) {
    response.setContentLength(Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
    response.send().flush();
  } else {
    response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    std::ostream& out = response.send();
    if (!head) out.write(answer.body.data(), static_cast<std::streamsize>(answer.body.size()));
    // Poco would flush only when the handler is gone, and a drained connection is cut before that.
    out.flush();
  }
}

}  // namespace clairis
