// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace clairis::worklist {

/// A table of the conformance statement (PS3.2), made from what the server itself is made of.
struct ConformanceTable {
  std::string name;  ///< stands in the page as "<!-- table: NAME -->"
  std::string text;  ///< Markdown
};

std::vector<ConformanceTable> conformanceTables();

}  // namespace clairis::worklist
