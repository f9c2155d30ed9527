// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "dicom/console_profile.h"

namespace clairis::worklist {

/// The one form of a console's profile outside: REST, command line, table. Every member, in the order of ConsoleProfile.
nlohmann::ordered_json toJson(const dicom::ConsoleProfile& profile);

/// Members that are absent keep what `base` has. Throws Refusal: "worklist.profile.member" for a name that no member has,
/// "worklist.profile.value" for a value that it cannot have. The field is the JSON pointer.
dicom::ConsoleProfile profileFrom(const nlohmann::json& value, const dicom::ConsoleProfile& base);

/// `text` is one value as a person types it at a command line: "ISO_IR 100", "true", "20", "CT1,CT2", "none".
nlohmann::json typedValue(std::string_view member, std::string_view text);

/// "0010,0010" or a keyword ("PatientName") as group << 16 | element. Throws Refusal "worklist.profile.value" for what the worklist's
/// model does not have.
std::uint32_t modelTag(std::string_view text, std::string_view field);
/// "0010,0010".
std::string tagText(unsigned long tag);
/// "PatientName", or the number when the data dictionary does not know it.
std::string keywordOf(unsigned long tag);

/// A title a console may have, or "*" for everybody. Throws Refusal "worklist.console.ae_title".
std::string consoleTitle(const std::string& text);

constexpr std::string_view kEveryConsole = "*";

extern const char* const kProfileSchema;

}  // namespace clairis::worklist
