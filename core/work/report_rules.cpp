// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/report_rules.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"
#include "core/work/validation_right.h"

namespace clairis::work {
namespace {

constexpr std::size_t kLongestReason = 1000;  // characters

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

Report knownReport(Reader& reader, std::string_view id) {
  auto report = store::findReport(reader, id);
  if (!report) throw NotFound("report.unknown", "no report " + std::string(id));
  return std::move(*report);
}

Exam examOf(Reader& reader, const Report& report) { return store::findExam(reader, report.examId).value(); }

void requireReportable(Reader& reader, const Exam& exam) {
  if (exam.state == ExamState::cancelled) throw Refusal("exam.state", "the exam is cancelled: there is nothing to report");
  for (const auto& other : store::reportsOfExam(reader, exam.id)) {
    const bool over = other.state == ReportState::withdrawn || other.state == ReportState::discarded || other.state == ReportState::replaced;
    if (over) continue;
    throw Conflict("report.exists", "this exam has a report already: " + other.id + " (" + std::string(toText(other.state)) + ")");
  }
}

void refuseOpenDraft(Reader& reader, const std::string& examId) {
  for (const auto& other : store::reportsOfExam(reader, examId)) {
    const bool open = other.state == ReportState::draft || other.state == ReportState::provisional;
    if (open) throw Conflict("report.exists", "this exam's next version is being written already: " + other.id + "; validate or discard it first");
  }
}

void expectVersion(const Report& report, std::optional<std::int64_t> version) {
  if (!version || *version == report.version) return;
  throw Conflict("report.version",
                 fmt::format("the report is at version {}, the request was made on version {}: read it again, then repeat", report.version, *version));
}

Practitioner requireValidator(Reader& reader, const Caller& caller, const Exam& exam, Environment environment) {
  auto practitioner = store::findPractitioner(reader, caller.practitionerId);
  requireValidationRight(caller, practitioner ? &*practitioner : nullptr, exam, environment);
  return std::move(*practitioner);
}

void requireContent(const Report& report) {
  const auto& text = report.text;
  if (report.kind == ReportKind::addendum && blank(text.addendum)) {
    throw Refusal("report.addendum.missing", "expected what is added", "/text/addendum");
  }
  if (blank(text.results)) throw Refusal("report.results.missing", "expected the results: a report without them is not validated", "/text/results");
  if (blank(text.conclusion)) throw Refusal("report.conclusion.missing", "expected a conclusion", "/text/conclusion");
}

std::string reasonFrom(std::string_view text) {
  if (blank(text)) throw Refusal("report.reason.missing", "expected the reason", "/reason");
  const auto first = text.find_first_not_of(" \t\r\n");
  const auto reason = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (characters(reason) > kLongestReason) throw Refusal("report.reason.long", "expected a reason of at most 1000 characters", "/reason");
  return std::string(reason);
}

void requireWritable(const Report& report, const ReportText& text) {
  if (report.kind != ReportKind::addendum) {
    if (text.addendum.empty()) return;
    throw Refusal("report.addendum.kind", "only a report of kind addendum has an addendum: amend, or open an addendum", "/text/addendum");
  }
  auto chapters = text;
  chapters.addendum = report.text.addendum;
  if (chapters != report.text) {
    throw Refusal("report.addendum.frozen", "an addendum leaves the chapters as they were validated: amend to change them", "/text");
  }
}

}  // namespace clairis::work
