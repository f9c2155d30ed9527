// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/http/idempotency.h"
#include "core/http/problem.h"
#include "core/http/route_table.h"
#include "core/plugin/plugin.h"

namespace clairis {

/// Who asks. Nothing when the request carries no credentials; throws Refusal "auth.…" when it carries bad ones.
using Authenticate = std::function<std::optional<Caller>(const HttpRequest&)>;

/// A request before its body was read.
struct IncomingRequest {
  std::string method;
  std::string target;                          ///< as on the wire: path and query, percent-encoded
  std::map<std::string, std::string> headers;  ///< lower-case names
  /// Reads the body; throws Refusal "http.body.too_large" beyond the limit. Called at most once, and only for a caller who may.
  std::function<std::string(std::size_t limit)> readBody;
  std::string clientAddress = {};              ///< of the connection, or what a declared proxy says
};

/// Request in, response out, no socket: route, caller, permission, body checks, idempotency, handler, problem+json, metrics, log.
/// Thread-safe. What it refers to outlives it.
class RequestDispatcher {
public:
  struct Parts {
    const RouteTable& routes;
    Idempotency& idempotency;
    Authenticate authenticate;
    Log& log;
    Metrics& metrics;
    std::function<std::string()> newId;        ///< request and incident ids
    std::size_t bodyLimit = 10 * 1024 * 1024;  ///< bytes
  };

  explicit RequestDispatcher(Parts parts) : _parts(std::move(parts)) {}

  /// Never throws. HEAD is answered as GET; the server leaves the body out.
  HttpResponse answer(const IncomingRequest& incoming) const;

private:
  struct Exchange;
  HttpResponse served(const IncomingRequest& incoming, Exchange& exchange) const;
  HttpResponse guarded(const IncomingRequest& incoming, Exchange& exchange) const;
  void route(const IncomingRequest& incoming, Exchange& exchange) const;
  void identify(Exchange& exchange) const;
  void readBody(const IncomingRequest& incoming, Exchange& exchange) const;
  HttpResponse idempotent(const IncomingRequest& incoming, Exchange& exchange) const;
  HttpResponse incidentOf(const Exchange& exchange, std::string_view type, std::string_view what) const;
  void account(const Exchange& exchange, const HttpResponse& response, std::chrono::steady_clock::duration taken) const;

  Parts _parts;
};

}  // namespace clairis
