// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/performed_step.h"
#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"

namespace clairis {

/// A step, or a confirmed side, that waits for a person.
struct ReconcileEntry {
  std::string id;
  std::string stepId;   ///< empty for what a person confirmed by hand
  std::string examId;   ///< empty when it fits none
  std::string siteId;
  ReconcileReason reason = ReconcileReason::unscheduled;
  std::string outcome;  ///< empty while open; attached, created, dismissed
  std::string note;
  std::string openedAt;
  std::string closedAt;
  std::string closedBy;
};

/// An exam that a waiting step may belong to.
struct ExamCandidate {
  std::string examId;
  std::string accessionNumber;
  std::string because;  ///< patient_id, name_and_birth_date, station_and_day
};

/// What devices say they did, and its effect on exams. Acts inside the caller's unit of work, publishes events and audits; a device always gets its
/// step stored, whatever is wrong with it: what fits no exam, or the wrong patient, waits in the reconcile list. Service id "steps/1". Thread-safe.
class PerformedSteps {
public:
  virtual ~PerformedSteps();
  /// N-CREATE. The same step said again by the same console changes nothing and is returned. Conflict "step.duplicate" for another step under
  /// the same UID.
  virtual PerformedStep begin(UnitOfWork& work, const Caller& caller, PerformedStep said) = 0;
  /// N-SET, `merged` from what find() gave and what the console changed. Refusal "step.final" when the stored step has ended.
  virtual PerformedStep change(UnitOfWork& work, const Caller& caller, PerformedStep merged) = 0;
  /// N-SET of a step that was never begun here: kept for a person. The same one said again changes nothing.
  virtual void keepOrphan(UnitOfWork& work, const Caller& caller, PerformedStep said) = 0;
  virtual std::optional<PerformedStep> find(Reader& reader, std::string_view sopInstanceUid) = 0;
  virtual std::vector<PerformedStep> ofExam(Reader& reader, std::string_view examId) = 0;

  virtual std::optional<ReconcileEntry> entry(Reader& reader, std::string_view id) = 0;
  virtual std::vector<ReconcileEntry> waiting(Reader& reader, std::string_view afterOpenedAt, std::string_view afterId, int limit) = 0;
  virtual std::optional<PerformedStep> stepOf(Reader& reader, const ReconcileEntry& entry) = 0;
  virtual std::vector<ExamCandidate> candidates(Reader& reader, const PerformedStep& step) = 0;
  /// The step belongs to this exam after all: it takes effect as if it had said so. Conflict "reconcile.closed", Refusal "reconcile.no_step".
  virtual Exam attach(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view examId) = 0;
  /// Nothing was ordered: an order and an exam that carries the device's Study Instance UID, so that the images match.
  virtual Exam create(UnitOfWork& work, const Caller& caller, std::string_view id, NewOrder order) = 0;
  virtual void dismiss(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view why) = 0;
};

}  // namespace clairis
