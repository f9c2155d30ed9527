// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What follows validation: the next version, the announcement, the withdrawal.
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/identity_task.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"
#include "core/work/report_desk_service.h"
#include "core/work/report_rules.h"

namespace clairis::work {
namespace {

using nlohmann::json;

constexpr int kPlannings = 3;

/// What is to be told to receivers about a document, planned with no transaction open.
struct Telling {
  Report report;
  DocumentView view;
  std::vector<ChannelPlan> plans;
};

/// SR-05: the identity officer looks after what a report of the wrong patient did.
void openIncident(UnitOfWork& work, const Caller& caller, const Report& report, const std::string& patientId, const std::string& rightExamId) {
  IdentityTask task;
  task.kind = "wrong_patient";
  task.patientId = patientId;
  task.otherId = report.id;
  task.detail = json{{"report", report.id}, {"exam", report.examId}, {"rightExam", rightExamId}}.dump();
  store::insertTask(work, task, caller.principal);
}

}  // namespace

Report ReportDeskService::amend(const Caller& caller, std::string_view reportId, ReportKind kind, std::string_view reason, const Also<Report>& also) {
  if (kind == ReportKind::initial) throw Refusal("report.kind.initial", "expected amendment or addendum", "/kind");
  const auto why = reasonFrom(reason);
  return _parts.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    const auto before = knownReport(work, reportId);
    requireValidator(work, caller, examOf(work, before), _parts.environment);
    mustFollow(before.state, ReportCommand::amend);
    refuseOpenDraft(work, before.examId);
    Report next;
    next.id = work.newId();
    next.version = 1;
    next.examId = before.examId;
    next.kind = kind;
    next.rootId = before.rootId;
    next.amends = before.id;
    next.reason = why;
    next.reportVersion = before.reportVersion + 1;
    next.setId = before.setId;
    next.text = before.text;
    next.text.addendum.clear();
    next.addenda = before.addenda;
    next.sharing = before.sharing;
    next.authorPractitionerId = kind == ReportKind::addendum ? before.authorPractitionerId : caller.practitionerId;
    next.authorStructure = before.authorStructure;
    next.createdAt = toIso(work.now());
    store::insertReport(work, next);
    work.publish({"report.opened", next.id, json{{"exam", next.examId}, {"amends", before.id}}.dump()});
    work.audit({caller.principal, "report.amending", "report:" + before.id, "ok", json{{"draft", next.id}, {"kind", toText(kind)}, {"reason", why}}.dump()});
    if (also) also(work, next);
    return next;
  });
}

AnnouncedReport ReportDeskService::announce(const Caller& caller, std::string_view reportId, const Also<AnnouncedReport>& also) {
  for (int planning = 1; planning <= kPlannings; ++planning) {
    Telling telling;
    std::string physician;
    _parts.store.read([&](Reader& reader) {
      telling.report = knownReport(reader, reportId);
      requireAt(caller, "report.announce", examOf(reader, telling.report).siteId);
      const auto practitioner = store::findPractitioner(reader, caller.practitionerId);
      if (!practitioner || !practitioner->physician()) {
        throw Forbidden("report.announce.physician", "only a physician registered with RPPS and specialty records that the patient was told");
      }
      physician = practitioner->id;
      telling.report.state = mustFollow(telling.report.state, ReportCommand::announce);
      if (!telling.report.sharing.announcementNeeded) throw Refusal("report.announcement.none", "no announcement was asked for at validation");
      if (!telling.report.announcedAt.empty()) throw Refusal("report.announcement.done", "the announcement was recorded at " + telling.report.announcedAt);
      const auto document = store::currentDocument(reader, telling.report.id, false);
      if (!document) throw std::logic_error("a validated report has no document");
      telling.view = store::documentView(reader, document->id, nullptr);
    });
    telling.report.announcedAt = toIso(_parts.clock.now());
    telling.report.announcedBy = physician;
    telling.view.purpose = DeliveryPurpose::visibility;
    telling.view.sharing = presentSharing(telling.report);
    telling.plans = _parts.planDeliveries(telling.view);
    std::optional<AnnouncedReport> done;
    _parts.store.write(Lane::interactive, [&](UnitOfWork& work) {
      done.reset();
      const auto document = store::currentDocument(work, telling.report.id, false);
      const bool same = document && document->id == telling.view.documentId && knownReport(work, reportId).version == telling.report.version;
      if (!same) return;
      store::updateReport(work, telling.report);
      const auto lifting = storeLifting(work, telling.view, telling.plans);
      done = AnnouncedReport{telling.report, lifting.lifted, lifting.released};
      ++done->report.version;
      work.publish({"report.announced", telling.report.id, json{{"exam", telling.report.examId}, {"document", document->id}}.dump()});
      work.audit({caller.principal, "report.announced", "report:" + telling.report.id, "ok",
                  json{{"document", document->uniqueId}, {"lifted", lifting.lifted}, {"released", lifting.released}}.dump()});
      if (also) also(work, *done);
    });
    if (done) return *done;
  }
  throw Conflict("report.inputs_changing", "the report's document kept changing: repeat in a moment");
}

