// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/archive_service.h"

#include "core/domain/refusal.h"
#include "core/store/document_repository.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/report_repository.h"

namespace clairis::work {
namespace {

Report visible(Reader& reader, const Caller& caller, std::string_view id) {
  auto report = store::findReport(reader, id);
  const auto exam = report ? store::findExam(reader, report->examId) : std::nullopt;
  // The same words for "not there" and "not yours": an identifier tells nothing to who may not see it.
  if (!exam || !allowedAt(caller, "report.read", exam->siteId)) throw NotFound("report.unknown", "no report " + std::string(id));
  return std::move(*report);
}

/// SR-02: the INS inside the bytes is the one that may leave now.
void requireInsMayLeave(Reader& reader, const store::StoredDocument& document, Environment environment) {
  if (!document.ins) return;
  const auto patient = store::findPatient(reader, document.patientId);
  if (patient && insForOutlet(*patient, environment) == document.ins) return;
  throw Conflict("document.identity_changed",
                 "document " + document.uniqueId + " carries an INS that may not leave any more: it is made again with the present identity");
}

}  // namespace

ArchiveService::ArchiveService(Store& store, Environment environment, std::function<std::shared_ptr<const ReportRenderer>()> renderer,
                               ReadTrace& trace)
    : _store(store), _environment(environment), _renderer(std::move(renderer)), _trace(trace) {}

Report ArchiveService::report(const Caller& caller, std::string_view reportId) {
  return _store.reading([&](Reader& reader) { return visible(reader, caller, reportId); });
}

std::vector<Report> ArchiveService::ofExam(const Caller& caller, std::string_view examId) {
  return _store.reading([&](Reader& reader) {
    const auto exam = store::findExam(reader, examId);
    if (!exam || !allowedAt(caller, "report.read", exam->siteId)) throw NotFound("exam.unknown", "no exam " + std::string(examId));
    return store::reportsOfExam(reader, examId);
  });
}

Archive::Announcements ArchiveService::announcements(const Caller& caller, std::string_view validatedAt, std::string_view reportId, int limit) {
  return _store.reading([&](Reader& reader) {
    Announcements found;
    const auto waiting = store::reportsToAnnounce(reader, validatedAt, reportId, limit);
    for (const auto& report : waiting) {
      const auto exam = store::findExam(reader, report.examId).value();
      if (allowedAt(caller, "report.read", exam.siteId)) found.items.push_back({report, exam.siteId, exam.patientId});
    }
    if (waiting.size() == static_cast<std::size_t>(limit)) {
      found.nextValidatedAt = waiting.back().validatedAt;
      found.nextReportId = waiting.back().id;
    }
    return found;
  });
}

DocumentView ArchiveService::current(const Caller& caller, std::string_view reportId) {
  const auto renderer = _renderer();
  auto view = _store.reading([&](Reader& reader) {
    const auto report = visible(reader, caller, reportId);
    const auto document = store::currentDocument(reader, report.id, false);
    if (!document) throw NotFound("document.none", "this report has no document yet: it is " + std::string(toText(report.state)));
    requireInsMayLeave(reader, *document, _environment);
    return store::documentView(reader, document->id, renderer.get());
  });
  _trace.record({caller.principal, "document.read", "report:" + std::string(reportId), "ok", R"({"document":")" + view.uniqueId + R"("})"});
  return view;
}

}  // namespace clairis::work
