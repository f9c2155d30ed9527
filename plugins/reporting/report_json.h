// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/plugin/report_desk.h"

namespace clairis::reporting {

/// REST forms of reports. Unknown members are refused ("json.member.unknown"), so that a misspelt "conclusion" is never lost.
nlohmann::json toJson(const Report& report);
ReportText textFrom(const nlohmann::json& body);
ReportSharing sharingFrom(const nlohmann::json& body);
std::vector<Practitioner> recipientsFrom(const nlohmann::json& body);

std::string reasonOf(const nlohmann::json& body);
SecondReading readingFrom(const nlohmann::json& body);
AuthorStructure structureFrom(const nlohmann::json& body);
Withdrawal withdrawalFrom(const nlohmann::json& body);

/// One of several reports signed together.
struct SignItem {
  std::string id;
  std::int64_t version = 0;
  ReportSharing sharing;
  std::vector<Practitioner> recipients;
};
inline constexpr std::size_t kLongestSignList = 100;
std::vector<SignItem> signListFrom(const nlohmann::json& body);

/// The schemas of the OpenAPI document.
extern const char* const kReportSchema;
extern const char* const kTextSchema;
extern const char* const kValidateSchema;
extern const char* const kSignListSchema;

}  // namespace clairis::reporting
