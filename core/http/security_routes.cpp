// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/account_routes.h"
#include "core/http/audit_routes.h"
#include "core/http/own_account_routes.h"
#include "core/http/session_routes.h"

namespace clairis {

void addSecurityRoutes(Routes& routes, SecurityContext& context, ReadTrace& trace) {
  addSessionRoutes(routes, context);
  addAccountRoutes(routes, context);
  addOwnAccountRoutes(routes, context);
  addAuditRoutes(routes, context.store, trace);
}

}  // namespace clairis
