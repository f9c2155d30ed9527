// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_tasks.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/store/identity_task.h"
#include "core/store/patient_repository.h"

namespace clairis::work {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestKind = 32;
constexpr std::size_t kLongestOutcome = 40;

bool word(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

std::string openTask(UnitOfWork& work, const Caller& caller, const IdentityTask& task) {
  if (!word(task.kind, kLongestKind)) throw Refusal("identity.task.kind", "expected small letters and _, such as insi_ko", "/kind");
  auto wanted = task;
  if (wanted.detail.empty()) wanted.detail = "{}";
  if (!json::parse(wanted.detail, nullptr, false).is_object())
    throw Refusal("identity.task.detail", "expected a JSON object of ids and codes", "/detail");
  if (!store::findPatient(work, task.patientId)) throw NotFound("patient.unknown", "nothing is stored under " + task.patientId);
  // A pair has no order: whoever is named first, it is one task.
  if (task.kind == "duplicate") {
    if (const auto open = store::openDuplicateTasks(work, task.patientId, task.otherId); !open.empty()) return open.front();
  }
  auto opened = store::insertTask(work, wanted, caller.principal);
  if (opened.fresh) {
    work.audit({caller.principal, "identity.task.opened", "patient:" + task.patientId, "ok", json{{"task", opened.id}, {"kind", task.kind}}.dump()});
    work.publish({"identity.task_opened", task.patientId, json{{"task", opened.id}, {"kind", task.kind}}.dump()});
  }
  return opened.id;
}

void closeTask(UnitOfWork& work, const Caller& caller, std::string_view taskId, std::string_view outcome, std::string_view note) {
  if (!word(outcome, kLongestOutcome)) {
    throw Refusal("identity.task.outcome", "expected what was decided in small letters and _, such as merged, corrected, no_action", "/outcome");
  }
  const auto task = store::findTask(work, taskId);
  if (!task) throw NotFound("identity.task.unknown", "no task " + std::string(taskId));
  if (!store::closeTask(work, taskId, caller.principal, outcome, note))
    throw Conflict("identity.task.closed", "somebody else closed this task already");
  work.audit({caller.principal, "identity.task.closed", "patient:" + task->patientId, "ok",
              json{{"task", taskId}, {"kind", task->kind}, {"outcome", outcome}}.dump()});
}

int closeTasksOf(UnitOfWork& work, const Caller& caller, std::string_view kind, std::string_view patientId, std::string_view outcome) {
  const auto ids = store::openTasksOf(work, kind, patientId);
  for (const auto& id : ids) closeTask(work, caller, id, outcome, "");
  return static_cast<int>(ids.size());
}

Caller systemCaller() {
  Caller caller;
  caller.principal = "system";
  return caller;
}

}  // namespace clairis::work
