// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace clairis::bench {

/// Puts `exams` on the worklist of an instance whose database is `url`, through core's own repositories. "spread": 1 January has forty
/// exams on station ST0, ten patients have names that begin with ZELLER, the rest is spread over twenty stations and eleven months.
/// "crowd": everything on one day, four stations and ninety names, as an import leaves it.
void fill(const std::string& url, int exams, const std::string& manner);

}  // namespace clairis::bench
