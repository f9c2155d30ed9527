// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "core/http/connections.h"
#include "core/http/request_dispatcher.h"

namespace clairis {

struct HttpLimits {
  int threads = 64;  ///< requests served at the same time, over all listeners
  int queued = 256;  ///< accepted connections that wait for a thread; more are closed
  ClientPatience patience;
};

struct HttpListener {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 0;       ///< 0: any free one
  std::string certificateFile;  ///< PEM chain; with keyFile it makes this a TLS listener (1.2 and 1.3)
  std::string keyFile;
  bool behindTlsProxy = false;  ///< a declared proxy speaks TLS to the client: cookies are Secure
};

/// HTTP/1.1 on Poco's TCP server: a bounded pool of threads, one per connection. Routes may be added while it serves.
/// add() and remove() are thread-safe; listen() and stop() are called by one thread.
class HttpServer final : public Routes {
public:
  /// `table` is the one that `parts.routes` reads. What both refer to outlives the server.
  HttpServer(RouteTable& table, RequestDispatcher::Parts parts, HttpLimits limits);
  ~HttpServer() override;

  void add(Route route) override;
  void remove(std::string_view method, std::string_view pattern);

  /// Opens a listener and returns its port. Throws Refusal "http.listener.bind" or "tls.certificate". checkBind() is the caller's.
  std::uint16_t listen(const HttpListener& listener);

  /// Closes the listeners, cuts idle connections, lets running requests finish until the deadline. True when all finished.
  bool stop(std::chrono::steady_clock::time_point deadline);

private:
  struct Serving;
  std::unique_ptr<Serving> _serving;
};

}  // namespace clairis
