// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/openapi.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/http/builtin_routes.h"
#include "core/http/paging.h"

using namespace clairis;

namespace {

RouteTable& sample(RouteTable& table) {
  addBuiltinRoutes(table, {[] { return Health{}; }, [] { return std::string(); }, "1.2.3"});
  const auto nothing = [](const HttpRequest&) { return HttpResponse{}; };
  table.add(
      {"POST", "/api/v1/exams/{id}/reports", "Open a report.", "report.write", R"({"type":"object"})", R"({"type":"object"})", true, nothing, {}});
  table.add({"GET", "/api/v1/exams", "Exams.", "exam.read", "", "", false, nothing, pageParameters()});
  return table;
}

}  // namespace

TEST_CASE("the OpenAPI document names every route once, with a unique operation id") {
  RouteTable table;
  const auto document = nlohmann::json::parse(openApi(sample(table), "1.2.3"));
  CHECK(document.at("openapi") == "3.1.0");
  CHECK(document.at("info").at("version") == "1.2.3");
  std::set<std::string> ids;
  for (const auto& route : table.routes()) {
    std::string method = route->method;
    for (char& c : method) c = static_cast<char>(c | 0x20);
    const auto& operation = document.at("paths").at(route->pattern).at(method);
    CHECK(operation.at("summary") == route->summary);
    CHECK(ids.insert(operation.at("operationId")).second);
    CHECK(operation.at("responses").contains("default"));
  }
  CHECK(ids.size() == 6);
}

TEST_CASE("path parameters, key, body, permission and security are described") {
  RouteTable table;
  const auto document = nlohmann::json::parse(openApi(sample(table), "1"));
  const auto& operation = document.at("paths").at("/api/v1/exams/{id}/reports").at("post");
  CHECK(operation.at("parameters").at(0).at("name") == "id");
  CHECK(operation.at("parameters").at(0).at("required") == true);
  CHECK(operation.at("parameters").at(1).at("name") == "Idempotency-Key");
  CHECK(operation.at("requestBody").at("content").contains("application/json"));
  CHECK(operation.at("x-permission") == "report.write");
  CHECK(operation.at("security").size() == 2);
  CHECK(document.at("paths").at("/healthz").at("get").at("security").empty());
  CHECK(document.at("paths").at("/api/v1/exams").at("get").at("parameters").size() == 2);
}

TEST_CASE("every reference inside the document resolves") {
  RouteTable table;
  const auto document = nlohmann::json::parse(openApi(sample(table), "1"));
  int found = 0;
  const std::function<void(const nlohmann::json&)> visit = [&](const nlohmann::json& node) {
    if (node.is_object() && node.contains("$ref")) {
      ++found;
      CHECK(document.contains(nlohmann::json::json_pointer(node.at("$ref").get<std::string>().substr(1))));
    }
    if (node.is_structured()) {
      for (const auto& child : node) visit(child);
    }
  };
  visit(document);
  CHECK(found > 0);
}
