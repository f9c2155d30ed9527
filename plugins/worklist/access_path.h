// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"
#include "dicom/worklist_query.h"

namespace clairis::worklist {

/// The road into the exam table: each has an index of its own, none reads exams that are off the worklist by the thousand.
enum class Access { studyUid, accession, patientId, name, birthDate, stationTime, performer, modalityTime, referrer, time };

/// One lookup: the SQL of its road and what its own conditions are bound to.
struct AccessPath {
  Access access = Access::time;
  std::vector<Params> keys;  ///< one set for each lookup, e.g. each UID of a list; looked up one after the other
  std::string from;          ///< start window, YYYYMMDDHHMMSS, inclusive; "" open
  std::string until;
};

/// The most selective road that the query's keys open. What it does not ask is checked by dicom::matches() on each row.
AccessPath choosePath(const dicom::WorklistQuery& query);

/// The constant SQL of a road. Parameters: those of one set of `keys`, then start and id of the last row seen (exclusive), the latest
/// start, the number of rows. Columns: see entry_row.h; ordered by start and id.
std::string_view sqlOf(Access access);
std::vector<Access> allAccesses();

}  // namespace clairis::worklist
