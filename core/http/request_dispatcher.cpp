// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/request_dispatcher.h"

#include <Poco/Exception.h>
#include <cxxabi.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http/json_check.h"
#include "core/security/digest.h"

namespace clairis {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string requestId(const std::map<std::string, std::string>& headers, const std::function<std::string()>& newId) {
  const auto given = headers.find("x-request-id");
  if (given == headers.end()) return newId();
  const std::string& id = given->second;
  const bool plain =
      std::all_of(id.begin(), id.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.'; });
  return !id.empty() && id.size() <= 64 && plain ? id : newId();
}

void requireJson(const HttpRequest& request) {
  std::string type = request.header("content-type");
  type.erase(std::min(type.find(';'), type.size()));
  std::transform(type.begin(), type.end(), type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  while (!type.empty() && type.back() == ' ') type.pop_back();
  if (type != "application/json") throw Refusal("http.content_type", "expected Content-Type: application/json", "Content-Type");
  checkJson(request.body);
}

std::string typeName(const std::exception& error) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : typeid(error).name();
}

void addSecurityHeaders(HttpResponse& response) {
  auto& headers = response.headers;
  headers.emplace("Cache-Control", "no-store");
  headers.emplace("X-Content-Type-Options", "nosniff");
  headers.emplace("Referrer-Policy", "no-referrer");
  headers.emplace("X-Frame-Options", "DENY");
  headers.emplace("Cross-Origin-Resource-Policy", "same-origin");
  headers.emplace("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace

/// What is known of one request so far.
struct RequestDispatcher::Exchange {
  std::string id;
  Language language = Language::french;
  std::shared_ptr<const Route> route;
  HttpRequest request;
  std::vector<std::string> allowed;

  std::string routeName() const { return route ? route->method + " " + route->pattern : "none"; }
};

HttpResponse RequestDispatcher::answer(const IncomingRequest& incoming) const {
  const auto start = std::chrono::steady_clock::now();
  Exchange exchange;
  exchange.id = requestId(incoming.headers, _parts.newId);
  HttpResponse response = guarded(incoming, exchange);
  response.headers["X-Request-Id"] = exchange.id;
  addSecurityHeaders(response);
  account(exchange, response, std::chrono::steady_clock::now() - start);
  return response;
}

HttpResponse RequestDispatcher::guarded(const IncomingRequest& incoming, Exchange& exchange) const {
  try {
    return served(incoming, exchange);
  } catch (const Refusal& refusal) {
    const int status = statusOf(refusal, exchange.request.headers.count("if-match") != 0);
    HttpResponse response = problem(refusal, status, exchange.language, exchange.id);
    if (status == 401) response.headers["WWW-Authenticate"] = "Bearer realm=\"clairis\"";
    if (status == 405) response.headers["Allow"] = joined(exchange.allowed);
    if (status == 503) response.headers["Retry-After"] = "2";
    if (status >= 500) {
      _parts.log.error("http.refused",
                       {{"request", exchange.id}, {"route", exchange.routeName()}, {"code", refusal.code()}, {"detail", refusal.detail()}});
    }
    return response;
  } catch (const nlohmann::json::exception& error) {
    // Type and key errors of a handler that reads a checked body; the library's words for these carry keys, never values.
    if (exchange.route && !exchange.route->requestSchema.empty() && error.id >= 300 && error.id < 500) {
      return problem(Refusal("json.field", error.what()), 422, exchange.language, exchange.id);
    }
    return incidentOf(exchange, typeName(error), error.what());
  } catch (const Poco::Exception& error) {
    return incidentOf(exchange, typeName(error), error.displayText());
  } catch (const std::exception& error) {
    return incidentOf(exchange, typeName(error), error.what());
  } catch (...) {
    return incidentOf(exchange, "unknown", "not a std::exception");
  }
}

HttpResponse RequestDispatcher::served(const IncomingRequest& incoming, Exchange& exchange) const {
  exchange.request.method = incoming.method == "HEAD" ? "GET" : incoming.method;
  exchange.request.headers = incoming.headers;
  exchange.request.clientAddress = incoming.clientAddress;
  exchange.language = preferredLanguage(exchange.request.header("accept-language"));
  route(incoming, exchange);
  identify(exchange);
  readBody(incoming, exchange);
  if (exchange.route->idempotent && exchange.request.headers.count("idempotency-key") != 0) return idempotent(incoming, exchange);
  return exchange.route->handle(exchange.request);
}

void RequestDispatcher::route(const IncomingRequest& incoming, Exchange& exchange) const {
  const std::string_view target = incoming.target;
  const auto question = std::min(target.find('?'), target.size());
  HttpRequest& request = exchange.request;
  request.path = target.substr(0, question);
  RouteMatch match = _parts.routes.match(request.method, pathSegments(request.path));
  if (match.allowedMethods.empty()) throw NotFound("http.route.unknown", "no route has this path");
  exchange.allowed = std::move(match.allowedMethods);
  if (!match.route) throw Refusal("http.method", request.method + " is not served at this path; served: " + joined(exchange.allowed));
  exchange.route = std::move(match.route);
  request.parameters = std::move(match.parameters);
  request.query = queryParameters(target.substr(std::min(question + 1, target.size())));
}

void RequestDispatcher::identify(Exchange& exchange) const {
  const std::string& permission = exchange.route->permission;
  if (permission == "public") return;
  exchange.request.permission = permission;
  auto caller = _parts.authenticate(exchange.request);
  if (!caller) throw Refusal("auth.missing", "this route needs credentials: Authorization: Bearer, or a session cookie");
  exchange.request.caller = std::move(*caller);
  if (!permission.empty() && !allowed(exchange.request.caller, permission)) {
    throw Forbidden("http.permission", "this needs the permission " + permission);
  }
}

void RequestDispatcher::readBody(const IncomingRequest& incoming, Exchange& exchange) const {
  HttpRequest& request = exchange.request;
  if (request.method == "GET" || !incoming.readBody) return;
  request.body = incoming.readBody(_parts.bodyLimit);
  if (!exchange.route->requestSchema.empty()) requireJson(request);
}

HttpResponse RequestDispatcher::idempotent(const IncomingRequest& incoming, Exchange& exchange) const {
  HttpRequest& request = exchange.request;
  const IdempotentRequest wanted{request.caller.principal, exchange.routeName(), checkedIdempotencyKey(request.header("idempotency-key")),
                                 sha256Hex(incoming.method + '\n' + incoming.target + '\n' + request.body)};
  const auto running = _parts.idempotency.begin(wanted);
  if (auto before = _parts.idempotency.stored(wanted)) return *before;
  bool remembered = false;
  request.remember = [&](UnitOfWork& work, const HttpResponse& response) {
    Idempotency::remember(work, wanted, response);
    remembered = true;
  };
  HttpResponse response = exchange.route->handle(request);
  // A service with its own units of work has committed already: second best, a row of its own.
  if (!remembered && response.status < 300) _parts.idempotency.rememberAlone(wanted, response);
  return response;
}

HttpResponse RequestDispatcher::incidentOf(const Exchange& exchange, std::string_view type, std::string_view what) const {
  const std::string id = _parts.newId();
  _parts.log.error("http.incident", {{"incident", id},
                                     {"request", exchange.id},
                                     {"route", exchange.routeName()},
                                     {"type", std::string(type)},
                                     {"what", std::string(what.substr(0, 300))}});
  return incident(exchange.language, id);
}

void RequestDispatcher::account(const Exchange& exchange, const HttpResponse& response, std::chrono::steady_clock::duration taken) const {
  const double seconds = std::chrono::duration<double>(taken).count();
  const std::string status = std::to_string(response.status);
  const std::string method = exchange.route ? exchange.route->method : "none";
  const std::string pattern = exchange.route ? exchange.route->pattern : "none";
  _parts.metrics.observe("clairis_http_request_seconds", "Time to answer a request, from its head to its response", seconds,
                         {{"method", method}, {"route", pattern}, {"status", status}});
  const bool probe = exchange.route && exchange.route->permission == "public" && exchange.route->method == "GET";
  const auto level = probe ? Log::Level::debug : Log::Level::info;
  _parts.log.write(level, "http.request",
                   {{"request", exchange.id},
                    {"route", exchange.routeName()},
                    {"status", status},
                    {"milliseconds", std::to_string(static_cast<long>(seconds * 1000))},
                    {"principal", exchange.request.caller.principal}});
}

}  // namespace clairis
