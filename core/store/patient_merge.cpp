// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_merge.h"

namespace clairis::store {
namespace {

#define MERGE_COLUMNS "id, source_id, target_id, at, actor, reason, undone_at, undone_by, undone_reason"

PatientMerge fromRow(const Row& row) {
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text(), row[6].text(), row[7].text(), row[8].text()};
}

void note(UnitOfWork& work, const PatientMerge& merge, const char* sql) { work.execute(sql, {merge.id, merge.sourceId}); }

/// Positions without gaps: the first identifier is the one that documents and worklists show.
void closeUp(UnitOfWork& work, std::string_view patientId) {
  const auto ids = localIdsWithPlace(work, patientId);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i);
    if (ids[i].position == position) continue;
    work.execute("UPDATE patient_local_id SET position = $1 WHERE authority = $2 AND value = $3", {position, ids[i].id.authority, ids[i].id.value});
  }
}

}  // namespace

void insertMerge(UnitOfWork& work, const PatientMerge& merge, std::string_view before) {
  work.execute(
      "INSERT INTO patient_merge (id, source_id, target_id, at, actor, reason, source_before, undone_at, undone_by, undone_reason)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')",
      {merge.id, merge.sourceId, merge.targetId, merge.at, merge.actor, merge.reason, before});
}

std::optional<StoredMerge> findMerge(Reader& reader, std::string_view mergeId) {
  const auto row = reader.first("SELECT " MERGE_COLUMNS ", source_before FROM patient_merge WHERE id = $1", {mergeId});
  if (row.empty()) return std::nullopt;
  return StoredMerge{fromRow(row), row[9].text()};
}

std::optional<PatientMerge> mergeAway(Reader& reader, std::string_view sourceId) {
  const auto row = reader.first("SELECT " MERGE_COLUMNS " FROM patient_merge WHERE source_id = $1 AND undone_at = ''", {sourceId});
  if (row.empty()) return std::nullopt;
  return fromRow(row);
}

std::vector<PatientMerge> mergesOf(Reader& reader, std::string_view patientId) {
  std::vector<PatientMerge> merges;
  for (const auto& row : reader.query("SELECT " MERGE_COLUMNS " FROM patient_merge WHERE source_id = $1 UNION SELECT " MERGE_COLUMNS
                                      " FROM patient_merge WHERE target_id = $1 ORDER BY 1",
                                      {patientId})) {
    merges.push_back(fromRow(row));
  }
  return merges;
}

void markUndone(UnitOfWork& work, const PatientMerge& merge) {
  work.execute("UPDATE patient_merge SET undone_at = $1, undone_by = $2, undone_reason = $3 WHERE id = $4",
               {merge.undoneAt, merge.undoneBy, merge.undoneReason, merge.id});
}

Moved moveRows(UnitOfWork& work, const PatientMerge& merge) {
  note(work, merge,
       "INSERT INTO patient_merge_moved (merge_id, kind, row_id) SELECT $1, 'imaging_order', o.id FROM imaging_order o WHERE o.patient_id = $2");
  note(work, merge, "INSERT INTO patient_merge_moved (merge_id, kind, row_id) SELECT $1, 'exam', e.id FROM exam e WHERE e.patient_id = $2");
  note(work, merge, "INSERT INTO patient_merge_moved (merge_id, kind, row_id) SELECT $1, 'document', d.id FROM document d WHERE d.patient_id = $2");
  Moved moved;
  moved.orders =
      work.execute("UPDATE imaging_order SET patient_id = $1, version = version + 1 WHERE patient_id = $2", {merge.targetId, merge.sourceId});
  moved.exams = work.execute("UPDATE exam SET patient_id = $1, version = version + 1, changed_at = $2 WHERE patient_id = $3",
                             {merge.targetId, work.now(), merge.sourceId});
  moved.documents = work.execute("UPDATE document SET patient_id = $1 WHERE patient_id = $2", {merge.targetId, merge.sourceId});
  return moved;
}

void noteMoved(UnitOfWork& work, std::string_view mergeId, std::string_view kind, std::string_view rowId) {
  work.execute("INSERT INTO patient_merge_moved (merge_id, kind, row_id) VALUES ($1, $2, $3)", {mergeId, kind, rowId});
}

std::vector<std::string> movedRows(Reader& reader, std::string_view mergeId, std::string_view kind) {
  std::vector<std::string> ids;
  for (const auto& row : reader.query("SELECT row_id FROM patient_merge_moved WHERE merge_id = $1 AND kind = $2 ORDER BY row_id", {mergeId, kind})) {
    ids.push_back(row[0].text());
  }
  return ids;
}

