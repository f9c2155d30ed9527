// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_insi.h"

#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/store/identity_task.h"
#include "core/store/patient_former_ins.h"
#include "core/store/patient_repository.h"
#include "core/work/identity_tasks.h"
#include "core/work/number_apart.h"

namespace clairis::work {
namespace {

using nlohmann::json;

void check(const InsiIdentity& found, Environment environment) {
  const auto& t = found.traits;
  if (t.birthName.empty() || t.birthNames.empty() || t.sex == Sex::unknown) {
    throw Refusal("identity.insi.empty_trait", "INSi gave no birth name, no first names or no sex: such an identity is not taken");
  }
  if (!realDate(t.birthDate)) {
    throw Refusal("identity.insi.zero_date",
                  "the birth date of INSi has 00 as day or month, or is no day of the calendar: such an identity is not taken");
  }
  if (!found.ins.fits(environment)) {
    throw Refusal("patient.ins.environment", "the INS OID " + found.ins.oid() + " does not belong to this instance's environment");
  }
}

/// RIS.INS.13: the traits are INSi's. Used names are nobody's business there; what INSi left empty stays.
Traits filled(const Traits& known, const Traits& found) {
  auto traits = found;
  if (traits.firstBirthName.empty()) traits.firstBirthName = known.firstBirthName;
  if (traits.birthPlaceCode.empty()) traits.birthPlaceCode = known.birthPlaceCode;
  traits.usedName = known.usedName;
  traits.usedFirstName = known.usedFirstName;
  return traits;
}

void open(UnitOfWork& work, const Caller& caller, const char* kind, std::string_view patientId, const std::string& callId, bool foreign) {
  IdentityTask task;
  task.kind = kind;
  task.patientId = patientId;
  task.otherId = foreign ? "foreign" : "";
  task.detail = json{{"call", callId}}.dump();
  store::insertTask(work, task, caller.principal);
}

void trail(UnitOfWork& work, const Caller& caller, std::string_view id, const char* outcome, const InsiVerification& answer) {
  work.audit(
      {caller.principal, "patient.insi.verified", "patient:" + std::string(id), outcome, json{{"call", answer.callId}, {"ok", answer.ok}}.dump()});
}

Patient read(Reader& reader, std::string_view id) {
  auto patient = store::findPatient(reader, id);
  if (!patient) throw NotFound("patient.unknown", "nothing is stored under " + std::string(id));
  return std::move(*patient);
}

bool marked(const Patient& patient) { return patient.doubtful || patient.fictitious; }

/// The number itself becomes the patient's, without a person: only where the instance wants it (RIS.INS.21).
Patient integrate(UnitOfWork& work, const Caller& caller, const Patient& before, const Ins& ins) {
  auto after = before;
  setIdentityState(after, apply(identityStateOf(before), IdentityCommand::takeFromInsi));
  after.ins = ins;
  after.insiCheckedAt = toIso(work.now());
  auto stored = recordIdentity(work, caller, before, std::move(after), {toText(IdentityCommand::takeFromInsi), "identity.auto_validation", {}});
  dropNumberApart(work, caller, before.id, "taken");
  closeTasksOf(work, caller, "insi_ko", before.id, "taken");
  return stored;
}

}  // namespace

Patient takeFromInsi(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const InsiIdentity& found,
                     std::string_view reason, const IdentityRules& rules) {
  check(found, rules.environment);
  const auto before = identityToChange(work, id, version);
  auto after = before;
  after.traits = filled(before.traits, found.traits);
  const bool covered = proofCovers(before.traits, after.traits);
  const auto command = covered ? IdentityCommand::takeFromInsi : IdentityCommand::takeOthersFromInsi;
  setIdentityState(after, apply(identityStateOf(before), command));
  after.ins = found.ins;
  after.birthDateUncertain = false;
  after.insiCheckedAt = toIso(work.now());
  auto stored = recordIdentity(work, caller, before, std::move(after), {toText(command), reason, {}});
  for (const auto& former : found.history) store::keepFormerIns(work, id, former, "insi");
  dropNumberApart(work, caller, id, "taken");
  closeTasksOf(work, caller, "insi_ko", id, "taken");
  return stored;
}

Patient keepInsApart(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Ins& ins, std::string_view origin,
                     const IdentityRules& rules) {
  if (!ins.fits(rules.environment)) {
    throw Refusal("patient.ins.environment", "the INS OID " + ins.oid() + " does not belong to this instance's environment");
  }
  auto patient = identityToChange(work, id, version);
  apply(identityStateOf(patient), IdentityCommand::takeFromInsi);  // what the marks forbid of INSi, they forbid here
  if (patient.ins == ins) return patient;
  keepNumberApart(work, caller, id, ins);
  work.publish({"patient.ins_to_verify", patient.id, "{}"});
  work.audit({caller.principal, "patient.ins.kept_apart", "patient:" + patient.id, "ok", json{{"origin", origin}}.dump()});
  return patient;
}

Patient verifiedByInsi(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer) {
  auto before = read(work, id);
  if (!before.ins || *before.ins != answer.ins || !before.mergedInto.empty() || !proofCovers(before.traits, answer.traits)) {
    trail(work, caller, id, "stale", answer);
    return before;
  }
  trail(work, caller, id, "ok", answer);
  if (answer.ok) {
    store::noteInsiCheck(work, id);
    before.insiCheckedAt = toIso(work.now());
    return before;
  }
  auto after = before;
  setIdentityState(after, apply(identityStateOf(before), IdentityCommand::verifiedKo));
  after.insiCheckedAt = toIso(work.now());
  auto stored = recordIdentity(work, caller, before, std::move(after), {toText(IdentityCommand::verifiedKo), answer.callId, {}});
  open(work, caller, "insi_ko", id, answer.callId, false);
  return stored;
}

Patient foreignVerifiedByInsi(UnitOfWork& work, const Caller& caller, std::string_view id, const InsiVerification& answer,
                              const IdentityRules& rules) {
  const auto before = read(work, id);
  const auto apart = store::findUnverifiedIns(work, id);
  if (!apart || *apart != answer.ins || !before.mergedInto.empty() || !proofCovers(before.traits, answer.traits)) {
    trail(work, caller, id, "stale", answer);
    return before;
  }
  trail(work, caller, id, "ok", answer);
  if (!answer.ok) {
    // Nothing is integrated (RIS.INS.44, 45, 47); the number is found again as one that a partner once said.
    store::keepFormerIns(work, id, {answer.ins.matricule(), answer.ins.oid(), {}, {}}, "partner");
    dropNumberApart(work, caller, id, "verified");
    open(work, caller, "insi_ko", id, answer.callId, true);
    return before;
  }
  // Who has a number already, or is marked, is a matter for a person.
  if (rules.autoValidation && !before.ins && !marked(before)) return integrate(work, caller, before, answer.ins);
  closeTasksOf(work, caller, "insi_unverifiable", id, "verified");
  open(work, caller, "ins_verified", id, answer.callId, true);
  return before;
}

}  // namespace clairis::work
