// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/counter.h"

#include "core/time/zone.h"

namespace clairis::funding {

std::optional<std::string> notCounted(const Exam& exam, const Patient& patient, bool validatedReport) {
  if (patient.fictitious) return "patient.fictitious";
  if (patient.test) return "patient.test";
  if (exam.imported) return "exam.imported";
  if (exam.state == ExamState::completed) return std::nullopt;
  if (exam.state == ExamState::discontinued && validatedReport) return std::nullopt;
  return exam.state == ExamState::discontinued ? "exam.discontinued_without_report" : "exam.not_performed";
}

int yearOfPerformance(const Exam& exam, const Site& site) { return Zone(site.zone).year(fromIso(exam.endedAt)); }

void count(UnitOfWork& work, Clinic& clinic, std::string_view examId, std::string_view cause) {
  const auto exam = clinic.exam(work, examId);
  const auto patient = clinic.patient(work, exam.patientId);
  const bool validated = !work.first("SELECT id FROM report WHERE exam_id = $1 AND state = 'validated'", {examId}).empty();
  if (notCounted(exam, patient, validated)) return;
  const auto year = yearOfPerformance(exam, clinic.site(work, exam.siteId));
  const auto added = work.execute(
      "INSERT INTO funding_counted_exam (study_instance_uid, exam_id, site_id, modality, year, performed_at, cause, counted_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (study_instance_uid) DO NOTHING",
      {exam.studyInstanceUid, exam.id, exam.siteId, exam.modality, year, exam.endedAt, cause, work.now()});
  if (added == 1) work.audit({"system", "exam.counted", "exam:" + exam.id, "ok", R"({"year":)" + std::to_string(year) + "}"});
}

Tally tallyOf(Reader& reader, int year) {
  const auto counted = reader.first("SELECT COUNT(*) FROM funding_counted_exam WHERE year = $1", {year});
  const auto corrections = reader.first("SELECT COALESCE(SUM(change), 0) FROM funding_correction WHERE year = $1", {year});
  return {counted[0].integer(), corrections[0].integer()};
}

}  // namespace clairis::funding
