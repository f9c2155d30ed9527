// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/credentials/structure_pool.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::identity::insi {

void StructurePool::add(const std::string& siteCode, const std::string& rpps, const std::string& structure) {
  _entries[{siteCode, rpps}] = structure;
}

std::string StructurePool::structureOf(const std::string& siteCode, const std::string& rpps, const std::string& siteStructure) const {
  const auto found = _entries.find({siteCode, rpps});
  if (found != _entries.end()) return found->second;
  const bool shared = std::any_of(_entries.begin(), _entries.end(), [&](const auto& entry) { return entry.first.first == siteCode; });
  if (!shared) return siteStructure;
  throw Refusal("insi.structure.radiologist",
                "at site " + siteCode +
                    " each radiologist calls under a structure of his own: say for whom (practitionerId), or set identity.insi.pool." + siteCode +
                    ".<RPPS>");
}

}  // namespace clairis::identity::insi
