// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/routes.h"
#include "core/plugin/sql.h"

namespace clairis {

/// deliveries, deliveries/{id}/resend|cancel, reports/{id}/deliveries. `store` outlives the routes.
void addDeliveryRoutes(Routes& routes, Store& store);

}  // namespace clairis
