// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/app/command_line.h"
#include "core/store/migrations.h"

namespace clairis::app {

/// Commands that need no running host: init, migrate, check, config reference, plugin list, plugin inspect, site add, audit verify.
/// `database` opens the configured database at its first call.
void addCoreCommands(CommandLine& commands, const std::function<const Settings&()>& settings, const std::function<Database&()>& database);

/// The migrations of core and of the enabled plugins.
std::vector<MigrationSet> migrationSets(const Settings& settings);

}  // namespace clairis::app
