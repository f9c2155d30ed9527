// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/builtin_routes.h"

#include <nlohmann/json.hpp>

#include "core/http/openapi.h"

namespace clairis {
namespace {

constexpr auto kHealthSchema = R"({"type":"object","required":["ok"],"properties":{"ok":{"type":"boolean"},"detail":{"type":"string"}}})";

HttpResponse healthResponse(const Health& health) {
  HttpResponse response;
  response.status = health.ok ? 200 : 503;
  nlohmann::ordered_json body{{"ok", health.ok}};
  if (!health.detail.empty()) body["detail"] = health.detail;
  response.body = body.dump();
  return response;
}

Route probe(std::string pattern, std::string summary, std::string schema, std::function<HttpResponse(const HttpRequest&)> handle) {
  return {"GET", std::move(pattern), std::move(summary), "public", "", std::move(schema), false, std::move(handle), {}};
}

}  // namespace

void addBuiltinRoutes(RouteTable& table, ProbeCallbacks callbacks) {
  table.add(probe("/healthz", "The process answers.", kHealthSchema, [](const HttpRequest&) { return healthResponse({}); }));
  table.add(probe("/readyz", "The instance takes work; 503 while it starts or stops.", kHealthSchema,
                  [ready = std::move(callbacks.ready)](const HttpRequest&) { return healthResponse(ready()); }));
  table.add(probe("/metrics", "Prometheus metrics, text format.", "", [metrics = std::move(callbacks.metrics)](const HttpRequest&) {
    return HttpResponse{200, "text/plain; version=0.0.4; charset=utf-8", metrics(), {}};
  }));
  table.add(
      probe("/api/v1/openapi.json", "This document.", R"({"type":"object"})", [&table, version = std::move(callbacks.version)](const HttpRequest&) {
        return HttpResponse{200, "application/json", openApi(table, version), {}};
      }));
}

}  // namespace clairis
