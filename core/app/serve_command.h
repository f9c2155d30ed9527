// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/app/command_line.h"
#include "core/app/instance.h"

namespace clairis::app {

/// `clairis serve`: runs until SIGTERM or SIGINT. Refuses a database that is not migrated, and an empty one is migrated.
void addServeCommand(CommandLine& commands, const std::function<const Settings&()>& settings);
/// `clairis audit verify`.
void addAuditCommands(CommandLine& commands, const std::function<Instance&()>& instance);

}  // namespace clairis::app
