// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_intake.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/store/patient_repository.h"

namespace clairis::work {
namespace {

// HL7: the two characters "" delete, nothing leaves what is stored.
constexpr std::string_view kDelete = "\"\"";

void take(std::string& known, const std::string& received) {
  if (received == kDelete) {
    known.clear();
  } else if (!received.empty()) {
    known = received;
  }
}

void dropDeletions(Patient& patient) {
  auto& t = patient.traits;
  for (auto* value : {&t.firstBirthName, &t.birthNames, &t.usedName, &t.usedFirstName, &t.birthDate, &t.birthPlaceCode, &patient.phone, &patient.address.line,
                      &patient.address.postalCode, &patient.address.city, &patient.address.country}) {
    if (*value == kDelete) value->clear();
  }
}

bool believed(const PatientFeed& feed) { return feed.trust != SenderTrust::other; }
bool locked(const Patient& patient) { return patient.status != IdentityStatus::provisional; }

void takeTraits(Traits& known, const Traits& received) {
  take(known.birthName, received.birthName);
  take(known.firstBirthName, received.firstBirthName);
  take(known.birthNames, received.birthNames);
  take(known.usedName, received.usedName);
  take(known.usedFirstName, received.usedFirstName);
  take(known.birthDate, received.birthDate);
  take(known.birthPlaceCode, received.birthPlaceCode);
  if (received.sex != Sex::unknown) known.sex = received.sex;
}

void addLocalIds(std::vector<LocalId>& known, const std::vector<LocalId>& received) {
  for (const auto& id : received) {
    bool present = false;
    for (const auto& mine : known) present = present || (mine.authority == id.authority && mine.value == id.value);
    if (!present) known.push_back(id);
  }
}

void takeContact(Patient& known, const Patient& received) {
  if (!received.address.city.empty() || !received.address.line.empty()) known.address = received.address;
  take(known.phone, received.phone);
  known.deceased = known.deceased || received.deceased;
  known.dmpOpposition = known.dmpOpposition || received.dmpOpposition;   // lifted by a person, never by silence
  addLocalIds(known.localIds, received.localIds);
}

bool sameStrictTraits(const Traits& a, const Traits& b) {
  return a.birthName == b.birthName && a.firstBirthName == b.firstBirthName && a.birthDate == b.birthDate && a.sex == b.sex;
}

/// Status and INS by the table in the header.
void takeIdentity(Patient& patient, const PatientFeed& feed) {
  if (!believed(feed)) return;
  const bool reliable = feed.validated && !patient.doubtful && !patient.fictitious;
  if (reliable && feed.patient.ins) {
    patient.status = IdentityStatus::qualified;
    patient.ins = feed.patient.ins;
  } else {
    patient.status = reliable ? IdentityStatus::validated : IdentityStatus::provisional;
    patient.ins.reset();
  }
}

void check(const PatientFeed& feed, Environment environment) {
  const auto& patient = feed.patient;
  const bool byIns = patient.ins && believed(feed) && feed.validated;
  if (patient.localIds.empty() && !byIns) {
    throw Refusal("patient.identifier.missing", "expected an identifier given by the sender's structure (type PI), or a validated INS; without one the patient cannot be found again", "PID-3");
  }
  if (patient.traits.birthName.empty() || patient.traits.birthName == kDelete) {
    throw Refusal("patient.birth_name.missing", "expected a birth name (name type L)", "PID-5");
  }
  if (patient.ins && !patient.ins->fits(environment)) {
    throw Refusal("patient.ins.environment", "the INS OID " + patient.ins->oid() + " does not belong to this instance's environment", "PID-3");
  }
}

std::optional<Patient> known(UnitOfWork& work, const PatientFeed& feed) {
  std::optional<Patient> holder;
  for (const auto& id : feed.patient.localIds) {
    auto found = store::findPatientByLocalId(work, id.authority, id.value);
    if (found && holder && found->id != holder->id) {
      throw Refusal("patient.identifier.ambiguous", "these identifiers belong to two patients (" + holder->id + ", " + found->id + "): the identity officer must decide", "PID-3");
    }
    if (found) holder = std::move(found);
  }
  return holder;
}

/// What documents carry of an identity, and what opens or closes its outlets (SR-01, SR-02).
bool identityDiffers(const Patient& a, const Patient& b) {
  const auto ipp = [](const Patient& patient) { return patient.localIds.empty() ? LocalId{} : patient.localIds.front(); };
  return a.traits != b.traits || a.ins != b.ins || a.status != b.status || a.doubtful != b.doubtful || a.fictitious != b.fictitious || ipp(a) != ipp(b);
}

void refuseCollision(UnitOfWork& work, const Patient& patient) {
  if (patient.status != IdentityStatus::qualified || !patient.ins) return;
  const auto holder = store::findPatientByIns(work, *patient.ins);
  if (holder && holder->id != patient.id) {
    throw Refusal("patient.ins.collision", "another active patient (" + holder->id + ") is qualified with this INS: the identity officer must decide", "PID-3");
  }
}

std::string note(const PatientFeed& feed, const Patient& patient) {
  return nlohmann::json{{"sender", feed.sender}, {"status", toText(patient.status)}}.dump();
}

Patient create(UnitOfWork& work, const Caller& caller, const PatientFeed& feed) {
  Patient patient = feed.patient;
  patient.id = work.newId();
  patient.version = 1;
  patient.ins.reset();
  patient.status = IdentityStatus::provisional;
  patient.localIds.clear();
  addLocalIds(patient.localIds, feed.patient.localIds);
  dropDeletions(patient);
  takeIdentity(patient, feed);
  refuseCollision(work, patient);
  store::insertPatient(work, patient);
  work.publish({"patient.received", patient.id, "{}"});
  work.audit({caller.principal, "patient.created", "patient:" + patient.id, "ok", note(feed, patient)});
  return patient;
}

Patient change(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, const Patient& before) {
  Patient patient = before;
  takeContact(patient, feed.patient);
  dropDeletions(patient);
  if (believed(feed) || !locked(before)) {
    // Doubt and fiction decide whether the INS may leave: they belong to the identity, not to the contact data.
    patient.doubtful = feed.patient.doubtful;
    patient.fictitious = feed.patient.fictitious;
    takeTraits(patient.traits, feed.patient.traits);
    takeIdentity(patient, feed);
  }
  const bool identityChanged = identityDiffers(patient, before);
  const bool changed = identityChanged || patient.localIds != before.localIds || patient.address != before.address || patient.phone != before.phone ||
                       patient.dmpOpposition != before.dmpOpposition || patient.deceased != before.deceased;
  if (!changed) return before;
  refuseCollision(work, patient);
  store::updatePatient(work, patient);
  ++patient.version;
  work.publish({identityChanged ? "patient.identity_changed" : "patient.changed", patient.id, "{}"});
  work.audit({caller.principal, "patient.changed", "patient:" + patient.id, "ok", note(feed, patient)});
  return patient;
}

}  // namespace

Patient receivePatient(UnitOfWork& work, const Caller& caller, const PatientFeed& feed, Environment environment) {
  check(feed, environment);
  auto before = known(work, feed);
  if (!before && believed(feed) && feed.validated && feed.patient.ins) {
    // The same person under a new identifier, when the strict traits agree too; otherwise a collision.
    const auto holder = store::findPatientByIns(work, *feed.patient.ins);
    if (holder && sameStrictTraits(holder->traits, feed.patient.traits)) before = holder;
  }
  auto patient = before ? change(work, caller, feed, *before) : create(work, caller, feed);
  if (!believed(feed) && feed.patient.ins && !patient.ins) {
    store::keepUnverifiedIns(work, patient.id, *feed.patient.ins);
    work.publish({"patient.ins_to_verify", patient.id, "{}"});
  }
  return patient;
}

}  // namespace clairis::work
