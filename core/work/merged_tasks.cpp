// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/merged_tasks.h"

#include <algorithm>

#include "core/store/identity_task.h"
#include "core/store/patient_merge.h"
#include "core/work/identity_tasks.h"
#include "core/work/task_review.h"

namespace clairis::work {
namespace {

constexpr const char* kMoved = "task";             // its first patient was the duplicate
constexpr const char* kMovedOther = "task_other";  // its second
constexpr const char* kClosed = "task_closed";

bool ofHisRow(const std::string& kind) {
  static constexpr const char* kKinds[] = {"doubtful",          "first_name", "insi_ko",           "ins_verified",
                                           "insi_unverifiable", "collision",  "partner_otherwise", "documents_sent"};
  return std::any_of(std::begin(kKinds), std::end(kKinds), [&](const char* one) { return kind == one; });
}

bool sameOpen(Reader& reader, const IdentityTask& task) {
  if (task.kind == "duplicate" && !store::openDuplicateTasks(reader, task.patientId, task.otherId).empty()) return true;
  return store::taskOpen(reader, task.kind, task.patientId, task.otherId);
}

/// A pair that a person decided, or that is proposed already, is not proposed once more under the survivor's name.
bool superfluous(Reader& reader, const IdentityTask& moved) {
  return sameOpen(reader, moved) || (moved.kind == "duplicate" && store::pairDecided(reader, moved.patientId, moved.otherId));
}

void closeWithHim(UnitOfWork& work, const PatientMerge& merge, const IdentityTask& task) {
  closeTask(work, systemCaller(), task.id, "merged", "");
  store::noteMoved(work, merge.id, kClosed, task.id);
}

void moveOne(UnitOfWork& work, const PatientMerge& merge, const IdentityTask& task) {
  auto moved = task;
  const bool first = task.patientId == merge.sourceId;
  (first ? moved.patientId : moved.otherId) = merge.targetId;
  if (ofHisRow(task.kind) || superfluous(work, moved)) return closeWithHim(work, merge, task);
  store::renameTask(work, task.id, moved.patientId, moved.otherId);
  store::noteMoved(work, merge.id, first ? kMoved : kMovedOther, task.id);
}

bool namesBoth(const IdentityTask& task, const PatientMerge& merge) {
  return (task.patientId == merge.sourceId && task.otherId == merge.targetId) || (task.patientId == merge.targetId && task.otherId == merge.sourceId);
}

void moveBack(UnitOfWork& work, const PatientMerge& merge, const std::string& taskId, bool first) {
  const auto task = store::findTask(work, taskId);
  if (!task || !task->closedAt.empty() || (first ? task->patientId : task->otherId) != merge.targetId) return;
  auto back = *task;
  (first ? back.patientId : back.otherId) = merge.sourceId;
  if (!sameOpen(work, back)) store::renameTask(work, task->id, back.patientId, back.otherId);
}

void openAgain(UnitOfWork& work, const Caller& caller, const std::string& taskId) {
  const auto task = store::findTask(work, taskId);
  if (!task || sameOpen(work, *task) || overtaken(work, *task)) return;
  if (task->kind == "duplicate" && store::pairDecided(work, task->patientId, task->otherId)) return;
  openTask(work, caller, {"", task->kind, task->patientId, task->otherId, task->detail, "", "", "", "", "", ""});
}

}  // namespace

void moveTasks(UnitOfWork& work, const Caller& caller, const PatientMerge& merge) {
  for (const auto& task : store::openTasksNaming(work, merge.sourceId)) {
    if (namesBoth(task, merge)) {
      closeTask(work, caller, task.id, "merged", "");
    } else {
      moveOne(work, merge, task);
    }
  }
}

void giveTasksBack(UnitOfWork& work, const Caller& caller, const PatientMerge& merge) {
  for (const auto& id : store::movedRows(work, merge.id, kMoved)) moveBack(work, merge, id, true);
  for (const auto& id : store::movedRows(work, merge.id, kMovedOther)) moveBack(work, merge, id, false);
  for (const auto& id : store::movedRows(work, merge.id, kClosed)) openAgain(work, caller, id);
}

}  // namespace clairis::work
