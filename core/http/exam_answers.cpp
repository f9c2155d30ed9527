// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/exam_answers.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis {

HttpResponse jsonAnswer(int status, const nlohmann::json& body) {
  HttpResponse response;
  response.status = status;
  response.body = body.dump();
  return response;
}

nlohmann::json jsonBody(const HttpRequest& request) {
  return request.body.empty() ? nlohmann::json::object() : nlohmann::json::parse(request.body);
}

void requireVisible(const HttpRequest& request, const Exam& exam) {
  if (!request.caller.activeAt(exam.siteId)) throw NotFound("exam.unknown", "nothing is stored under " + exam.id);
  if (!allowedAt(request, exam.siteId)) throw Forbidden("site.right", "this needs the permission " + request.permission + " at the site of the exam");
}

Exam visibleExam(Reader& reader, Clinic& clinic, const HttpRequest& request) {
  auto exam = clinic.exam(reader, request.parameter("id"));
  requireVisible(request, exam);
  return exam;
}

std::optional<std::int64_t> ifMatch(const HttpRequest& request) {
  auto text = request.header("if-match");
  if (text.empty()) return std::nullopt;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Refusal("http.if_match.malformed", "expected the ETag as it was read", "If-Match");
  }
  return version;
}

}  // namespace clairis
