// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A report until it is validated or discarded.
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"
#include "core/work/report_desk_service.h"
#include "core/work/report_rules.h"

namespace clairis::work {
namespace {

using nlohmann::json;

/// What every change of a draft shares: the row as expected, the right, the step of the table, the trail.
template <class Change>
Report changed(Store& store, const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, ReportCommand command,
               const char* permission, const char* name, Change&& change) {
  return store.writing(Lane::interactive, [&](UnitOfWork& work) {
    auto report = knownReport(work, reportId);
    requireAt(caller, permission, examOf(work, report).siteId);
    expectVersion(report, expectedVersion);
    report.state = mustFollow(report.state, command);
    const json detail = change(work, report);
    store::updateReport(work, report);
    ++report.version;
    work.audit({caller.principal, name, "report:" + report.id, "ok", detail.dump()});
    return report;
  });
}

void knownReader(Reader& reader, const std::string& practitionerId) {
  if (practitionerId.empty()) return;
  const auto practitioner = store::findPractitioner(reader, practitionerId);
  if (practitioner && practitioner->physician()) return;
  throw Refusal("report.second_reader.unknown", "expected a registered physician with RPPS and specialty", "/secondReaderId");
}

json eventOf(const Report& report) { return {{"exam", report.examId}}; }

}  // namespace

ReportDeskService::ReportDeskService(Parts parts) : _parts(std::move(parts)) {}

Report ReportDeskService::report(Reader& reader, std::string_view id) { return knownReport(reader, id); }

Report ReportDeskService::newDraft(UnitOfWork& work, const Caller& caller, const std::string& examId, const ReportText& text) {
  Report report;
  report.id = report.rootId = work.newId();
  report.version = 1;
  report.examId = examId;
  report.setId = oidFromUuid(_parts.oidRoot, "2", work.newId()).text();
  report.text = text;
  report.authorPractitionerId = caller.practitionerId;
  report.createdAt = toIso(work.now());
  requireWritable(report, text);
  store::insertReport(work, report);
  work.publish({"report.opened", report.id, eventOf(report).dump()});
  work.audit({caller.principal, "report.opened", "report:" + report.id, "ok", "{}"});
  return report;
}

Report ReportDeskService::open(const Caller& caller, std::string_view examId, const ReportText& text, const Also<Report>& also) {
  return _parts.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    const auto exam = store::findExam(work, examId);
    if (!exam) throw NotFound("exam.unknown", "no exam " + std::string(examId));
    requireAt(caller, "report.write", exam->siteId);
    requireReportable(work, *exam);
    auto report = newDraft(work, caller, exam->id, text);
    if (also) also(work, report);
    return report;
  });
}

Report ReportDeskService::save(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const ReportText& text) {
  return changed(_parts.store, caller, reportId, expectedVersion, ReportCommand::edit, "report.write", "report.saved",
                 [&](UnitOfWork&, Report& report) {
                   requireWritable(report, text);
                   report.text = text;
                   return json::object();
                 });
}

Report ReportDeskService::writtenAt(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const AuthorStructure& structure) {
  if (structure.id.empty() != structure.name.empty()) {
    throw Refusal("report.author_structure", "expected the structure's identifier and its name, or neither", "/authorStructure");
  }
  return changed(_parts.store, caller, reportId, expectedVersion, ReportCommand::edit, "report.write", "report.written_at",
                 [&](UnitOfWork&, Report& report) {
                   report.authorStructure = structure;
                   return json{{"structure", structure.id}};
                 });
}

Report ReportDeskService::makeProvisional(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const SecondReading& reading,
                                          const Also<Report>& also) {
  return changed(_parts.store, caller, reportId, expectedVersion, ReportCommand::makeProvisional, "report.provisional", "report.provisional",
                 [&](UnitOfWork& work, Report& report) {
                   requireContent(report);
                   knownReader(work, reading.readerId);
                   report.provisionalAt = toIso(work.now());
                   report.provisionalBy = caller.practitionerId;
                   report.secondReaderId = reading.readerId;
                   auto event = eventOf(report);
                   event["secondReader"] = reading.readerId;
                   work.publish({"report.provisional", report.id, event.dump()});
                   if (also) {
                     auto after = report;
                     ++after.version;
                     also(work, after);
                   }
                   return json{{"secondReader", reading.readerId}, {"note", reading.note}};
                 });
}

Report ReportDeskService::returnToDraft(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) {
  return changed(_parts.store, caller, reportId, expectedVersion, ReportCommand::returnToDraft, "report.provisional", "report.returned",
                 [&](UnitOfWork& work, Report& report) {
                   const auto why = reasonFrom(reason);
                   report.provisionalAt.clear();
                   report.provisionalBy.clear();
                   report.secondReaderId.clear();
                   work.publish({"report.returned", report.id, eventOf(report).dump()});
                   return json{{"reason", why}};
                 });
}

Report ReportDeskService::discard(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, std::string_view reason) {
  return changed(_parts.store, caller, reportId, expectedVersion, ReportCommand::discard, "report.write", "report.discarded",
                 [&](UnitOfWork& work, Report& report) {
                   const auto why = reasonFrom(reason);
                   work.publish({"report.discarded", report.id, eventOf(report).dump()});
                   return json{{"reason", why}};
                 });
}

}  // namespace clairis::work
