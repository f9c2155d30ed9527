// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/problem.h"

#include <nlohmann/json.hpp>

namespace clairis {
namespace {

bool endsWith(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

nlohmann::ordered_json members(std::string_view code, int status, Language language) {
  const CatalogueText& text = catalogueEntry(code).in(language);
  nlohmann::ordered_json body;
  body["type"] = "urn:clairis:problem:" + std::string(code);
  body["title"] = text.title;
  body["status"] = status;
  body["code"] = code;
  body["whatToDo"] = text.whatToDo;
  return body;
}

HttpResponse answer(const nlohmann::ordered_json& body, int status, Language language) {
  HttpResponse response;
  response.status = status;
  response.contentType = "application/problem+json";
  response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  response.headers["Content-Language"] = language == Language::french ? "fr" : "en";
  return response;
}

}  // namespace

int statusOf(const Refusal& refusal, bool ifMatch) {
  if (dynamic_cast<const NotFound*>(&refusal)) return 404;
  if (dynamic_cast<const Forbidden*>(&refusal)) return 403;
  if (dynamic_cast<const Conflict*>(&refusal)) return ifMatch && endsWith(refusal.code(), ".version") ? 412 : 409;
  const int status = catalogueEntry(refusal.code()).status;
  return status != 0 ? status : 422;
}

HttpResponse problem(const Refusal& refusal, int status, Language language, std::string_view requestId) {
  auto body = members(refusal.code(), status, language);
  body["detail"] = refusal.detail();
  if (!refusal.field().empty()) body["field"] = refusal.field();
  body["requestId"] = requestId;
  return answer(body, status, language);
}

HttpResponse incident(Language language, std::string_view incidentId) {
  auto body = members("http.incident", 500, language);
  body["incident"] = incidentId;
  return answer(body, 500, language);
}

}  // namespace clairis
