// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace clairis::app {

/// Tells systemd (Type=notify) a state such as "READY=1" or "STOPPING=1". `socket` is $NOTIFY_SOCKET; empty: nobody listens.
void notifyService(const std::string& socket, const std::string& state);

}  // namespace clairis::app
