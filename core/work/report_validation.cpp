// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Validation, all or nothing (architecture §1): inputs read with their versions, rendered with no transaction open, then stored if nothing changed.
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/store/patient_repository.h"
#include "core/store/report_repository.h"
#include "core/work/document_place.h"
#include "core/work/report_desk_service.h"
#include "core/work/report_rules.h"
#include "core/work/validation_right.h"

namespace clairis::work {
namespace {

using nlohmann::json;

constexpr int kRenderings = 3;

/// What the validator decided, and what follows from the patient's age (SR-20, SR-22) and from the version before (SR-21).
void decideSharing(ReportCase& value, const std::optional<Report>& before, const ReportSharing& sharing, int majorityAge) {
  auto& report = value.report;
  const auto& birthDate = value.patient.traits.birthDate;
  const bool minor = minorOn(birthDate, toIso(value.validatedAt), majorityAge);
  if (sharing.hiddenFromRepresentatives && birthDate.empty()) {
    throw Refusal("report.sharing.age", "hiding from legal representatives needs the patient's date of birth", "/sharing/hiddenFromRepresentatives");
  }
  if (sharing.hiddenFromRepresentatives && !minor) {
    throw Refusal("report.sharing.adult", "only what concerns a minor is hidden from legal representatives", "/sharing/hiddenFromRepresentatives");
  }
  report.sharing = sharing;
  if (before && presentSharing(*before).announcementNeeded) report.sharing.announcementNeeded = true;
  report.announcementHidesFromRepresentatives = report.sharing.announcementNeeded && minor;
}

void addAddendum(ReportCase& value) {
  if (value.report.kind != ReportKind::addendum) return;
  value.report.addenda.push_back({value.report.text.addendum, value.report.validatedAt, value.validator.id});
  value.addenda.push_back({value.report.text.addendum, value.validatedAt, value.validator});
}

}  // namespace

struct ReportDeskService::Prepared {
  ReportCase value;
  std::optional<Report> before;  ///< the version that this one replaces
  std::string setBefore;
  Place place;
  CaseVersions versions;
  Rendition rendition;
  store::Signature signature;
  store::StoredDocument document;
  DocumentView view;
  std::vector<ChannelPlan> plans;
};

ReportDeskService::Prepared ReportDeskService::prepare(const Caller& caller, std::string_view reportId, std::optional<std::int64_t> expectedVersion,
                                                       const ReportSharing& sharing, const std::vector<Practitioner>& recipients) {
  Prepared prepared;
  _parts.store.read([&](Reader& reader) {
    auto report = knownReport(reader, reportId);
    expectVersion(report, expectedVersion);
    prepared.value = readCase(reader, report, recipients);
    prepared.value.validator = requireValidator(reader, caller, prepared.value.exam, _parts.environment);
    if (!report.amends.empty()) prepared.before = knownReport(reader, report.amends);
    prepared.place = placeOf(reader, report, prepared.value.patient, insForOutlet(prepared.value.patient, _parts.environment));
  });
  auto& value = prepared.value;
  prepared.versions = versionsOf(value);
  prepared.setBefore = value.report.setId;
  value.report.state = mustFollow(value.report.state, ReportCommand::validate);
  if (prepared.before) mustFollow(prepared.before->state, ReportCommand::replace);
  requireContent(value.report);
  completePeople(value);
  value.validatedAt = value.createdAt = _parts.clock.now();
  value.report.validatedAt = toIso(value.validatedAt);
  value.report.validatedBy = value.validator.id;
  decideSharing(value, prepared.before, sharing, _parts.options.majorityAge);
  addAddendum(value);
  value.report.setId = prepared.place.setId.empty() ? oidFromUuid(_parts.oidRoot, "2", _parts.store.newId()).text() : prepared.place.setId;
  value.versionNumber = prepared.place.versionNumber;
  value.replacesOid = prepared.place.replaces;
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
    const auto& value = prepared.value;
    const auto& report = value.report;
    if (readVersions(work, value) != prepared.versions) return false;
    auto asRead = report;
    asRead.setId = prepared.setBefore;
    if (placeOf(work, asRead, value.patient, prepared.document.ins) != prepared.place) return false;
    if (prepared.before) {
      auto before = *prepared.before;
      before.state = mustFollow(before.state, ReportCommand::replace);
      store::updateReport(work, before);
      store::supersedeDocuments(work, before.id);
      work.publish({"report.replaced", before.id, json{{"exam", report.examId}, {"by", report.id}}.dump()});
    }
    if (prepared.before || prepared.setBefore != report.setId) supersedeUnsentOfSet(work, prepared.setBefore);
    store::signReport(work, report, prepared.signature);
    store::insertDocument(work, prepared.document);
    storeDeliveries(work, prepared.view, prepared.plans, work.now() + _parts.options.hold);
    work.publish({"report.validated", report.id, json{{"exam", report.examId}, {"document", prepared.document.id}}.dump()});
    json detail{{"document", prepared.document.uniqueId}, {"cdaSha256", prepared.document.cdaSha256}};
    if (prepared.before) detail.update({{"kind", toText(report.kind)}, {"replaces", prepared.before->id}, {"reason", report.reason}});
    work.audit({caller.principal, "report.validated", "report:" + report.id, "ok", detail.dump()});
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
