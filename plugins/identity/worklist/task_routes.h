// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/identities.h"
#include "core/plugin/routes.h"

namespace clairis::identity {

/// The one identity worklist (SR-08): GET /api/v1/identities/tasks, …/tasks/counts, POST …/tasks/{id}/close.
void addTaskRoutes(Routes& routes, Store& store, Identities& identities);

}  // namespace clairis::identity
