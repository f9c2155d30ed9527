// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>

#include "core/http/exchange.h"

namespace clairis {
namespace {

namespace net = Poco::Net;

/// Poco asks this for a handler once the head of a request is there.
class ExchangeHandler final : public net::HTTPRequestHandler {
public:
  explicit ExchangeHandler(HttpExchange exchange) : _exchange(exchange) {}
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override { _exchange.run(request, response); }

private:
  HttpExchange _exchange;
};

class ExchangeFactory final : public net::HTTPRequestHandlerFactory {
public:
  explicit ExchangeFactory(HttpExchange exchange) : _exchange(exchange) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return std::make_unique<ExchangeHandler>(_exchange).release();  // Poco owns it
  }

private:
  const HttpExchange _exchange;
};

/// What every connection of one listener shares.
struct ListenerParts {
  const RequestDispatcher& dispatcher;
  Connections& connections;
  net::HTTPServerParams::Ptr params;
  bool secure;
  bool proxied;
};

class Connection final : public net::TCPServerConnection {
public:
  Connection(const net::StreamSocket& socket, const ListenerParts& parts) : TCPServerConnection(socket), _parts(parts) {}

  void run() override {
    const auto handle = _parts.connections.opened(socket().impl()->sockfd());
    const std::shared_ptr<void> closing(nullptr, [&](void*) { _parts.connections.closed(handle); });
    socket().setNoDelay(true);
    socket().setSendTimeout(_parts.params->getTimeout());
    const HttpExchange exchange(_parts.dispatcher, _parts.connections, handle, _parts.secure, _parts.proxied);
    net::HTTPServerConnection(socket(), _parts.params, new ExchangeFactory(exchange)).run();
  }

private:
  const ListenerParts& _parts;
};

class ConnectionFactory final : public net::TCPServerConnectionFactory {
public:
  explicit ConnectionFactory(ListenerParts parts) : _parts(std::move(parts)) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return std::make_unique<Connection>(socket, _parts).release();  // Poco owns it
  }

private:
  const ListenerParts _parts;
};

net::ServerSocket openSocket(const HttpListener& listener) {
  const net::SocketAddress address(listener.bind, listener.port);
  if (listener.certificateFile.empty()) {
    net::ServerSocket socket;
    socket.bind(address, true, false);  // not reusePort: a taken port is an error, not a second listener
    socket.listen(128);
    return socket;
  }
  net::Context::Params tls;
  tls.certificateFile = listener.certificateFile;
  tls.privateKeyFile = listener.keyFile;
  tls.verificationMode = net::Context::VERIFY_NONE;  // of clients: they identify by token
  tls.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20";
  net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, tls);
  context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
  net::SecureServerSocket socket(context);
  socket.bind(address, true, false);
  socket.listen(128);
  return socket;
}

net::ServerSocket openedSocket(const HttpListener& listener) {
  const std::string where = listener.bind + ":" + std::to_string(listener.port);
  try {
    return openSocket(listener);
  } catch (const net::SSLException& error) {
    throw Refusal("tls.certificate", "HTTP listener " + where + ": " + error.displayText(), "http.tls.cert");
  } catch (const Poco::Exception& error) {
    throw Refusal("http.listener.bind", "cannot listen on " + where + ": " + error.displayText() + "; is the port taken?", "http.port");
  }
}

}  // namespace

struct HttpServer::Serving {
  Serving(RouteTable& routeTable, RequestDispatcher::Parts parts, HttpLimits given)
      : table(routeTable), dispatcher(std::move(parts)), limits(given), pool("http", 2, given.threads), connections(given.patience, [this] {
          return waiting();
        }) {}

  int waiting() const {
    const std::lock_guard lock(mutex);
    int total = 0;
    for (const auto& server : servers) total += server->queuedConnections();
    return total;
  }

  RouteTable& table;
  RequestDispatcher dispatcher;
  HttpLimits limits;
  Poco::ThreadPool pool;
  mutable std::mutex mutex;
  std::vector<std::unique_ptr<net::TCPServer>> servers;
  Connections connections;  // last: its watchdog looks at the servers
};

HttpServer::HttpServer(RouteTable& table, RequestDispatcher::Parts parts, HttpLimits limits)
    : _serving(std::make_unique<Serving>(table, std::move(parts), limits)) {}

HttpServer::~HttpServer() { stop(std::chrono::steady_clock::now()); }

void HttpServer::add(Route route) { _serving->table.add(std::move(route)); }

void HttpServer::remove(std::string_view method, std::string_view pattern) { _serving->table.remove(method, pattern); }

std::uint16_t HttpServer::listen(const HttpListener& listener) {
  const auto socket = openedSocket(listener);
  const auto& patience = _serving->limits.patience;
  net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
  params->setMaxThreads(_serving->limits.threads);
  params->setMaxQueued(_serving->limits.queued);
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  params->setKeepAliveTimeout(Poco::Timespan(patience.head.count() * 1000));
  params->setTimeout(Poco::Timespan(patience.body.count() * 1000));
  const bool tls = !listener.certificateFile.empty();
  ListenerParts parts{_serving->dispatcher, _serving->connections, params, tls || listener.behindTlsProxy, listener.behindTlsProxy};
  auto server = std::make_unique<net::TCPServer>(new ConnectionFactory(parts), _serving->pool, socket, params);
  server->start();
  const std::lock_guard lock(_serving->mutex);
  _serving->servers.push_back(std::move(server));
  return socket.address().port();
}

bool HttpServer::stop(std::chrono::steady_clock::time_point deadline) {
  {
    const std::lock_guard lock(_serving->mutex);
    for (const auto& server : _serving->servers) server->stop();
  }
  const bool finished = _serving->connections.drain(deadline);
  _serving->pool.joinAll();
  const std::lock_guard lock(_serving->mutex);
  _serving->servers.clear();
  return finished;
}

}  // namespace clairis
