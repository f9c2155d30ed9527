// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/identity/identity_intake.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "plugins/hl7/identity/known_patient.h"
#include "plugins/hl7/visit/movements.h"

namespace clairis::hl7 {
namespace {

bool believed(const PatientFeed& feed) { return feed.trust != SenderTrust::other; }

void mustBeOne(const std::vector<std::string>& patients, const char* field) {
  if (patients.size() < 2) return;
  throw Refusal("patient.identifier.ambiguous",
                "these identifiers belong to two patients here (" + patients[0] + ", " + patients[1] +
                    "): the identity officer must decide; nothing was changed",
                field);
}

/// The intake finds a patient by a number it knows.
void addKnownNumber(Clinic& clinic, Reader& reader, const std::string& patientId, PatientFeed& feed) {
  for (const auto& id : feed.patient.localIds) {
    if (patientOf(reader, id) == patientId) return;
  }
  const auto known = clinic.patient(reader, patientId);
  if (!known.localIds.empty()) feed.patient.localIds.push_back(known.localIds.front());
}

/// The numbers of a message for somebody known, and nothing else of it: what is known said again, by nobody who could change more.
PatientFeed numbersAlone(Clinic& clinic, Reader& reader, const std::string& patientId, const PatientFeed& said) {
  PatientFeed feed;
  feed.patient.traits = clinic.patient(reader, patientId).traits;
  feed.patient.localIds = said.patient.localIds;
  feed.sender = said.sender;
  addKnownNumber(clinic, reader, patientId, feed);
  return feed;
}

}  // namespace

/// Who survives; he may have to be made, or to be given the number of PID-3, first.
std::string IdentityIntake::targetOf(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const {
  const auto known = patientsOf(work, pair.feed.patient.localIds);
  mustBeOne(known, "PID-3");
  if (!known.empty()) return known.front();
  const auto former = patientsOf(work, pair.former);
  if (former.empty()) return _clinic.receivePatient(work, caller, pair.feed).id;
  effect.sourceId = former.front();
  if (!pair.statusSaid) return _clinic.receivePatient(work, caller, numbersAlone(_clinic, work, former.front(), pair.feed)).id;
  auto feed = pair.feed;
  addKnownNumber(_clinic, work, former.front(), feed);
  return _clinic.receivePatient(work, caller, feed).id;
}

void IdentityIntake::openDuplicate(UnitOfWork& work, const Caller& caller, const std::string& target, const std::string& source) const {
  IdentityTask task;
  task.kind = "duplicate";
  task.patientId = target;
  task.otherId = source;
  task.detail = R"({"because":"partner_merge"})";
  _identities.openTask(work, caller, task);
}

/// A partner that is not believed says that two patients are one: a person looks at them.
void IdentityIntake::propose(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const {
  const auto targets = patientsOf(work, pair.feed.patient.localIds);
  for (const auto& source : patientsOf(work, pair.former)) {
    if (!targets.empty() && source != targets.front()) openDuplicate(work, caller, targets.front(), source);
  }
  effect.remark = "merges of this sender are not carried out automatically: the identity officer decides";
}

void IdentityIntake::merge(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const {
  if (pair.former.empty()) {
    throw Refusal("hl7.merge.identifier.missing", "expected the local number (type PI) of the patient that disappears: an INS alone names no record",
                  "MRG-1");
  }
  effect.targetId = effect.sourceId = {};
  if (!believed(pair.feed)) return propose(work, caller, pair, effect);
  const auto target = effect.targetId = targetOf(work, caller, pair, effect);
  for (const auto& id : pair.former) {
    const auto source = effect.sourceId = patientOf(work, id);
    if (source == target || source.empty()) {
      _merges.addAlias(work, caller, target, id);
      continue;
    }
    _merges.merge(work, caller, source, target, "A40");
    moveStays(work, source, target);
  }
  if (pair.formerIns) keepFormerIns(work, caller, target, pair);
}

/// An INS of MRG-1 is found again under the survivor. It names no record: whoever is qualified with it is another patient for a person to look at.
void IdentityIntake::keepFormerIns(UnitOfWork& work, const Caller& caller, const std::string& target, const PatientPair& pair) const {
  const auto holder = holderOf(work, *pair.formerIns);
  if (!holder.empty() && holder != target) return openDuplicate(work, caller, target, holder);
  auto feed = numbersAlone(_clinic, work, target, pair.feed);
  feed.formerIns = pair.formerIns;
  _clinic.receivePatient(work, caller, feed);
}

void IdentityIntake::changeNumber(UnitOfWork& work, const Caller& caller, PatientPair pair, IdentityEffect& effect) const {
  auto& feed = pair.feed;
  auto numbers = feed.patient.localIds;
  numbers.insert(numbers.end(), pair.former.begin(), pair.former.end());
  auto known = patientsOf(work, numbers);
  mustBeOne(known, "MRG-1");
  if (known.empty() && believed(feed)) {
    for (const auto& ins : {pair.formerIns, feed.patient.ins}) {
      if (const auto holder = ins && known.empty() ? holderOf(work, *ins) : std::string(); !holder.empty()) known.push_back(holder);
    }
  }
  if (known.empty()) {
    effect.remark = "no patient here bears these identifiers: nothing was changed";
    work.audit({caller.principal, "hl7.number_change.unknown", "hl7:A47", "ok", "{}"});
    return;
  }
  addKnownNumber(_clinic, work, known.front(), feed);
  if (believed(feed)) feed.formerIns = pair.formerIns;
  _clinic.receivePatient(work, caller, feed);
}

void IdentityIntake::moveAccount(UnitOfWork& work, const Caller& caller, const PatientPair& pair, IdentityEffect& effect) const {
  for (const auto& source : patientsOf(work, pair.former)) {
    if (!hasOrders(work, source)) continue;
    effect.sourceId = source;
    const auto targets = patientsOf(work, pair.feed.patient.localIds);
    effect.targetId = targets.empty() ? source : targets.front();
    throw Refusal("hl7.account_move.orders",
                  "the patient of MRG-1 has orders here: the identity officer must say which of them move; nothing was changed", "MRG-1");
  }
  if (pair.statusSaid) _clinic.receivePatient(work, caller, pair.feed);
  effect.remark = "no order here belongs to the moved account";
}

}  // namespace clairis::hl7
