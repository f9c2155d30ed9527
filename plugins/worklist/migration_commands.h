// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/plugin/plugin.h"

namespace clairis::worklist {

/// `clairis worklist import` and `clairis worklist export`: taking over another system's list, and giving it back.
void declareMigrationCommands(Commands& commands, const std::function<Host&()>& host);

}  // namespace clairis::worklist
