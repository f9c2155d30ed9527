// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/openapi.h"

#include <nlohmann/json.hpp>

namespace clairis {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> pathParameters(std::string_view pattern) {
  std::vector<std::string> names;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    names.emplace_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  }
  return names;
}

// POST /api/v1/reports/{id}/validate → "post_reports_id_validate"
std::string operationId(const Route& route) {
  std::string id;
  for (const char c : route.method) id += static_cast<char>(c | 0x20);
  std::string_view path = route.pattern;
  if (path.rfind("/api/v1", 0) == 0) path.remove_prefix(7);
  for (const char c : path) {
    if (c == '/' || c == '-' || c == '.')
      id += '_';
    else if (c != '{' && c != '}')
      id += c;
  }
  return id;
}

Json stringParameter(std::string_view name, std::string_view where, std::string_view description, bool required) {
  Json parameter{{"name", name}, {"in", where}, {"required", required}, {"schema", {{"type", "string"}}}};
  if (!description.empty()) parameter["description"] = description;
  return parameter;
}

Json parametersOf(const Route& route) {
  Json parameters = Json::array();
  for (const auto& name : pathParameters(route.pattern)) parameters.push_back(stringParameter(name, "path", "", true));
  for (const auto& [name, description] : route.queryParameters) parameters.push_back(stringParameter(name, "query", description, false));
  if (route.idempotent) {
    parameters.push_back(stringParameter("Idempotency-Key", "header", "The same key gives the same answer and one effect, for 7 days.", false));
  }
  return parameters;
}

Json problemResponse(std::string_view description) {
  return {{"description", description}, {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

Json responsesOf(const Route& route) {
  Json success{{"description", "Done."}};
  if (!route.responseSchema.empty()) success["content"]["application/json"]["schema"] = Json::parse(route.responseSchema);
  Json responses{{"2XX", success}};
  if (route.permission != "public") {
    responses["401"] = problemResponse("No valid credentials.");
    responses["403"] = problemResponse("The caller may not do this.");
  }
  responses["default"] = problemResponse("Refused; `code` says why.");
  return responses;
}

Json operation(const Route& route) {
  Json value{{"operationId", operationId(route)}, {"summary", route.summary}};
  if (auto parameters = parametersOf(route); !parameters.empty()) value["parameters"] = std::move(parameters);
  if (!route.requestSchema.empty()) {
    value["requestBody"] = {{"required", true}, {"content", {{"application/json", {{"schema", Json::parse(route.requestSchema)}}}}}};
  }
  value["responses"] = responsesOf(route);
  value["security"] = Json::array();
  if (route.permission != "public") {
    value["security"].push_back({{"bearer", Json::array()}});
    value["security"].push_back({{"session", Json::array()}});
    if (!route.permission.empty()) value["x-permission"] = route.permission;
  }
  return value;
}

Json components() {
  const Json text{{"type", "string"}};
  const Json problem{{"type", "object"},
                     {"required", {"type", "title", "status", "code", "whatToDo"}},
                     {"properties",
                      {{"type", text},
                       {"title", text},
                       {"status", {{"type", "integer"}}},
                       {"code", text},
                       {"detail", text},
                       {"whatToDo", text},
                       {"field", text},
                       {"requestId", text},
                       {"incident", text}}}};
  return {{"schemas", {{"Problem", problem}}},
          {"securitySchemes",
           {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}}, {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "clairis_session"}}}}}};
}

}  // namespace

std::string openApi(const RouteTable& routes, std::string_view version) {
  Json document{{"openapi", "3.1.0"}, {"info", {{"title", "Clairis"}, {"version", version}}}};
  document["info"]["description"] =
      "Radiology information system: orders, exams, reports and their delivery. Errors are application/problem+json with a stable code; "
      "writes of a session need the header X-Clairis-CSRF.";
  document["paths"] = Json::object();
  for (const auto& route : routes.routes()) {
    std::string method = route->method;
    for (char& c : method) c = static_cast<char>(c | 0x20);
    document["paths"][route->pattern][method] = operation(*route);
  }
  document["components"] = components();
  return document.dump(1);
}

}  // namespace clairis
