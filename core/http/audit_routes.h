// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/read_trace.h"
#include "core/plugin/routes.h"
#include "core/plugin/sql.h"

namespace clairis {

/// GET /api/v1/audit, permission audit.read: entries that have their sealed position, newest first. Reading is audited itself.
void addAuditRoutes(Routes& routes, Store& store, ReadTrace& trace);

}  // namespace clairis
