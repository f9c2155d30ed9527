// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "core/http/connections.h"
#include "core/http/request_dispatcher.h"

namespace clairis {

/// One request and its response on a Poco connection.
class HttpExchange {
public:
  HttpExchange(const RequestDispatcher& dispatcher, Connections& connections, Connections::Handle connection, bool secure, bool proxied)
      : _dispatcher(dispatcher), _connections(connections), _connection(connection), _secure(secure), _proxied(proxied) {}

  void run(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);

private:
  std::string readBody(Poco::Net::HTTPServerRequest& request, std::size_t limit);
  void send(const HttpResponse& answer, bool head, Poco::Net::HTTPServerResponse& response);

  const RequestDispatcher& _dispatcher;
  Connections& _connections;
  Connections::Handle _connection;
  bool _secure;
  bool _proxied;  ///< a declared proxy names the client in X-Forwarded-For
  bool _bodyTaken = false;
};

}  // namespace clairis
