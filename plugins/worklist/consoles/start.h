// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/worklist/consoles/console_routes.h"

namespace clairis::worklist {

/// Consoles on a host that serves: profiles read, routes and jobs registered.
ConsoleContext startConsoles(Host& host);

/// The last queries before the end, as far as the store still takes them.
void writeDown(const std::shared_ptr<ConsoleRegistry>& registry) noexcept;

/// Of options and services, without reading anything yet: for commands too.
std::shared_ptr<ConsoleRegistry> makeRegistry(Host& host);

}  // namespace clairis::worklist
