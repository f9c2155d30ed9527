// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "core/http/route_table.h"
#include "core/plugin/plugin.h"

namespace clairis {

/// What the host answers about itself.
struct ProbeCallbacks {
  std::function<Health()> ready;         ///< false while starting, stopping or when a dependency is down
  std::function<std::string()> metrics;  ///< text exposition
  std::string version;
};

/// /healthz (alive: always 200), /readyz (503 when not), /metrics, /api/v1/openapi.json. `table` outlives the routes.
void addBuiltinRoutes(RouteTable& table, ProbeCallbacks callbacks);

}  // namespace clairis
