// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/app/command_line.h"
#include "core/app/instance.h"

namespace clairis::app {

/// Adds the commands that plugins declare ("worklist import"), of every plugin found: which ones are enabled is known only once the
/// configuration is read, and a command of one that is not says so when it asks for the host ("plugin.not_enabled").
/// `argc`, `argv`: only --config and --set are looked at, for plugins.path. A plugin that cannot be loaded adds nothing here; `serve`,
/// `check` and `plugin list` say why.
void addPluginCommands(CommandLine& commands, int argc, const char* const* argv, const std::function<Instance&()>& instance);

}  // namespace clairis::app
