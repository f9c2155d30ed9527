// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/security/security_context.h"

namespace clairis {

/// Accounts and tokens, permission account.write: GET, POST /api/v1/accounts, POST …/{id}/unlock|activate|deactivate,
/// POST /api/v1/tokens, DELETE /api/v1/tokens/{id}.
void addAccountRoutes(Routes& routes, SecurityContext& context);

}  // namespace clairis
