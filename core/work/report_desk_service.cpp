// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/report_desk_service.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"
#include "core/work/validation_right.h"

namespace clairis::work {
namespace {

constexpr int kRenderings = 3;

Report known(Reader& reader, std::string_view id) {
  auto report = store::findReport(reader, id);
  if (!report) throw NotFound("report.unknown", "no report " + std::string(id));
  return std::move(*report);
}

ReportState step(const Report& report, ReportCommand command) {
  if (const auto state = next(report.state, command)) return *state;
  throw Refusal("report.state", fmt::format("cannot {} a report that is {}", toText(command), toText(report.state)));
}

void expect(const Report& report, std::optional<std::int64_t> version) {
  if (version && *version != report.version) {
    throw Conflict("report.version", fmt::format("the report is at version {}, the request was made on version {}: read it again, then repeat", report.version, *version));
  }
}

void requireContent(const ReportText& text) {
  if (text.results.empty()) throw Refusal("report.results.missing", "expected the results: a report without them is not validated", "/text/results");
  if (text.conclusion.empty()) throw Refusal("report.conclusion.missing", "expected a conclusion", "/text/conclusion");
}

}  // namespace

struct ReportDeskService::Prepared {
  ReportCase value;
  CaseVersions versions;
  Rendition rendition;
  store::Signature signature;
  store::StoredDocument document;
  DocumentView view;
  std::vector<ChannelPlan> plans;
};

ReportDeskService::ReportDeskService(Parts parts) : _parts(std::move(parts)) {}

Report ReportDeskService::report(Reader& reader, std::string_view id) { return known(reader, id); }

Report ReportDeskService::open(const Caller& caller, std::string_view examId, const ReportText& text, const Also<Report>& also) {
  return _parts.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    const auto exam = store::findExam(work, examId);
    if (!exam) throw NotFound("exam.unknown", "no exam " + std::string(examId));
    requireAt(caller, "report.write", exam->siteId);
    if (exam->state == ExamState::cancelled) throw Refusal("exam.state", "the exam is cancelled: there is nothing to report");
    for (const auto& other : store::reportsOfExam(work, exam->id)) {
      if (other.state == ReportState::withdrawn) continue;
      throw Conflict("report.exists", "this exam has a report already: " + other.id + " (" + std::string(toText(other.state)) + ")");
    }
    Report report;
    report.id = work.newId();
    report.version = 1;
    report.examId = exam->id;
    report.setId = oidFromUuid(_parts.oidRoot, "2", work.newId()).text();
    report.text = text;
    report.authorPractitionerId = caller.practitionerId;
    report.createdAt = toIso(work.now());
    store::insertReport(work, report);
    work.publish({"report.opened", report.id, R"({"exam":")" + exam->id + R"("})"});
    work.audit({caller.principal, "report.opened", "report:" + report.id, "ok", "{}"});
    if (also) also(work, report);
    return report;
  });
}

Report ReportDeskService::save(const Caller& caller, std::string_view reportId, std::int64_t expectedVersion, const ReportText& text) {
  return _parts.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    auto report = known(work, reportId);
    requireAt(caller, "report.write", store::findExam(work, report.examId)->siteId);
    expect(report, expectedVersion);
    report.state = step(report, ReportCommand::edit);
    report.text = text;
    store::updateReport(work, report);
    ++report.version;
    work.audit({caller.principal, "report.saved", "report:" + report.id, "ok", "{}"});
    return report;
  });
}

ReportDeskService::Prepared ReportDeskService::prepare(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion,
                                                       const ReportSharing& sharing, const std::vector<Practitioner>& recipients) {
  Prepared prepared;
  _parts.store.read([&](Reader& reader) {
    auto report = known(reader, reportId);
    expect(report, expectedVersion);
    prepared.value = readCase(reader, report, recipients);
    const auto validator = store::findPractitioner(reader, caller.practitionerId);
    requireValidationRight(caller, validator ? &*validator : nullptr, prepared.value.exam, _parts.environment);
    prepared.value.validator = *validator;
  });
  auto& value = prepared.value;
  prepared.versions = versionsOf(value);
  value.report.state = step(value.report, ReportCommand::validate);
  requireContent(value.report.text);
  if (sharing.hiddenFromRepresentatives && value.patient.traits.birthDate.empty()) {
    throw Refusal("report.sharing.age", "hiding from legal representatives needs the patient's date of birth", "/sharing/hiddenFromRepresentatives");
  }
  value.report.sharing = sharing;
  if (value.author.familyName.empty()) value.author = value.validator;
  value.validatedAt = value.createdAt = _parts.clock.now();
  value.report.validatedAt = toIso(value.validatedAt);
  value.report.validatedBy = value.validator.id;
  value.versionNumber = value.report.reportVersion;
  value.documentOid = oidFromUuid(_parts.oidRoot, "1", _parts.store.newId()).text();
  prepared.rendition = _parts.renderer()->render(value);
  prepared.document = documentOf(value, prepared.rendition, _parts.environment, _parts.store.newId());
  prepared.signature = {value.validator.id, value.report.validatedAt, samlClass(caller.authentication), toIso(caller.authenticatedAt), value.recipients};
  prepared.view = viewOf(value, prepared.document, prepared.signature);
  prepared.plans = _parts.planDeliveries(prepared.view);
  return prepared;
}

bool ReportDeskService::commit(const Caller& caller, const Prepared& prepared, ValidatedReport& result, const Also<ValidatedReport>& also) {
  return _parts.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    if (readVersions(work, prepared.value) != prepared.versions) return false;
    store::signReport(work, prepared.value.report, prepared.signature);
    store::insertDocument(work, prepared.document);
    storeDeliveries(work, prepared.view, prepared.plans);
    const auto& report = prepared.value.report;
    work.publish({"report.validated", report.id, R"({"exam":")" + report.examId + R"(","document":")" + prepared.document.id + R"("})"});
    work.audit({caller.principal, "report.validated", "report:" + report.id, "ok",
                R"({"document":")" + prepared.document.uniqueId + R"(","cdaSha256":")" + prepared.document.cdaSha256 + R"("})"});
    result = {report, prepared.document.id, prepared.document.uniqueId, result.renderings};
    result.report.version = report.version + 1;
    if (also) also(work, result);
    return true;
  });
}

ValidatedReport ReportDeskService::validate(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion,
                                            const ReportSharing& sharing, const std::vector<Practitioner>& recipients,
                                            const Also<ValidatedReport>& also) {
  ValidatedReport result;
  for (result.renderings = 1; result.renderings <= kRenderings; ++result.renderings) {
    const auto prepared = prepare(caller, reportId, expectedVersion, sharing, recipients);
    if (commit(caller, prepared, result, also)) return result;
  }
  throw Conflict("report.inputs_changing", "the exam, patient or letterhead kept changing while the report was rendered: repeat in a moment");
}

}  // namespace clairis::work
