// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_intake.h"

#include <nlohmann/json.hpp>

#include "core/domain/entered_traits.h"
#include "core/domain/identity.h"
#include "core/domain/refusal.h"
#include "core/store/patient_exchange.h"
#include "core/store/patient_former_ins.h"
#include "core/store/patient_proof.h"
#include "core/store/patient_repository.h"
#include "core/work/identity_record.h"
#include "core/work/number_apart.h"
#include "core/work/partner_word.h"
#include "core/work/patient_feed.h"

namespace clairis::work {
namespace {

void check(const PatientFeed& feed, Environment environment) {
  const auto& patient = feed.patient;
  const bool byIns = believed(feed) && feed.validated && (patient.ins || feed.formerIns);
  if (patient.localIds.empty() && !byIns) {
    throw Refusal(
        "patient.identifier.missing",
        "expected an identifier given by the sender's structure (type PI), or a validated INS; without one the patient cannot be found again",
        "PID-3");
  }
  if (patient.traits.birthName.empty() || patient.traits.birthName == kDeleted) {
    throw Refusal("patient.birth_name.missing", "expected a birth name (name type L)", "PID-5");
  }
  const auto& date = patient.traits.birthDate;
  if (!date.empty() && date != kDeleted && !realDate(date)) {
    throw Refusal("patient.birth_date.malformed", "expected YYYY-MM-DD of a day in the calendar", "PID-7");
  }
  for (const auto* ins : {&patient.ins, &feed.formerIns}) {
    if (!*ins || (*ins)->fits(environment)) continue;
    throw Refusal("patient.ins.environment", "the INS OID " + (*ins)->oid() + " does not belong to this instance's environment", "PID-3");
  }
}

std::optional<Patient> byLocalId(UnitOfWork& work, const PatientFeed& feed) {
  std::optional<Patient> holder;
  for (const auto& id : feed.patient.localIds) {
    auto found = store::findPatientByLocalId(work, id.authority, id.value);
    if (found && holder && found->id != holder->id) {
      throw Refusal("patient.identifier.ambiguous",
                    "these identifiers belong to two patients (" + holder->id + ", " + found->id + "): the identity officer must decide", "PID-3");
    }
    if (found) holder = std::move(found);
  }
  return holder;
}

/// The same person under a new identifier, when the traits that both say agree too; otherwise a collision.
bool samePerson(const Traits& known, const Traits& said) {
  return known.birthName == said.birthName && known.firstBirthName == said.firstBirthName && known.birthDate == said.birthDate &&
         known.sex == said.sex;
}

std::optional<Patient> known(UnitOfWork& work, const PatientFeed& feed) {
  auto holder = byLocalId(work, feed);
  for (const auto* ins : {&feed.patient.ins, &feed.formerIns}) {
    if (holder || !*ins || !believed(feed) || !feed.validated) continue;
    auto found = store::findPatientByIns(work, **ins);
    if (found && samePerson(found->traits, feed.patient.traits)) holder = std::move(found);
  }
  return holder;
}

bool proven(const Patient& patient) { return patient.status == IdentityStatus::validated || patient.status == IdentityStatus::qualified; }

/// History's word for what a partner says of somebody whose identity is left alone.
constexpr std::string_view kBesideIdentity = "receive_beside";

std::string partnerOf(const Caller& caller, const PatientFeed& feed) { return feed.sender == "rest" ? caller.principal : "hl7:" + feed.sender; }

Patient create(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) {
  Patient nobody;
  nobody.test = feed.patient.test;
  const auto [patient, command] = fed(nobody, feed);
  return recordNewIdentity(work, caller, patient, {"create", command, feed.sender});
}

Patient change(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, const Patient& before) {
  auto [patient, command] = fed(before, feed);
  if (const auto kept = keptFrom(work, before, patient, feed); kept != Kept::no) {
    const auto said = contradiction(before, patient, feed);
    const bool here = kept == Kept::qualifiedHere;
    patient = fedBesideIdentity(before, feed, here, here);
    command = before.ins && !patient.ins ? toText(IdentityCommand::removeIns) : kBesideIdentity;
    if (!said.empty()) tellOtherwise(work, caller, feed, before, kept, said);
  }
  if (identityDiffers(patient, before) || patient.localIds != before.localIds) {
    return recordIdentity(work, caller, before, std::move(patient), {command.empty() ? "add_identifier" : command, {}, feed.sender});
  }
  const bool contact = patient.address != before.address || patient.phone != before.phone || patient.dmpOpposition != before.dmpOpposition ||
                       patient.deceased != before.deceased || patient.insuredNumber != before.insuredNumber ||
                       patient.markedHere != before.markedHere;
  if (!contact) return before;
  store::updatePatient(work, patient);
  ++patient.version;
  work.publish({"patient.changed", patient.id, nlohmann::json{{"origin", caller.principal}}.dump()});
  work.audit({caller.principal, "patient.changed", "patient:" + patient.id, "ok",
              nlohmann::json{{"sender", feed.sender}, {"status", toText(patient.status)}}.dump()});
  return patient;
}

/// What a sender that is not believed says of a number waits apart for INSi (SR-04, RIS.INS.46).
void keepApart(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, const Patient* before, const Patient& after) {
  if (feed.insRemoved) return dropNumberApart(work, caller, after.id, "withdrawn");
  if (!feed.patient.ins || after.ins) return;
  const bool asBefore = before != nullptr && before->version == after.version;
  if (asBefore && store::findUnverifiedIns(work, after.id) == feed.patient.ins) return;
  keepNumberApart(work, caller, after.id, *feed.patient.ins);
  work.publish({"patient.ins_to_verify", after.id, "{}"});
}

void followBelieved(UnitOfWork& work, std::string_view partner, const PatientFeed& feed, const Patient* before, const Patient& after) {
  // Which document the partner checked, once: when his word is what proved the identity.
  const bool newlyProven = proven(after) && (before == nullptr || !proven(*before));
  if (newlyProven && !feed.proof.empty()) store::insertProof(work, after.id, {feed.proof, {}, {}}, "high", partner);
}

}  // namespace

Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, Environment environment) {
  check(feed, environment);
  const auto before = known(work, feed);
  const auto* was = before ? &*before : nullptr;
  auto patient = was != nullptr ? change(work, caller, feed, *was) : create(work, caller, feed);
  const auto partner = partnerOf(caller, feed);
  if (feed.formerIns && feed.formerIns != patient.ins) {
    store::keepFormerIns(work, patient.id, {feed.formerIns->matricule(), feed.formerIns->oid(), {}, {}}, "partner");
  }
  // Believed or not, taken or not: this partner has the number (RIS.INS.51).
  if (feed.patient.ins) store::noteExchange(work, patient.id, partner, "in");
  if (believed(feed)) {
    followBelieved(work, partner, feed, was, patient);
  } else {
    keepApart(work, caller, feed, was, patient);
  }
  return patient;
}

}  // namespace clairis::work
