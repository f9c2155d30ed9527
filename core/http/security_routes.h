// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/security/security_context.h"

namespace clairis {

/// Sessions, accounts, tokens, me, audit. `context` outlives the routes.
void addSecurityRoutes(Routes& routes, SecurityContext& context);

}  // namespace clairis
