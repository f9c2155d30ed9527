// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "plugins/worklist/consoles/heard_table.h"
#include "plugins/worklist/consoles/profile_table.h"

namespace clairis::worklist {

/// A console as a person looks at it: its profile, whether it asked, and what it could not be told as it is.
struct ConsoleView {
  std::string aeTitle;
  std::optional<StoredProfile> own;  ///< none: served by `everybody`
  dicom::ConsoleProfile served;      ///< by which it is served now
  std::string servedBy;              ///< its title, "*", or "options"
  std::optional<HeardConsole> heard;
};

/// NotFound "worklist.console.unknown" for a title that neither has a profile nor ever asked.
ConsoleView consoleView(Reader& reader, const std::string& aeTitle, const dicom::ConsoleProfile& defaults);
/// All that have a profile or asked, by title.
std::vector<ConsoleView> consoleViews(Reader& reader, const dicom::ConsoleProfile& defaults);
/// The profile by which this title would be served, whether or not it is known.
ConsoleView servedView(Reader& reader, const std::string& aeTitle, const dicom::ConsoleProfile& defaults);

nlohmann::ordered_json toJson(const ConsoleView& view);

}  // namespace clairis::worklist
