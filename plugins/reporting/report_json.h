// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"

namespace clairis::reporting {

/// REST forms of reports. Unknown members are refused ("json.member.unknown"), so that a misspelt "conclusion" is never lost.
nlohmann::json toJson(const Report& report);
ReportText textFrom(const nlohmann::json& body);
ReportSharing sharingFrom(const nlohmann::json& body);
std::vector<Practitioner> recipientsFrom(const nlohmann::json& body);

/// The schemas of the OpenAPI document.
extern const char* const kReportSchema;
extern const char* const kTextSchema;
extern const char* const kValidateSchema;

}  // namespace clairis::reporting