WithdrawnReport ReportDeskService::withdraw(const Caller& caller, std::string_view reportId, const Withdrawal& withdrawal,
                                            const Also<WithdrawnReport>& also) {
  const auto why = reasonFrom(withdrawal.reason);
  const bool wrongPatient = withdrawal.cause == WithdrawalCause::wrongPatient;
  if (!withdrawal.rightExamId.empty() && !wrongPatient) {
    throw Refusal("report.withdrawal.exam", "only a report of the wrong patient names the right exam", "/rightExamId");
  }
  for (int planning = 1; planning <= kPlannings; ++planning) {
    Telling telling;
    Exam exam;
    std::string physician;
    _parts.store.read([&](Reader& reader) {
      telling.report = knownReport(reader, reportId);
      exam = examOf(reader, telling.report);
      physician = requireValidator(reader, caller, exam, _parts.environment).id;
      telling.report.state = mustFollow(telling.report.state, ReportCommand::withdraw);
      refuseOpenDraft(reader, telling.report.examId);
      if (!withdrawal.rightExamId.empty()) {
        const auto right = store::findExam(reader, withdrawal.rightExamId);
        if (!right || !allowedAt(caller, "report.write", right->siteId)) throw NotFound("exam.unknown", "no exam " + withdrawal.rightExamId);
        if (right->patientId == exam.patientId) {
          throw Refusal("report.withdrawal.same_patient", "the right exam is of the same patient: amend the report instead", "/rightExamId");
        }
      }
      const auto document = store::currentDocument(reader, telling.report.id, false);
      if (!document) throw std::logic_error("a validated report has no document");
      telling.view = store::documentView(reader, document->id, nullptr);
    });
    telling.view.purpose = DeliveryPurpose::removal;
    telling.view.withdrawalCause = toText(withdrawal.cause);
    telling.plans = _parts.planDeliveries(telling.view);
    std::optional<WithdrawnReport> done;
    _parts.store.write(Lane::interactive, [&](UnitOfWork& work) {
      done.reset();
      const auto document = store::currentDocument(work, telling.report.id, false);
      const bool same = document && document->id == telling.view.documentId && knownReport(work, reportId).version == telling.report.version;
      if (!same) return;
      refuseOpenDraft(work, telling.report.examId);
      store::withdrawReport(work, telling.report, {physician, withdrawal.cause, why});
      store::supersedeDocuments(work, telling.report.id);
      const auto removals = storeRemovals(work, telling.view, store::setsOf(work, telling.report.rootId), telling.plans);
      done = WithdrawnReport{knownReport(work, telling.report.id), {}};
      if (wrongPatient) openIncident(work, caller, telling.report, exam.patientId, withdrawal.rightExamId);
      if (!withdrawal.rightExamId.empty()) {
        requireReportable(work, store::findExam(work, withdrawal.rightExamId).value());
        auto text = telling.report.text;
        text.addendum.clear();
        done->newDraftId = newDraft(work, caller, withdrawal.rightExamId, text).id;
      }
      work.publish({"report.withdrawn", telling.report.id, json{{"exam", telling.report.examId}, {"cause", toText(withdrawal.cause)}}.dump()});
      work.audit({caller.principal, "report.withdrawn", "report:" + telling.report.id, "ok",
                  json{{"cause", toText(withdrawal.cause)}, {"reason", why}, {"removals", removals.size()}, {"newDraft", done->newDraftId}}.dump()});
      if (also) also(work, *done);
    });
    if (done) return *done;
  }
  throw Conflict("report.inputs_changing", "the report's document kept changing: repeat in a moment");
}

}  // namespace clairis::work
