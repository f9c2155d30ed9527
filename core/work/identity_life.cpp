// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_life.h"

#include "core/domain/entered_traits.h"
#include "core/domain/search_key.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/store/patient_search.h"

namespace clairis::work {
namespace {

constexpr std::size_t kLettersOfName = 3;

[[noreturn]] void missing(const char* code, const char* what, const char* field) {
  throw Refusal(code, std::string("expected ") + what + ": no identity is registered without it", field);
}

/// RIS.INS.11 and 12: these five and no other.
void requireTraits(const NewIdentity& identity) {
  const auto& p = identity.patient;
  if (p.traits.birthName.empty()) missing("patient.birth_name.missing", "the birth name", "/birthName");
  if (p.fictitious || p.doubtful) return;
  if (p.traits.firstBirthName.empty()) missing("patient.first_birth_name.missing", "the first birth name", "/firstBirthName");
  if (p.traits.birthDate.empty()) missing("patient.birth_date.missing", "the birth date", "/birthDate");
  if (p.traits.sex == Sex::unknown && !identity.sexIndeterminate) missing("patient.sex.missing", "the sex: F, M, or I for indeterminate", "/sex");
  if (p.traits.birthPlaceCode.empty()) missing("patient.birth_place.missing", "the birthplace code (99999 when unknown)", "/birthPlaceCode");
}

/// Search before creation: born on that day, and a name of birth with the same first letters.
bool namesakes(Reader& reader, const Traits& traits) {
  if (traits.birthDate.empty()) return false;
  const auto key = searchKey(traits.birthName).substr(0, kLettersOfName);
  const auto found = store::searchPatients(reader, traits.birthDate, key, "", 50);
  for (const auto& patient : found) {
    if (patient.mergedInto.empty()) return true;
  }
  return false;
}

/// What was known is not emptied, except of somebody who cannot say who he is.
void requireStillThere(const Patient& before, const Traits& now) {
  if (before.doubtful || before.fictitious) return;
  const auto& was = before.traits;
  if (!was.firstBirthName.empty() && now.firstBirthName.empty())
    missing("patient.first_birth_name.missing", "the first birth name", "/firstBirthName");
  if (!was.birthDate.empty() && now.birthDate.empty()) missing("patient.birth_date.missing", "the birth date", "/birthDate");
  if (!was.birthPlaceCode.empty() && now.birthPlaceCode.empty()) {
    missing("patient.birth_place.missing", "the birthplace code (99999 when unknown)", "/birthPlaceCode");
  }
}

IdentityCommand commandFor(IdentityAttribute attribute, bool set) {
  switch (attribute) {
    case IdentityAttribute::doubtful:
      return set ? IdentityCommand::markDoubtful : IdentityCommand::clearDoubtful;
    case IdentityAttribute::fictitious:
      return set ? IdentityCommand::markFictitious : IdentityCommand::clearFictitious;
    case IdentityAttribute::homonym:
      break;
  }
  return set ? IdentityCommand::markHomonym : IdentityCommand::clearHomonym;
}

Patient applied(UnitOfWork& work, const Caller& caller, const Patient& before, Patient after, IdentityCommand command, std::string_view reason) {
  setIdentityState(after, apply(identityStateOf(before), command));
  return recordIdentity(work, caller, before, std::move(after), {toText(command), reason, {}});
}

}  // namespace

void requireReason(std::string_view reason, const char* what) {
  if (searchKey(reason).empty()) throw Refusal("identity.reason.missing", std::string("expected a reason for ") + what, "/reason");
}

Patient createIdentity(UnitOfWork& work, const Caller& caller, const NewIdentity& identity, const IdentityRules& rules) {
  auto patient = identity.patient;
  patient.traits = asEntered(patient.traits);
  checkEntered(patient.traits);
  requireTraits({patient, identity.sexIndeterminate, identity.searched});
  if (!identity.searched) {
    if (namesakes(work, patient.traits) || (rules.anyCandidate && rules.anyCandidate(work, patient.traits))) throw Conflict("identity.candidates", "somebody registered may be this person: look at the candidates first, then say that you did");
  }
  for (const auto& id : patient.localIds) {
    if (!store::findPatientByLocalId(work, id.authority, id.value)) continue;
    throw Conflict("patient.identifier.taken", "this identifier belongs to a registered patient", "/identifiers");
  }
  patient.ins.reset();
  patient.mergedInto.clear();
  patient.insiCheckedAt.clear();
  // The marks by the table: what cannot stand together is refused here too.
  IdentityState state;
  if (patient.doubtful) state = apply(state, IdentityCommand::markDoubtful);
  if (patient.homonym) state = apply(state, IdentityCommand::markHomonym);
  if (patient.fictitious) state = apply(state, IdentityCommand::markFictitious);
  setIdentityState(patient, state);
  patient.markedHere = patient.doubtful || patient.fictitious;
  return recordNewIdentity(work, caller, std::move(patient), {"create", {}, {}});
}

Patient changeTraits(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, const Traits& traits, bool birthDateUncertain,
                     std::string_view reason) {
  const auto before = identityToChange(work, id, version);
  auto after = before;
  after.traits = asEntered(traits);
  // What is not touched stays as it was sent: a partner's spelling is no change, and asks for no right.
  const auto untouched = asEntered(before.traits);
  for (const auto member : {&Traits::birthName, &Traits::firstBirthName, &Traits::birthNames, &Traits::usedName, &Traits::usedFirstName}) {
    if (after.traits.*member == untouched.*member) after.traits.*member = before.traits.*member;
  }
  after.birthDateUncertain = birthDateUncertain;
  if (after.traits == before.traits && after.birthDateUncertain == before.birthDateUncertain) return before;
  if (sameStrictTraits(before.traits, after.traits)) {
    checkEntered({"", "", "", after.traits.usedName, after.traits.usedFirstName, "", Sex::unknown, ""});
    return recordIdentity(work, caller, before, std::move(after), {"change_traits", reason, {}});
  }
  checkEntered(asEntered(after.traits));
  if (after.traits.birthName.empty()) missing("patient.birth_name.missing", "the birth name", "/birthName");
  requireStillThere(before, after.traits);
  if (locked(before.status) && !allowed(caller, "identity.unlock")) {
    throw Forbidden("identity.locked", "strict traits that came from INSi are locked: the identity officer may change them (identity.unlock)");
  }
  requireReason(reason, "changing a strict trait");
  return applied(work, caller, before, std::move(after), IdentityCommand::changeStrictTrait, reason);
}

Patient markIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, IdentityAttribute attribute, bool set,
                     std::string_view reason) {
  const auto before = identityToChange(work, id, version);
  requireReason(reason, "setting or clearing a mark");
  auto after = before;
  setIdentityState(after, apply(identityStateOf(before), commandFor(attribute, set)));
  // A person's word stands until a person takes it back; a homonym is no doubt.
  if (attribute != IdentityAttribute::homonym) after.markedHere = set;
  if (identityStateOf(after) == identityStateOf(before) && after.markedHere == before.markedHere) return before;
  return recordIdentity(work, caller, before, std::move(after), {toText(commandFor(attribute, set)), reason, {}});
}

Patient downgradeIdentity(UnitOfWork& work, const Caller& caller, std::string_view id, std::int64_t version, std::string_view reason) {
  const auto before = identityToChange(work, id, version);
  requireReason(reason, "lowering an identity");
  return applied(work, caller, before, before, IdentityCommand::downgrade, reason);
}

Patient removeIns(UnitOfWork& work, const Caller& caller, std::string_view id, std::string_view reason) {
  const auto before = identityToChange(work, id);
  if (!before.ins) return before;
  return applied(work, caller, before, before, IdentityCommand::removeIns, reason);
}

}  // namespace clairis::work
