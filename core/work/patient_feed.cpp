// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_feed.h"

#include "core/domain/identity.h"

namespace clairis::work {
namespace {

void take(std::string& known, const std::string& received) {
  if (received == kDeleted) {
    known.clear();
  } else if (!received.empty()) {
    known = received;
  }
}

void takeTraits(Patient& patient, const Patient& received) {
  auto& known = patient.traits;
  const auto& said = received.traits;
  const auto birthDate = known.birthDate;
  take(known.birthName, said.birthName);
  take(known.firstBirthName, said.firstBirthName);
  take(known.birthNames, said.birthNames);
  take(known.usedName, said.usedName);
  take(known.usedFirstName, said.usedFirstName);
  take(known.birthDate, said.birthDate);
  take(known.birthPlaceCode, said.birthPlaceCode);
  if (said.sex != Sex::unknown) known.sex = said.sex;
  // The marker belongs to the date that it came with.
  patient.birthDateUncertain = received.birthDateUncertain || (patient.birthDateUncertain && known.birthDate == birthDate);
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
  for (auto* part : {&known.address.line, &known.address.postalCode, &known.address.city, &known.address.country}) {
    if (*part == kDeleted) part->clear();
  }
  take(known.phone, received.phone);
  take(known.insuredNumber, received.insuredNumber);
  known.deceased = known.deceased || received.deceased;
  known.dmpOpposition = known.dmpOpposition || received.dmpOpposition;  // lifted by a person, never by silence
  addLocalIds(known.localIds, received.localIds);
}

/// One after the other by the table, each noted.
class Commands {
public:
  explicit Commands(const Patient& patient) : _state(identityStateOf(patient)) {}
  void operator()(IdentityCommand command) {
    const auto next = apply(_state, command);
    if (!(next == _state) || _last.empty()) _last = toText(command);
    _state = next;
  }
  const IdentityState& state() const { return _state; }
  std::string_view last() const { return _last; }

private:
  IdentityState _state;
  std::string_view _last;
};

/// Doubt and fiction decide whether the INS may leave. A person's word here stands; a sender that is not believed may warn, and takes nothing away.
void takeMarks(Commands& run, const Patient& before, const PatientFeed& feed) {
  const auto& said = feed.patient;
  if (said.homonym && !run.state().fictitious) run(IdentityCommand::markHomonym);
  if (before.markedHere) return;
  if (believed(feed)) {
    if (run.state().doubtful && !said.doubtful) run(IdentityCommand::clearDoubtful);
    if (run.state().fictitious && !said.fictitious) run(IdentityCommand::clearFictitious);
  }
  if (run.state().doubtful || run.state().fictitious || (!said.doubtful && !said.fictitious)) return;
  // Fictitious stands with no other mark: beside a homonym the doubt closes the outlets just as well.
  run(said.fictitious && !run.state().homonym ? IdentityCommand::markFictitious : IdentityCommand::markDoubtful);
}

/// Whether the message's INS may count at all: the sender is believed (SR-04), says VALI, and takes nothing back.
bool bringsIns(const PatientFeed& feed) { return believed(feed) && feed.validated && feed.patient.ins && !feed.insRemoved; }

void takeStatus(Commands& run, const PatientFeed& feed) {
  const bool marked = run.state().doubtful || run.state().fictitious;
  if (marked || !believed(feed)) return;
  if (bringsIns(feed)) return run(IdentityCommand::receiveQualified);
  run(feed.validated ? IdentityCommand::receiveValidated : IdentityCommand::receiveProvisional);
}

}  // namespace

FedPatient fed(const Patient& before, const PatientFeed& feed) {
  auto patient = before;
  takeContact(patient, feed.patient);
  // SR-04: what was fetched or checked here is left alone by a sender that is not believed.
  const bool open = believed(feed) || before.status == IdentityStatus::provisional;
  if (!open) return {std::move(patient), {}};
  takeTraits(patient, feed.patient);
  Commands run(before);
  takeMarks(run, before, feed);
  takeStatus(run, feed);
  setIdentityState(patient, run.state());
  if (run.state().ins) patient.ins = bringsIns(feed) ? feed.patient.ins : before.ins;
  const bool marked = patient.doubtful || patient.fictitious;
  patient.markedHere = marked && (before.markedHere || feed.patient.markedHere);
  return {std::move(patient), run.last()};
}

Patient fedBesideIdentity(const Patient& before, const PatientFeed& feed, bool namesInUse, bool removal) {
  auto patient = before;
  takeContact(patient, feed.patient);
  if (namesInUse) {
    take(patient.traits.usedName, feed.patient.traits.usedName);
    take(patient.traits.usedFirstName, feed.patient.traits.usedFirstName);
  }
  auto state = identityStateOf(before);
  if (feed.patient.homonym && !state.fictitious) state = apply(state, IdentityCommand::markHomonym);
  if (removal && feed.insRemoved) state = apply(state, IdentityCommand::removeIns);
  setIdentityState(patient, state);
  return patient;
}

}  // namespace clairis::work
