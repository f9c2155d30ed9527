// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/route_answers.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/reporting/report_json.h"

namespace clairis::reporting {

using nlohmann::json;

namespace {

std::string etag(std::int64_t version) { return "\"" + std::to_string(version) + "\""; }

}  // namespace

json bodyOf(const HttpRequest& request) { return request.body.empty() ? json::object() : json::parse(request.body); }

std::optional<std::int64_t> expectedVersion(const HttpRequest& request) {
  auto text = request.header("if-match");
  if (text.empty()) return std::nullopt;
  if (text.rfind("W/", 0) == 0) text = text.substr(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc{} || end != text.data() + text.size()) throw Refusal("http.if_match.malformed", "expected the ETag of the report as it was read", "If-Match");
  return version;
}

std::int64_t mustExpectVersion(const HttpRequest& request) {
  const auto version = expectedVersion(request);
  if (!version) throw Refusal("http.if_match.missing", "expected If-Match with the ETag of the draft: two people may be writing", "If-Match");
  return *version;
}

HttpResponse answer(int status, const json& body, std::int64_t version) {
  HttpResponse response;
  response.status = status;
  response.body = body.dump();
  response.headers["ETag"] = etag(version);
  return response;
}

HttpResponse answer(const Report& report) { return answer(200, toJson(report), report.version); }

HttpResponse opened(const Report& report) {
  auto response = answer(201, toJson(report), report.version);
  response.headers["Location"] = "/api/v1/reports/" + report.id;
  return response;
}

}  // namespace clairis::reporting
