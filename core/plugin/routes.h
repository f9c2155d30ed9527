// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/caller.h"

namespace clairis {

class UnitOfWork;

struct HttpResponse {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::map<std::string, std::string> headers;      ///< ETag, Location…
};

struct HttpRequest {
  std::string method;
  std::string path;
  std::map<std::string, std::string> parameters;   ///< from the pattern, e.g. "id"
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;      ///< lower-case names
  std::string body;
  Caller caller;
  std::string permission;                          ///< the route's: held at some site; allowedAt() asks for the site of what is acted on
  std::string clientAddress;                       ///< of the connection, or the last hop that a proxy in front names; may be empty

  /// For handlers of idempotent routes: called inside the unit of work that carries the effect, with the answer to give again when
  /// the same Idempotency-Key comes back. Leave one-time secrets out of it. Does nothing when the request carries no key.
  std::function<void(UnitOfWork&, const HttpResponse&)> remember = [](UnitOfWork&, const HttpResponse&) {};

  std::string header(const std::string& lowerCaseName) const;
  std::string queried(const std::string& name) const;
  const std::string& parameter(const std::string& name) const;
};

/// A REST operation as data: dispatch, permission check, idempotency and OpenAPI all come from it. A handler throws Refusal for
/// problem+json; anything else becomes a 500 with an incident id.
struct Route {
  std::string method;                  ///< GET POST PUT DELETE PATCH
  std::string pattern;                 ///< "/api/v1/reports/{id}/validate"
  std::string summary;                 ///< one English sentence for OpenAPI
  std::string permission;              ///< "report.validate"; "" = any signed-in caller; "public" = nobody needed
  std::string requestSchema;           ///< JSON Schema text of the body, empty when none
  std::string responseSchema;          ///< JSON Schema text of the 2xx body, empty when none
  bool idempotent = false;             ///< takes Idempotency-Key
  std::function<HttpResponse(const HttpRequest&)> handle;
  /// Query parameters for OpenAPI: name and one English sentence.
  std::vector<std::pair<std::string, std::string>> queryParameters = {};
};

/// The route's permission, held at this site. A route without permission: the caller is active there.
bool allowedAt(const HttpRequest& request, std::string_view siteId);

class Routes {
public:
  virtual ~Routes();
  virtual void add(Route route) = 0;
};

}  // namespace clairis
