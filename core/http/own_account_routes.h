// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/security/security_context.h"

namespace clairis {

/// /api/v1/me/…: password, second factor and sessions of the caller; and those of an account for account.write. `context` outlives the
/// routes.
void addOwnAccountRoutes(Routes& routes, SecurityContext& context);

}  // namespace clairis
