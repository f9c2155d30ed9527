// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/step_effect.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/reconcile_repository.h"
#include "core/store/step_repository.h"
#include "core/time/zone.h"
#include "core/work/exam_life.h"

namespace clairis::work {
namespace {

constexpr auto kClockTolerance = std::chrono::minutes(5);

std::string instantOf(const std::string& local, const std::string& offset, const Zone& zone, Instant now) {
  if (local.empty()) return {};
  try {
    const auto at = zone.fromHl7(local + offset);
    return toIso(at > now + kClockTolerance ? now : at);
  } catch (const Refusal&) {
    return {};
  }
}

std::optional<Instant> instantIn(const std::string& iso) { return iso.empty() ? std::nullopt : std::optional(fromIso(iso)); }

std::string contrastOf(const ContrastGiven& given) {
  std::string text = given.agent;
  if (!given.volume.empty()) text += (text.empty() ? "" : " ") + given.volume + " ml";
  if (!given.lot.empty()) text += (text.empty() ? "lot " : ", lot ") + given.lot;
  return text;
}

std::string equipmentOf(const PerformedStep& step) { return step.stationName.empty() ? step.stationAe : step.stationName; }

/// What the device says now of an exam that its steps together end; the newest step brings equipment, dose and contrast.
Performance performanceOf(const ExamFromSteps& together, const PerformedStep& last, const Exam& exam, Instant now) {
  Performance done;
  done.discontinued = together.command == ExamCommand::discontinue;
  done.endedAt = instantIn(together.endedAt).value_or(now);
  done.startedAt = std::min(instantIn(together.startedAt).value_or(*done.endedAt), *done.endedAt);
  if (exam.equipment.empty()) done.equipment = equipmentOf(last);
  done.dose = last.dose;
  done.contrast = contrastOf(last.contrast);
  done.source = "mpps";
  return done;
}

}  // namespace

void timeStep(PerformedStep& step, const std::string& zoneName, Instant now) {
  const Zone zone(zoneName);
  step.startedAt = instantOf(step.startLocal, step.utcOffset, zone, now);
  step.endedAt = instantOf(step.endLocal, step.utcOffset, zone, now);
  if (step.state != StepState::inProgress && step.endedAt.empty()) step.endedAt = toIso(now);
}

Exam applySteps(UnitOfWork& work, const Caller& caller, const std::string& examId) {
  auto exam = store::findExam(work, examId).value();
  const auto steps = store::stepsOfExam(work, examId);
  const auto together = examFrom(steps);
  if (!together || exam.state == ExamState::cancelled) return exam;
  if (together->command == ExamCommand::start) return startByDevice(work, caller, std::move(exam), together->startedAt);
  const bool ended = exam.state == ExamState::discontinued && together->command == ExamCommand::discontinue;
  const bool brokenAppend = exam.state == ExamState::completed && together->command == ExamCommand::discontinue;
  if (ended || brokenAppend) return exam;
  return performExam(work, caller, exam, performanceOf(*together, steps.back(), exam, work.now()));
}

void reconcile(UnitOfWork& work, const Caller& caller, const PerformedStep& step, const std::string& examId, ReconcileReason reason) {
  ReconcileEntry entry;
  entry.id = work.newId();
  entry.stepId = step.id;
  entry.examId = examId;
  entry.siteId = step.siteId;
  entry.reason = reason;
  if (!store::openReconcile(work, entry)) return;
  work.publish({"reconcile.opened", entry.id, "{}"});
  work.audit({caller.principal, "reconcile.opened", "reconcile:" + entry.id, "ok",
              R"({"reason":")" + std::string(toText(reason)) + R"(","step":")" + step.id + R"(","exam":")" + examId + R"("})"});
}

}  // namespace clairis::work
