// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/reconcile_repository.h"

#include <algorithm>
#include <set>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"
#include "core/store/exam_repository.h"

namespace clairis::store {
namespace {

constexpr std::size_t kMostCandidates = 20;

#define RECONCILE_COLUMNS "id, step_id, exam_id, site_id, reason, outcome, note, opened_at, closed_at, closed_by"

ReconcileEntry entryFrom(const Row& row) {
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), reconcileReasonFrom(row[4].text()),
          row[5].text(), row[6].text(), row[7].text(), row[8].text(), row[9].text()};
}

// "family^given" of a PN, as patient.name_key has it.
std::string nameKeyOf(const std::string& name) {
  const auto end = std::min(name.find('='), name.size());
  const auto first = std::min(name.find('^'), end);
  const auto second = first == end ? end : std::min(name.find('^', first + 1), end);
  return personKey(name.substr(0, first), first == end ? std::string() : name.substr(first + 1, second - first - 1));
}

void add(std::vector<ExamCandidate>& found, std::set<std::string>& seen, const Rows& rows, const char* because) {
  for (const auto& row : rows) {
    if (found.size() < kMostCandidates && seen.insert(row[0].text()).second) found.push_back({row[0].text(), row[1].text(), because});
  }
}

}  // namespace

bool openReconcile(UnitOfWork& work, const ReconcileEntry& e) {
  return work.execute(
             "INSERT INTO reconcile_entry (id, version, step_id, exam_id, site_id, reason, outcome, note, opened_at, closed_at, closed_by)"
             " VALUES ($1, 1, $2, $3, $4, $5, '', $6, $7, '', '') ON CONFLICT (step_id, exam_id, reason) DO NOTHING",
             {e.id, e.stepId, e.examId, e.siteId, toText(e.reason), e.note, work.now()}) == 1;
}

std::optional<ReconcileEntry> findReconcile(Reader& reader, std::string_view id) {
  const auto row = reader.first("SELECT " RECONCILE_COLUMNS " FROM reconcile_entry WHERE id = $1", {id});
  return row.empty() ? std::nullopt : std::optional(entryFrom(row));
}

std::vector<ReconcileEntry> listReconcile(Reader& reader, std::string_view afterOpenedAt, std::string_view afterId, int limit) {
  std::vector<ReconcileEntry> entries;
  for (const auto& row : reader.query("SELECT " RECONCILE_COLUMNS
                                      " FROM reconcile_entry WHERE outcome = '' AND (opened_at, id) > ($1, $2) ORDER BY opened_at, id LIMIT $3",
                                      {afterOpenedAt, afterId, limit})) {
    entries.push_back(entryFrom(row));
  }
  return entries;
}

void closeReconcile(UnitOfWork& work, std::string_view id, std::string_view outcome, std::string_view note, std::string_view by) {
  const auto changed = work.execute(
      "UPDATE reconcile_entry SET version = version + 1, outcome = $1, note = $2, closed_at = $3, closed_by = $4 WHERE id = $5 AND outcome = ''",
      {outcome, note, work.now(), by, id});
  if (changed != 1) throw Conflict("reconcile.closed", "somebody has already settled this entry: read the list again");
}

std::vector<ExamCandidate> candidatesFor(Reader& reader, const PerformedStep& step, std::string_view localDay) {
  std::vector<ExamCandidate> found;
  std::set<std::string> seen;
  if (!step.patient.id.empty()) {
    add(found, seen,
        reader.query("SELECT e.id, e.accession_number FROM patient_local_id k JOIN exam e ON e.patient_id = k.patient_id WHERE k.value = $1"
                     " AND e.state <> 'cancelled' ORDER BY e.scheduled_local DESC, e.id LIMIT 20",
                     {step.patient.id}),
        "patient_id");
  }
  if (!step.patient.name.empty() && !step.patient.birthDate.empty()) {
    add(found, seen,
        reader.query("SELECT e.id, e.accession_number FROM patient p JOIN exam e ON e.patient_id = p.id WHERE p.birth_date = $1 AND p.name_key = $2"
                     " AND e.state <> 'cancelled' ORDER BY e.scheduled_local DESC, e.id LIMIT 20",
                     {step.patient.birthDate, nameKeyOf(step.patient.name)}),
        "name_and_birth_date");
  }
  if (!step.stationAe.empty() && !localDay.empty()) {
    const std::string day(localDay);
    add(found, seen,
        reader.query("SELECT e.id, e.accession_number FROM exam e WHERE e.on_worklist = 1 AND e.station_ae = $1 AND e.scheduled_local >= $2"
                     " AND e.scheduled_local <= $3 ORDER BY e.scheduled_local, e.id LIMIT 20",
                     {step.stationAe, day + "000000", day + "235959"}),
        "station_and_day");
  }
  return found;
}

std::vector<Exam> examsByReference(Reader& reader, const ScheduledReference& reference) {
  std::vector<std::string> ids;
  const auto collect = [&](std::string_view sql, const std::string& value) {
    if (!ids.empty() || value.empty()) return;
    for (const auto& row : reader.query(sql, {value})) ids.push_back(row[0].text());
  };
  collect("SELECT id FROM exam WHERE study_instance_uid = $1", reference.studyInstanceUid);
  collect("SELECT id FROM exam WHERE accession_number = $1 LIMIT 2", reference.accessionNumber);
  collect("SELECT id FROM exam WHERE requested_procedure_id = $1 AND requested_procedure_id <> '' LIMIT 2", reference.requestedProcedureId);
  collect("SELECT id FROM exam WHERE step_id = $1 AND step_id <> '' LIMIT 2", reference.stepId);
  // Worklists that we answered carry the accession number as both ids.
  collect("SELECT id FROM exam WHERE accession_number = $1 LIMIT 2", reference.requestedProcedureId);
  collect("SELECT id FROM exam WHERE accession_number = $1 LIMIT 2", reference.stepId);
  std::vector<Exam> exams;
  for (const auto& id : ids) exams.push_back(*findExam(reader, id));
  return exams;
}

}  // namespace clairis::store
