// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"

namespace clairis::store {

/// A local id as it stood with the duplicate: an unmerge puts it back there.
struct MergedLocalId {
  LocalId id;
  std::int64_t position = 0;
  std::string mergeId;  ///< it had come to him by this merge; empty: his own
};

/// Tables patient_merge and patient_merge_moved. `before`: JSON for source_before.
void insertMerge(UnitOfWork& work, const PatientMerge& merge, std::string_view before);
/// The merge and its source_before.
struct StoredMerge {
  PatientMerge merge;
  std::string before;
};
std::optional<StoredMerge> findMerge(Reader& reader, std::string_view mergeId);
/// The merge that made this patient a duplicate and was not undone.
std::optional<PatientMerge> mergeAway(Reader& reader, std::string_view sourceId);
/// Those in which he was source or target, oldest first.
std::vector<PatientMerge> mergesOf(Reader& reader, std::string_view patientId);
void markUndone(UnitOfWork& work, const PatientMerge& merge);

/// Orders, exams and documents of the source become the target's and are noted; the rows' versions grow. How many exams and documents.
struct Moved {
  std::int64_t orders = 0, exams = 0, documents = 0;
};
Moved moveRows(UnitOfWork& work, const PatientMerge& merge);
/// What else followed the duplicate, of a kind of its own, and the ids of it.
void noteMoved(UnitOfWork& work, std::string_view mergeId, std::string_view kind, std::string_view rowId);
std::vector<std::string> movedRows(Reader& reader, std::string_view mergeId, std::string_view kind);
/// What followed and is still the target's goes back; exams added meanwhile to an order that goes back, and renditions made meanwhile of an exam
/// that goes back, go with it.
Moved moveRowsBack(UnitOfWork& work, const PatientMerge& merge);

/// What would follow this patient into another.
struct Holdings {
  std::int64_t orders = 0, exams = 0, reports = 0, documentsSent = 0;
};
Holdings holdingsOf(Reader& reader, std::string_view patientId);

std::vector<MergedLocalId> localIdsWithPlace(Reader& reader, std::string_view patientId);
/// The source's ids follow behind the target's own.
void moveLocalIds(UnitOfWork& work, const PatientMerge& merge);
/// Those of `ids` that came to the target by this merge get the place back that they had; the target's close up.
void moveLocalIdsBack(UnitOfWork& work, const PatientMerge& merge, const std::vector<MergedLocalId>& ids);

/// Documents of this patient that left, or may have left, under another number than `ins` (SR-06), oldest first.
std::vector<std::string> documentsLeftUnderOthers(Reader& reader, std::string_view patientId, const std::optional<Ins>& ins);

}  // namespace clairis::store
