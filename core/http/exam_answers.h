// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "core/plugin/clinic.h"
#include "core/plugin/routes.h"

namespace clairis {

/// What the routes around an exam share.
HttpResponse jsonAnswer(int status, const nlohmann::json& body);
/// {} for an empty body.
nlohmann::json jsonBody(const HttpRequest& request);
/// NotFound "exam.unknown" where the caller is not active, Forbidden "site.right" where he is but does not hold the route's permission.
void requireVisible(const HttpRequest& request, const Exam& exam);
/// The exam of the path's {id}, when it is visible.
Exam visibleExam(Reader& reader, Clinic& clinic, const HttpRequest& request);
/// The version in If-Match, without its quotation marks; nothing when the header is absent. Refusal "http.if_match.malformed".
std::optional<std::int64_t> ifMatch(const HttpRequest& request);

}  // namespace clairis
