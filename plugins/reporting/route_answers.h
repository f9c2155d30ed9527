// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "core/plugin/report_desk.h"
#include "core/plugin/routes.h"

namespace clairis::reporting {

nlohmann::json bodyOf(const HttpRequest& request);   ///< an empty body is an empty object

/// If-Match as a row version. Refusal "http.if_match.malformed"; `must…` also "http.if_match.missing".
std::optional<std::int64_t> expectedVersion(const HttpRequest& request);
std::int64_t mustExpectVersion(const HttpRequest& request);

/// JSON with the version as ETag.
HttpResponse answer(int status, const nlohmann::json& body, std::int64_t version);
HttpResponse answer(const Report& report);
/// 201 with Location.
HttpResponse opened(const Report& report);

}  // namespace clairis::reporting
