// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/task_review.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/store/identity_task.h"
#include "core/store/patient_history.h"
#include "core/store/patient_merge.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {
namespace {

using nlohmann::json;
using Outcome = std::optional<std::string>;

Outcome when(bool so, const char* outcome) { return so ? Outcome(outcome) : std::nullopt; }

bool qualified(const Patient& patient) { return patient.mergedInto.empty() && patient.status == IdentityStatus::qualified && patient.ins; }

/// A number came to him after the task was opened. Ids are in the order of time, also within a millisecond.
bool tookNumber(Reader& reader, const IdentityTask& task) {
  const auto history = store::historyOf(reader, task.patientId);
  return std::any_of(history.begin(), history.end(), [&](const IdentityHistoryEntry& entry) {
    const bool other = entry.insMatriculeAfter != entry.insMatriculeBefore || entry.insOidAfter != entry.insOidBefore;
    return entry.id > task.id && other && !entry.insMatriculeAfter.empty();
  });
}

Outcome numberApart(Reader& reader, const Patient& patient) {
  const auto apart = store::findUnverifiedIns(reader, patient.id);
  if (!apart) return "withdrawn";
  return when(patient.ins == apart, "taken");
}

/// Somebody who was not registered when his number turned out another's: "authority|identifier".
std::optional<Patient> newcomer(Reader& reader, const std::string& name) {
  const auto bar = name.find('|');
  if (bar == std::string::npos) return std::nullopt;
  return store::findPatientByLocalId(reader, name.substr(0, bar), name.substr(bar + 1));
}

Outcome collision(Reader& reader, const IdentityTask& task) {
  const auto holderId = json::parse(task.detail).value("holder", "");
  const auto holder = store::findPatient(reader, holderId);
  if (!holder || !qualified(*holder)) return "number_free";
  const bool holderFirst = task.patientId == holderId;
  const auto other = holderFirst ? newcomer(reader, task.otherId) : store::findPatient(reader, task.patientId);
  if (!other) return std::nullopt;
  if (other->id == holder->id || store::survivorOf(reader, other->id) == holder->id) return "merged";
  return when(qualified(*other) && other->ins != holder->ins, "other_number");
}

Outcome partnerRefused(Reader& reader, const IdentityTask& task) {
  if (task.otherId.empty() || !store::findPatient(reader, task.otherId)) return std::nullopt;
  return when(store::survivorOf(reader, task.patientId) == store::survivorOf(reader, task.otherId), "merged");
}

/// What the partner said is so by now.
Outcome partnerOtherwise(const IdentityTask& task, const Patient& patient) {
  const auto said = json::parse(task.detail).value("said", "");
  const bool agrees = (said == "doubtful" && patient.doubtful) || (said == "fictitious" && patient.fictitious) ||
                      (said == "ins_removed" && !patient.ins) || said == toText(patient.status);
  return when(agrees, "partner_agrees");
}

}  // namespace

std::optional<std::string> overtaken(Reader& reader, const IdentityTask& task) {
  const auto patient = store::findPatient(reader, task.patientId);
  // A duplicate's tasks went with his merge.
  if (!patient || !patient->mergedInto.empty()) return std::nullopt;
  if (task.kind == "doubtful") return when(!patient->doubtful, "cleared");
  if (task.kind == "first_name") return when(firstNameBeginsList(patient->traits.firstBirthName, patient->traits.birthNames), "solved");
  if (task.kind == "insi_ko") return when(patient->ins && tookNumber(reader, task), "taken");
  if (task.kind == "ins_verified" || task.kind == "insi_unverifiable") return numberApart(reader, *patient);
  if (task.kind == "collision") return collision(reader, task);
  if (task.kind == "partner_refused") return partnerRefused(reader, task);
  if (task.kind == "partner_otherwise") return partnerOtherwise(task, *patient);
  if (task.kind == "documents_sent") return when(store::documentsLeftUnderOthers(reader, patient->id, patient->ins).empty(), "numbers_agree");
  return std::nullopt;
}

namespace {

struct Overtaken {
  std::string taskId, outcome;
};

std::vector<Overtaken> overtakenOf(Reader& reader, const std::string& patientId) {
  auto tasks = store::openTasksNaming(reader, patientId);
  if (const auto patient = store::findPatient(reader, patientId)) {
    for (const auto& id : patient->localIds) {
      for (auto& task : store::openTasksNaming(reader, id.authority + "|" + id.value)) tasks.push_back(std::move(task));
    }
  }
  std::vector<Overtaken> found;
  for (const auto& task : tasks) {
    const bool seen = std::any_of(found.begin(), found.end(), [&](const Overtaken& one) { return one.taskId == task.id; });
    if (seen) continue;
    if (auto outcome = overtaken(reader, task)) found.push_back({task.id, std::move(*outcome)});
  }
  return found;
}

}  // namespace

const std::vector<std::string>& TaskReview::events() {
  static const std::vector<std::string> names{"patient.received", "patient.identity_changed", "patient.changed", "patient.merged",
                                              "patient.unmerged"};
  return names;
}

void TaskReview::heard(const Event& event) {
  review(event.subject);
  if (event.name != "patient.merged" && event.name != "patient.unmerged") return;
  const auto data = json::parse(event.data);
  for (const char* other : {"into", "from"}) {
    if (data.contains(other)) review(data.at(other).get<std::string>());
  }
}

int TaskReview::review(const std::string& patientId) {
  if (_store.reading([&](Reader& reader) { return overtakenOf(reader, patientId).empty(); })) return 0;
  return _store.writing(Lane::batch, [&](UnitOfWork& work) {
    const auto found = overtakenOf(work, patientId);
    for (const auto& one : found) closeTask(work, systemCaller(), one.taskId, one.outcome, "");
    return static_cast<int>(found.size());
  });
}

}  // namespace clairis::work
