// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/http/clinic_routes.h"
#include "core/http/delivery_routes.h"
#include "core/http/route_table.h"
#include "unit/work/house.h"

namespace clairis::test {

/// The REST resources of the core, called as the dispatcher calls them, on a house of its own.
class FrontDesk {
public:
  FrontDesk() {
    struct Into final : Routes {
      explicit Into(RouteTable& routes) : table(routes) {}
      void add(Route route) override { table.add(std::move(route)); }
      RouteTable& table;
    } into(table);
    addPlaceRoutes(into, *house.store);
    addClinicRoutes(into, *house.store, house.clinic, house.readTrace);
    addDeliveryRoutes(into, *house.store);
  }

  HttpResponse call(const std::string& method, const std::string& path, const nlohmann::json& body = {}) {
    HttpRequest request;
    request.caller = caller;
    request.query = query;
    request.headers = headers;
    request.body = body.is_null() ? std::string() : body.dump();
    const auto match = table.match(method, pathSegments(path));
    if (!match.route) throw NotFound("test.route", "no route " + path);
    request.parameters = match.parameters;
    request.permission = match.route->permission;
    return match.route->handle(request);
  }
  nlohmann::json get(const std::string& path, std::map<std::string, std::string> parameters = {}) {
    query = std::move(parameters);
    auto body = nlohmann::json::parse(call("GET", path).body);
    query.clear();
    return body;
  }

  House house;
  RouteTable table;
  Caller caller = house.radiologist();
  std::map<std::string, std::string> query, headers;
};

}  // namespace clairis::test
