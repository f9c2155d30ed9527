// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/counter.h"

#include <algorithm>
#include <map>

#include "core/time/zone.h"

namespace clairis::funding {
namespace {

/// The year an exam counts in now, if it counts.
std::optional<int> countingYear(Reader& reader, Clinic& clinic, const Exam& exam) {
  const auto patient = clinic.patient(reader, exam.patientId);
  // Every report of the exam: asked for the validated ones, SQLite would look through those of all exams.
  const auto reports = reader.query("SELECT state FROM report WHERE exam_id = $1", {exam.id});
  const bool validated = std::any_of(reports.begin(), reports.end(), [](const Row& row) { return row[0].text() == "validated"; });
  if (notCounted(exam, patient, validated)) return std::nullopt;
  return yearOfPerformance(exam, clinic.site(reader, exam.siteId));
}

/// What is written about an exam, summed by year, and whether it has its row.
struct Written {
  bool counted = false;
  std::map<int, std::int64_t> byYear;
};

Written writtenAbout(Reader& reader, const Exam& exam) {
  Written written;
  const auto row = reader.first("SELECT year FROM funding_counted_exam WHERE study_instance_uid = $1", {exam.studyInstanceUid});
  if (!row.empty()) {
    written.counted = true;
    written.byYear[static_cast<int>(row[0].integer())] += 1;
  }
  for (const auto& one : reader.query("SELECT year, change FROM funding_correction WHERE study_instance_uid = $1", {exam.studyInstanceUid})) {
    written.byYear[static_cast<int>(one[0].integer())] += one[1].integer();
  }
  return written;
}

/// By year, what is missing (+) or too much (−).
std::map<int, std::int64_t> differences(const Written& written, std::optional<int> year) {
  std::map<int, std::int64_t> missing;
  if (year) missing[*year] = 1;
  for (const auto& [one, sum] : written.byYear) missing[one] -= sum;
  std::erase_if(missing, [](const auto& entry) { return entry.second == 0; });
  return missing;
}

void countFirst(UnitOfWork& work, const Exam& exam, int year, std::string_view cause) {
  work.execute(
      "INSERT INTO funding_counted_exam (study_instance_uid, exam_id, site_id, modality, year, performed_at, cause, counted_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {exam.studyInstanceUid, exam.id, exam.siteId, exam.modality, year, exam.endedAt, cause, work.now()});
  work.audit({"system", "exam.counted", "exam:" + exam.id, "ok", R"({"year":)" + std::to_string(year) + "}"});
}

void correct(UnitOfWork& work, const Exam& exam, int year, std::int64_t change, std::string_view cause) {
  work.execute(
      "INSERT INTO funding_correction (id, study_instance_uid, year, change, reason, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, 'system')",
      {work.newId(), exam.studyInstanceUid, year, change, cause, work.now()});
  work.audit({"system", "exam.count_corrected", "exam:" + exam.id, "ok",
              R"({"year":)" + std::to_string(year) + R"(,"change":)" + std::to_string(change) + "}"});
}

}  // namespace

std::optional<std::string> notCounted(const Exam& exam, const Patient& patient, bool validatedReport) {
  if (patient.fictitious) return "patient.fictitious";
  if (patient.test) return "patient.test";
  if (exam.imported) return "exam.imported";
  if (exam.state == ExamState::completed) return std::nullopt;
  if (exam.state == ExamState::discontinued && validatedReport) return std::nullopt;
  return exam.state == ExamState::discontinued ? "exam.discontinued_without_report" : "exam.not_performed";
}

int yearOfPerformance(const Exam& exam, const Site& site) { return Zone(site.zone).year(fromIso(exam.endedAt)); }

bool unsettled(Reader& reader, Clinic& clinic, std::string_view examId) {
  const auto exam = clinic.exam(reader, examId);
  return !differences(writtenAbout(reader, exam), countingYear(reader, clinic, exam)).empty();
}

bool settle(UnitOfWork& work, Clinic& clinic, std::string_view examId, std::string_view cause) {
  const auto exam = clinic.exam(work, examId);
  const auto written = writtenAbout(work, exam);
  const auto year = countingYear(work, clinic, exam);
  const auto missing = differences(written, year);
  for (const auto& [one, change] : missing) {
    if (!written.counted && one == year && change == 1) {
      countFirst(work, exam, one, cause);
    } else {
      correct(work, exam, one, change, cause);
    }
  }
  return !missing.empty();
}

Tally tallyOf(Reader& reader, int year) {
  const auto counted = reader.first("SELECT COUNT(*) FROM funding_counted_exam WHERE year = $1", {year});
  const auto corrections = reader.first("SELECT COALESCE(SUM(change), 0) FROM funding_correction WHERE year = $1", {year});
  return {counted[0].integer(), corrections[0].integer()};
}

}  // namespace clairis::funding
