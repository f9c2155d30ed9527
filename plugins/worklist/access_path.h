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
enum class Access {
  studyUid,
  accession,
  procedureId,  ///< ids of the requested procedure and of the step that another system chose
  stepId,
  patientId,
  name,
  usedName,
  birthDate,
  stationTime,
  performer,
  modalityTime,
  referrer,
  time
};

/// One lookup: its road and what the road's own conditions are bound to.
struct Lookup {
  Access access;
  Params key;
};

/// The lookups that together find every match, e.g. one for each UID of a list. What they find may overlap.
struct AccessPath {
  std::vector<Lookup> lookups;
  std::string from;  ///< start window, YYYYMMDDHHMMSS, inclusive; "" open
  std::string until;
};

/// The most selective roads that the query's keys open. What they do not ask is checked by dicom::matches() on each row.
AccessPath choosePath(const dicom::WorklistQuery& query);

/// Whether the rows of a road must be sorted before the first is known: then small pages sort the same rows again and again.
bool sortsRows(Access access) noexcept;

/// The constant SQL of a road. Parameters: those of the lookup's key, then start and id of the last row seen (exclusive), the latest
/// start, the number of rows. Columns: see entry_row.h; ordered by start and id.
std::string_view sqlOf(Access access);
std::vector<Access> allAccesses();

/// For a name that no index finds ("*TROIS"), asked on a road that walks many exams: the same rows in the same order with the columns id,
/// start, key of the name of birth and key of the name in use only. Empty for roads that find few. Parameters as of sqlOf().
std::string_view namesSqlOf(Access access);
/// The row of sqlOf() of one exam on the worklist. Parameter: its id.
std::string_view examSql();
/// The rows of the exams of an accession number, also of those that are off the worklist. Parameter: the number.
std::string_view accessionSql();

}  // namespace clairis::worklist
