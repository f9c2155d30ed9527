// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/security/security_context.h"

namespace clairis {

/// POST /api/v1/sessions, DELETE /api/v1/sessions/current, GET /api/v1/me.
void addSessionRoutes(Routes& routes, SecurityContext& context);

}  // namespace clairis
