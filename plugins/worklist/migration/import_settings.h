// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>

#include "core/domain/people.h"
#include "core/plugin/caller.h"

namespace clairis::worklist {

/// What an import is told once for all entries.
struct ImportSettings {
  Site site;                    ///< local times of the entries are those of its zone
  std::string issuer;           ///< authority of patient ids that name none; empty: such entries are refused
  std::string placerAuthority;  ///< authority of placer order numbers, may be empty
  bool dryRun = false;
  Caller caller;
};

}  // namespace clairis::worklist
