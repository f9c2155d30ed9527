// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/performed_steps_service.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/store/reconcile_repository.h"
#include "core/store/step_repository.h"
#include "core/work/step_effect.h"

namespace clairis::work {
namespace {

void tell(UnitOfWork& work, const Caller& caller, const std::string& event, const PerformedStep& step) {
  work.publish({event, step.id, "{}"});
  work.audit({caller.principal, event, "step:" + step.id, "ok", R"({"state":")" + std::string(toText(step.state)) + R"("})"});
}

StepCommand commandOf(const PerformedStep& step) {
  switch (step.state) {
    case StepState::completed: return StepCommand::complete;
    case StepState::discontinued: return StepCommand::discontinue;
    case StepState::inProgress: break;
  }
  return StepCommand::update;
}

/// The exams that the step names; an id that several exams carry names none.
std::vector<Exam> namedExams(Reader& reader, const PerformedStep& step) {
  std::vector<Exam> exams;
  for (const auto& reference : step.references) {
    const auto found = store::examsByReference(reader, reference);
    if (found.size() != 1) continue;
    const auto known = [&](const Exam& exam) { return exam.id == found.front().id; };
    if (std::none_of(exams.begin(), exams.end(), known)) exams.push_back(found.front());
  }
  return exams;
}

bool otherSide(const PerformedStep& step, const Exam& exam) {
  if (exam.laterality != "R" && exam.laterality != "L") return false;
  return std::any_of(step.series.begin(), step.series.end(), [&](const PerformedSeries& series) {
    return (series.laterality == "R" || series.laterality == "L") && series.laterality != exam.laterality;
  });
}

std::string ownedStudy(const PerformedStep& step) {
  for (const auto& reference : step.references) {
    if (!reference.studyInstanceUid.empty()) return reference.studyInstanceUid;
  }
  return {};
}

}  // namespace

/// Where it happened: site of the first exam it names, else the instance's first site; and when.
void PerformedStepsService::place(UnitOfWork& work, PerformedStep& step) {
  const auto exams = namedExams(work, step);
  const auto site = exams.empty() ? _clinic->defaultSite(work) : _clinic->site(work, exams.front().siteId);
  step.siteId = site.id;
  timeStep(step, site.zone, work.now());
}

void PerformedStepsService::takeEffect(UnitOfWork& work, const Caller& caller, const PerformedStep& step) {
  const auto linked = store::findStepById(work, step.id).value().examIds;
  if (!linked.empty()) {
    for (const auto& examId : linked) {
      const auto exam = applySteps(work, caller, examId);
      if (otherSide(step, exam)) reconcile(work, caller, step, examId, ReconcileReason::laterality);
    }
    return;
  }
  const auto exams = namedExams(work, step);
  if (exams.empty()) reconcile(work, caller, step, "", ReconcileReason::unscheduled);
  for (const auto& exam : exams) {
    const auto patient = _clinic->patient(work, exam.patientId);
    if (contradicts(step.patient, patient)) {
      reconcile(work, caller, step, exam.id, ReconcileReason::wrongPatient);
    } else if (exam.state == ExamState::cancelled) {
      reconcile(work, caller, step, exam.id, ReconcileReason::cancelledExam);
    } else {
      store::linkStep(work, step.id, exam.id);
      const auto applied = applySteps(work, caller, exam.id);
      if (patient.fictitious) reconcile(work, caller, step, exam.id, ReconcileReason::fictitiousIdentity);
      if (otherSide(step, applied)) reconcile(work, caller, step, exam.id, ReconcileReason::laterality);
    }
  }
}

PerformedStep PerformedStepsService::begin(UnitOfWork& work, const Caller& caller, PerformedStep said) {
  if (const auto known = store::findStep(work, said.sopInstanceUid)) {
    // The answer was lost and the console says it again: the same bytes, or a step that has moved on since.
    if (known->callingAe == said.callingAe && known->dataSet == said.dataSet) return *known;
    throw Conflict("step.duplicate", "another performed step has this SOP Instance UID");
  }
  said.id = work.newId();
  said.version = 1;
  said.examIds.clear();
  place(work, said);
  store::insertStep(work, said);
  tell(work, caller, "step.begun", said);
  takeEffect(work, caller, said);
  return said;
}

PerformedStep PerformedStepsService::change(UnitOfWork& work, const Caller& caller, PerformedStep merged) {
  const auto stored = store::findStep(work, merged.sopInstanceUid);
  if (!stored) throw NotFound("step.unknown", "no performed step has this SOP Instance UID");
  if (!next(stored->state, commandOf(merged))) throw Refusal("step.final", "the performed step has ended and may no longer be updated");
  merged.id = stored->id;
  merged.version = stored->version;
  place(work, merged);
  store::updateStep(work, merged);
  ++merged.version;
  tell(work, caller, merged.state == StepState::inProgress ? "step.changed" : "step.ended", merged);
  takeEffect(work, caller, merged);
  return merged;
}

void PerformedStepsService::keepOrphan(UnitOfWork& work, const Caller& caller, PerformedStep said) {
  if (store::findStep(work, said.sopInstanceUid)) return;
  said.id = work.newId();
  said.version = 1;
  place(work, said);
  store::insertStep(work, said);
  tell(work, caller, "step.orphan", said);
  reconcile(work, caller, said, "", ReconcileReason::orphan);
}

std::optional<PerformedStep> PerformedStepsService::find(Reader& reader, std::string_view uid) { return store::findStep(reader, uid); }
std::vector<PerformedStep> PerformedStepsService::ofExam(Reader& reader, std::string_view examId) { return store::stepsOfExam(reader, examId); }
std::optional<ReconcileEntry> PerformedStepsService::entry(Reader& reader, std::string_view id) { return store::findReconcile(reader, id); }

std::vector<ReconcileEntry> PerformedStepsService::waiting(Reader& reader, std::string_view afterOpenedAt, std::string_view afterId, int limit) {
  return store::listReconcile(reader, afterOpenedAt, afterId, limit);
}

std::optional<PerformedStep> PerformedStepsService::stepOf(Reader& reader, const ReconcileEntry& entry) {
  return entry.stepId.empty() ? std::nullopt : store::findStepById(reader, entry.stepId);
}

std::vector<ExamCandidate> PerformedStepsService::candidates(Reader& reader, const PerformedStep& step) {
  return store::candidatesFor(reader, step, step.startLocal.substr(0, 8));
}

ReconcileEntry PerformedStepsService::open(Reader& reader, std::string_view id) {
  auto entry = store::findReconcile(reader, id);
  if (!entry) throw NotFound("reconcile.unknown", "nothing is stored under " + std::string(id));
  if (!entry->outcome.empty()) throw Conflict("reconcile.closed", "somebody has already settled this entry: read the list again");
  return *entry;
}

Exam PerformedStepsService::attach(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view examId) {
  const auto entry = open(work, id);
  const auto step = stepOf(work, entry);
  if (!step) throw Refusal("reconcile.no_step", "this entry is about a side confirmed by hand, no step can be attached: dismiss it with the reason");
  const auto exam = _clinic->exam(work, examId);
  if (exam.state == ExamState::cancelled) throw Refusal("exam.state", "the exam is cancelled: create a new one from this step");
  store::linkStep(work, step->id, exam.id);
  store::closeReconcile(work, id, "attached", "", caller.principal);
  work.publish({"reconcile.attached", entry.id, "{}"});
  work.audit({caller.principal, "reconcile.attached", "reconcile:" + entry.id, "ok", R"({"exam":")" + exam.id + R"("})"});
  return applySteps(work, caller, exam.id);
}

Exam PerformedStepsService::create(UnitOfWork& work, const Caller& caller, std::string_view id, NewOrder order) {
  const auto entry = open(work, id);
  const auto step = stepOf(work, entry);
  if (!step) throw Refusal("reconcile.no_step", "this entry is about a side confirmed by hand: there is no step to make an exam from");
  const auto study = ownedStudy(*step);
  if (order.studyInstanceUid.empty() && !study.empty() && !store::findExamByStudyUid(work, study)) order.studyInstanceUid = study;
  if (order.siteId.empty()) order.siteId = step->siteId;
  if (order.modality.empty()) order.modality = step->modality;
  if (order.stationAe.empty()) order.stationAe = step->stationAe;
  if (!order.scheduledAt && !step->startedAt.empty()) order.scheduledAt = fromIso(step->startedAt);
  if (order.procedure.empty() && order.procedure.display.empty()) order.procedure.display = step->description;
  const auto placed = _clinic->placeOrder(work, caller, order);
  store::linkStep(work, step->id, placed.exam.id);
  store::closeReconcile(work, id, "created", "", caller.principal);
  work.publish({"reconcile.created", entry.id, "{}"});
  work.audit({caller.principal, "reconcile.created", "reconcile:" + entry.id, "ok", R"({"exam":")" + placed.exam.id + R"("})"});
  return applySteps(work, caller, placed.exam.id);
}

void PerformedStepsService::dismiss(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view why) {
  const auto entry = open(work, id);
  if (why.empty()) throw Refusal("reconcile.reason_missing", "expected why nothing is to be done, for those who will ask later", "reason");
  store::closeReconcile(work, id, "dismissed", why, caller.principal);
  work.publish({"reconcile.dismissed", entry.id, "{}"});
  work.audit({caller.principal, "reconcile.dismissed", "reconcile:" + entry.id, "ok", "{}"});
}

}  // namespace clairis::work
