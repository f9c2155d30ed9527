// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/document_place.h"

#include <algorithm>
#include <set>
#include <vector>

namespace clairis::work {

Place placeOf(Reader& reader, const Report& report, const Patient& patient, const std::optional<Ins>& ins) {
  std::set<std::string> foreign;
  std::vector<Place> last;  // by set, the set in which something left last first
  for (const auto& row : reader.query("SELECT d.set_id, d.unique_id, d.version_number, d.made_for, d.ins_matricule, d.ins_oid FROM document d"
                                      " WHERE d.report_id IN (SELECT r.id FROM report r WHERE r.root_id = $1) AND EXISTS (SELECT 1 FROM delivery v WHERE v.document_id = d.id"
                                      " AND v.state IN ('accepted', 'undecided', 'sending')) ORDER BY d.created_at DESC, d.version_number DESC",
                                      {report.rootId})) {
    const bool otherIns = !row[4].null() && ins && (row[4].text() != ins->matricule() || row[5].text() != ins->oid());
    if (otherIns || row[3].text() != patient.id) foreign.insert(row[0].text());
    const auto known = std::find_if(last.begin(), last.end(), [&](const Place& place) { return place.setId == row[0].text(); });
    if (known == last.end()) {
      last.push_back({row[0].text(), static_cast<int>(row[2].integer()) + 1, row[1].text()});
    } else if (known->versionNumber <= row[2].integer()) {
      *known = {row[0].text(), static_cast<int>(row[2].integer()) + 1, row[1].text()};
    }
  }
  std::erase_if(last, [&](const Place& place) { return foreign.contains(place.setId); });
  for (const auto& place : last) {
    if (place.setId == report.setId) return place;
  }
  if (!last.empty()) return last.front();
  return foreign.contains(report.setId) ? Place{} : Place{report.setId, 1, {}};
}

}  // namespace clairis::work
