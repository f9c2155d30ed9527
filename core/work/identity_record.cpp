// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_record.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/domain/entered_traits.h"
#include "core/store/identity_task.h"
#include "core/store/patient_former_ins.h"
#include "core/store/patient_history.h"
#include "core/store/patient_repository.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {
namespace {

using nlohmann::json;

void requireLegal(const Patient& patient) {
  const bool together = patient.ins.has_value() == identityStateOf(patient).ins;
  if (!together || !legal(identityStateOf(patient))) throw std::logic_error("an identity would be stored in a state that the table does not know");
}

bool namesDiffer(const Patient& a, const Patient& b) {
  return a.traits.firstBirthName != b.traits.firstBirthName || a.traits.birthNames != b.traits.birthNames;
}

/// RIS.INS.14: a disagreement of first name and list waits for a person; nothing is corrected silently.
void followFirstName(UnitOfWork& work, const Caller& caller, const Patient& patient, bool known) {
  if (!firstNameBeginsList(patient.traits.firstBirthName, patient.traits.birthNames)) {
    IdentityTask task;
    task.kind = "first_name";
    task.patientId = patient.id;
    store::insertTask(work, task, caller.principal);
  } else if (known) {
    closeTasksOf(work, caller, "first_name", patient.id, "solved");
  }
}

void followDoubt(UnitOfWork& work, const Caller& caller, const Patient& patient) {
  if (!patient.doubtful) {
    closeTasksOf(work, caller, "doubtful", patient.id, "cleared");
    return;
  }
  IdentityTask task;
  task.kind = "doubtful";
  task.patientId = patient.id;
  store::insertTask(work, task, caller.principal);
}

/// A number that is taken away stays findable, and somebody looks after what left under it (SR-06).
void followLostIns(UnitOfWork& work, const Caller& caller, const Patient& patient, const Ins& lost, const std::string& history) {
  store::keepFormerIns(work, patient.id, {lost.matricule(), lost.oid(), {}, toIso(work.now())}, "here");
  const auto documents = store::documentsSentUnder(work, patient.id, lost);
  if (documents.empty()) return;
  IdentityTask task;
  task.kind = "documents_sent";
  task.patientId = patient.id;
  task.otherId = history;
  task.detail = json{{"history", history}, {"documents", documents}}.dump();
  store::insertTask(work, task, caller.principal);
}

const char* insChange(const Patient& before, const Patient& after) {
  if (before.ins == after.ins) return "";
  if (!before.ins) return "added";
  return after.ins ? "changed" : "removed";
}

std::string eventData(const std::string& history, const char* ins, bool traits, const Caller& caller, bool fictionDiffers, bool fictitious) {
  json data{{"history", history}, {"ins", ins}, {"traits", traits}, {"origin", caller.principal}};
  if (fictionDiffers) data["fictitious"] = fictitious;
  return data.dump();
}

void trail(UnitOfWork& work, const Caller& caller, const char* action, const Patient& patient, const IdentityNote& note, const std::string& history) {
  json detail{{"command", note.command}, {"status", toText(patient.status)}, {"history", history}};
  if (!note.sender.empty()) detail["sender"] = note.sender;
  work.audit({caller.principal, action, "patient:" + patient.id, "ok", detail.dump(-1, ' ', false, json::error_handler_t::replace)});
}

}  // namespace

bool identityDiffers(const Patient& a, const Patient& b) {
  const auto ipp = [](const Patient& patient) { return patient.localIds.empty() ? LocalId{} : patient.localIds.front(); };
  return a.traits != b.traits || a.ins != b.ins || !(identityStateOf(a) == identityStateOf(b)) || ipp(a) != ipp(b) ||
         a.birthDateUncertain != b.birthDateUncertain || a.mergedInto != b.mergedInto;
}

Patient identityToChange(Reader& reader, std::string_view id) {
  auto patient = store::findPatient(reader, id);
  if (!patient) throw NotFound("patient.unknown", "nothing is stored under " + std::string(id));
  if (!patient->mergedInto.empty()) {
    throw Refusal("identity.merged", "this identity was merged into " + patient->mergedInto + ": work there, or take the merge back first");
  }
  return std::move(*patient);
}

Patient identityToChange(Reader& reader, std::string_view id, std::int64_t version) {
  auto patient = identityToChange(reader, id);
  if (patient.version != version) throw Conflict("patient.version", "the patient was changed by somebody else meanwhile: read again, then repeat");
  return patient;
}

void refuseCollision(Reader& reader, const Patient& patient, std::string_view newcomer) {
  if (patient.status != IdentityStatus::qualified || !patient.ins || !patient.mergedInto.empty()) return;
  const auto holder = store::findPatientByIns(reader, *patient.ins);
  if (!holder || holder->id == patient.id) return;
  if (newcomer.empty()) throw InsCollision(holder->id, patient.id, true);
  throw InsCollision(holder->id, std::string(newcomer), false);
}

Patient recordIdentity(UnitOfWork& work, const Caller& caller, const Patient& before, Patient after, const IdentityNote& note) {
  requireLegal(after);
  // Who was qualified with this number before is its holder: the index says so, nothing needs to be read.
  const bool held = before.status == IdentityStatus::qualified && before.ins == after.ins && before.mergedInto.empty();
  if (!held) refuseCollision(work, after);
  store::updatePatient(work, after);
  ++after.version;
  const auto history = store::insertHistory(work, &before, after, caller.principal, note.command, note.reason);
  if (before.ins && before.ins != after.ins) followLostIns(work, caller, after, *before.ins, history);
  if (namesDiffer(before, after) || before.ins != after.ins) followFirstName(work, caller, after, true);
  if (before.doubtful != after.doubtful) followDoubt(work, caller, after);
  trail(work, caller, "patient.changed", after, note, history);
  const char* event = identityDiffers(before, after) ? "patient.identity_changed" : "patient.changed";
  work.publish({event, after.id,
                eventData(history, insChange(before, after), before.traits != after.traits, caller, before.fictitious != after.fictitious, after.fictitious)});
  return after;
}

Patient recordNewIdentity(UnitOfWork& work, const Caller& caller, Patient patient, const IdentityNote& note) {
  requireLegal(patient);
  const auto& ids = patient.localIds;
  refuseCollision(work, patient, ids.empty() ? "new" : ids.front().authority + "|" + ids.front().value);
  patient.id = work.newId();
  patient.version = 1;
  store::insertPatient(work, patient);
  const auto history = store::insertHistory(work, nullptr, patient, caller.principal, note.command, note.reason);
  followFirstName(work, caller, patient, false);
  if (patient.doubtful) followDoubt(work, caller, patient);
  trail(work, caller, "patient.created", patient, note, history);
  work.publish({"patient.received", patient.id, eventData(history, patient.ins ? "added" : "", true, caller, patient.fictitious, patient.fictitious)});
  return patient;
}

}  // namespace clairis::work
