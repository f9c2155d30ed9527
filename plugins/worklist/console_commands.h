// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/plugin/plugin.h"

namespace clairis::worklist {

/// worklist consoles, console show, console set, console delete, preview, explain.
void declareConsoleCommands(Commands& commands, const std::function<Host&()>& host);

}  // namespace clairis::worklist
