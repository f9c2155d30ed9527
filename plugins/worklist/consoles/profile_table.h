// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/caller.h"
#include "core/plugin/sql.h"
#include "dicom/console_profile.h"

namespace clairis::worklist {

/// A row of worklist_console.
struct StoredProfile {
  std::string aeTitle;  ///< or "*"
  std::int64_t version = 0;
  dicom::ConsoleProfile profile;
  std::string changedAt;
  std::string fault;  ///< why the row cannot be read; then `profile` is not its own
};

std::vector<StoredProfile> storedProfiles(Reader& reader);
std::optional<StoredProfile> storedProfile(Reader& reader, const std::string& aeTitle);

/// Stores a profile and audits which members changed. `expected`: the version that was read, none for a console that has no profile yet.
/// Throws Conflict "worklist.console.version" when somebody was faster, Refusal "worklist.console.too_many".
StoredProfile storeProfile(UnitOfWork& work, const Caller& caller, const std::string& aeTitle, const dicom::ConsoleProfile& profile,
                           std::optional<std::int64_t> expected);

/// From then on the console is served as everybody. NotFound "worklist.console.unknown", Conflict "worklist.console.version".
void removeProfile(UnitOfWork& work, const Caller& caller, const std::string& aeTitle, std::int64_t expected);

}  // namespace clairis::worklist
