// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/http/route_table.h"

namespace clairis {

/// The OpenAPI 3.1 document of these routes. `version`: of the program.
std::string openApi(const RouteTable& routes, std::string_view version);

}  // namespace clairis
