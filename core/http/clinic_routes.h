// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/clinic.h"
#include "core/plugin/routes.h"

namespace clairis {

/// sites, practitioners, patients, orders, exams. `store` and `clinic` outlive the routes.
void addPlaceRoutes(Routes& routes, Store& store);
void addClinicRoutes(Routes& routes, Store& store, Clinic& clinic);

}  // namespace clairis