Moved moveRowsBack(UnitOfWork& work, const PatientMerge& merge) {
  Moved moved;
  moved.orders = work.execute(
      "UPDATE imaging_order SET patient_id = $1, version = version + 1 WHERE patient_id = $2 AND id IN"
      " (SELECT m.row_id FROM patient_merge_moved m WHERE m.merge_id = $3 AND m.kind = 'imaging_order')",
      {merge.sourceId, merge.targetId, merge.id});
  moved.exams = work.execute(
      "UPDATE exam SET patient_id = $1, version = version + 1, changed_at = $2 WHERE patient_id = $3 AND (id IN"
      " (SELECT m.row_id FROM patient_merge_moved m WHERE m.merge_id = $4 AND m.kind = 'exam') OR order_id IN"
      " (SELECT m.row_id FROM patient_merge_moved m WHERE m.merge_id = $4 AND m.kind = 'imaging_order'))",
      {merge.sourceId, work.now(), merge.targetId, merge.id});
  moved.documents =
      work.execute("UPDATE document SET patient_id = $1 WHERE patient_id = $2 AND exam_id IN (SELECT e.id FROM exam e WHERE e.patient_id = $1)",
                   {merge.sourceId, merge.targetId});
  return moved;
}

Holdings holdingsOf(Reader& reader, std::string_view patientId) {
  const auto count = [&](const char* sql) { return reader.first(sql, {patientId})[0].integer(); };
  return {count("SELECT COUNT(*) FROM imaging_order WHERE patient_id = $1"), count("SELECT COUNT(*) FROM exam WHERE patient_id = $1"),
          count("SELECT COUNT(*) FROM report r JOIN exam e ON e.id = r.exam_id WHERE e.patient_id = $1"),
          count("SELECT COUNT(*) FROM document d WHERE d.patient_id = $1 AND EXISTS (SELECT 1 FROM delivery v WHERE v.document_id = d.id"
                " AND v.state IN ('accepted', 'undecided', 'sending'))")};
}

std::vector<MergedLocalId> localIdsWithPlace(Reader& reader, std::string_view patientId) {
  std::vector<MergedLocalId> ids;
  for (const auto& row : reader.query("SELECT value, authority, authority_oid, position, merge_id FROM patient_local_id WHERE patient_id = $1"
                                      " ORDER BY position, authority, value",
                                      {patientId})) {
    ids.push_back({{row[0].text(), row[1].text(), row[2].text()}, row[3].integer(), row[4].text()});
  }
  return ids;
}

void moveLocalIds(UnitOfWork& work, const PatientMerge& merge) {
  closeUp(work, merge.targetId);
  const auto behind = work.first("SELECT COUNT(*) FROM patient_local_id WHERE patient_id = $1", {merge.targetId})[0].integer();
  work.execute("UPDATE patient_local_id SET patient_id = $1, merge_id = $2, position = position + $3 WHERE patient_id = $4",
               {merge.targetId, merge.id, behind, merge.sourceId});
  closeUp(work, merge.targetId);
}

void moveLocalIdsBack(UnitOfWork& work, const PatientMerge& merge, const std::vector<MergedLocalId>& ids) {
  for (const auto& place : ids) {
    work.execute("UPDATE patient_local_id SET patient_id = $1, position = $2, merge_id = $3 WHERE authority = $4 AND value = $5 AND merge_id = $6",
                 {merge.sourceId, place.position, place.mergeId, place.id.authority, place.id.value, merge.id});
  }
  closeUp(work, merge.targetId);
}

std::vector<std::string> documentsLeftUnderOthers(Reader& reader, std::string_view patientId, const std::optional<Ins>& ins) {
  std::vector<std::string> ids;
  for (const auto& row : reader.query("SELECT d.id FROM document d WHERE d.patient_id = $1 AND d.ins_matricule IS NOT NULL"
                                      " AND NOT (d.ins_matricule = $2 AND d.ins_oid = $3)"
                                      " AND EXISTS (SELECT 1 FROM delivery v WHERE v.document_id = d.id"
                                      " AND v.state IN ('accepted', 'undecided', 'sending')) ORDER BY d.id",
                                      {patientId, ins ? ins->matricule() : std::string(), ins ? ins->oid() : std::string()})) {
    ids.push_back(row[0].text());
  }
  return ids;
}

}  // namespace clairis::store
