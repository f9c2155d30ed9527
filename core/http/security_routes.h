// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/read_trace.h"
#include "core/security/security_context.h"

namespace clairis {

/// Sessions, accounts, tokens, me, audit. `context` and `trace` outlive the routes.
void addSecurityRoutes(Routes& routes, SecurityContext& context, ReadTrace& trace);

}  // namespace clairis
