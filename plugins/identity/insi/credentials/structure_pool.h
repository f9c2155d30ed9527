// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <utility>

namespace clairis::identity::insi {

/// Under which structure a call leaves (AUTH.02, SR-32): in an SCM each radiologist is a practice of his own, with an RPPS-rang for each place,
/// so the key is (exam site, radiologist). A locum is entered with the structure of the practice that he replaces.
class StructurePool {
public:
  void add(const std::string& siteCode, const std::string& rpps, const std::string& structure);
  /// The structure of this radiologist (11 digits of RPPS, may be empty) at this site: that of the pool; else that of the site, unless the
  /// site belongs to a pool, where no structure is common to all: Refusal "insi.structure.radiologist". `siteStructure`: of the site itself.
  std::string structureOf(const std::string& siteCode, const std::string& rpps, const std::string& siteStructure) const;
  const std::map<std::pair<std::string, std::string>, std::string>& entries() const { return _entries; }

private:
  std::map<std::pair<std::string, std::string>, std::string> _entries;
};

}  // namespace clairis::identity::insi
