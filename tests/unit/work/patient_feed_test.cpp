// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_feed.h"

#include <doctest/doctest.h>

#include "core/domain/identity.h"
#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;
using Status = IdentityStatus;

namespace {

Patient receive(IdentityHouse& house, const PatientFeed& feed) {
  return house.act([&](UnitOfWork& work) { return house.clinic.receivePatient(work, house.radiologist(), feed); });
}

/// Every legal state.
std::vector<IdentityState> states() {
  std::vector<IdentityState> all;
  for (const auto status : {Status::provisional, Status::recovered, Status::validated, Status::qualified}) {
    for (int bits = 0; bits < 16; ++bits) {
      const IdentityState state{status, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
      if (legal(state)) all.push_back(state);
    }
  }
  return all;
}

/// Every word a partner may say about status and marks.
std::vector<PatientFeed> words() {
  std::vector<PatientFeed> all;
  for (const auto trust : {SenderTrust::sameDomain, SenderTrust::trusted, SenderTrust::other}) {
    for (int bits = 0; bits < 64; ++bits) {
      auto feed = patTrois((bits & 1) != 0);
      feed.trust = trust;
      feed.validated = (bits & 2) != 0;
      feed.patient.doubtful = (bits & 4) != 0;
      feed.patient.fictitious = (bits & 8) != 0;
      feed.patient.homonym = (bits & 16) != 0;
      feed.insRemoved = (bits & 32) != 0;
      all.push_back(feed);
    }
  }
  return all;
}

Patient holding(const IdentityState& state) {
  auto patient = nessi().patient;
  setIdentityState(patient, state);
  return patient;
}

}  // namespace

TEST_CASE("no message makes an identity illegal, opens a marked one, or qualifies without VALI of a believed sender [SR-02] [SR-04] [RIS.INS.27]") {
  for (const auto& state : states()) {
    for (const auto& feed : words()) {
      const auto before = holding(state);
      const auto after = work::fed(before, feed).patient;
      CHECK(legal(identityStateOf(after)));
      const bool marked = after.doubtful || after.fictitious;
      if (marked) CHECK_FALSE(insForOutlet(after, Environment::test).has_value());
      if (feed.trust != SenderTrust::other) {
        const bool qualifies = feed.validated && feed.patient.ins && !feed.insRemoved && !marked;
        CHECK((after.status == Status::qualified) == qualifies);
        CHECK((after.ins == feed.patient.ins) == (qualifies || !feed.patient.ins));
        CHECK((feed.patient.doubtful || feed.patient.fictitious) == marked);
      } else {
        CHECK(after.status == before.status);
        CHECK(after.ins == before.ins);
        if (state.doubtful || state.fictitious) CHECK(marked);
      }
    }
  }
}

TEST_CASE("a mark that a person set is cleared by no message of anybody, and holds the status down [RIS.INS.27] [SR-02]") {
  for (const bool doubtful : {true, false}) {
    for (const auto& feed : words()) {
      auto before = holding({Status::provisional, doubtful, !doubtful, false, false});
      before.markedHere = true;
      const auto after = work::fed(before, feed).patient;
      CHECK(after.doubtful == doubtful);
      CHECK(after.fictitious == !doubtful);
      CHECK(after.markedHere);
      CHECK(after.status == Status::provisional);
      CHECK_FALSE(after.ins.has_value());
    }
  }
}

TEST_CASE("what a message changes of an identity is in its history, with the sender's command [RIS.INS.17] [RIS.INS.26]") {
  IdentityHouse house;
  const auto patient = receive(house, patTrois());
  auto lower = patTrois(false);
  lower.patient.traits.birthDate = "1979-03-27";
  receive(house, lower);
  receive(house, lower);
  const auto history = house.history(patient.id);
  REQUIRE(history.size() == 2);
  CHECK(history[0].command == "create");
  CHECK(history[0].reason == "receive_qualified");
  CHECK(history[0].statusBefore.empty());
  CHECK(history[0].statusAfter == "qualified");
  CHECK(history[0].insMatriculeAfter == "279035121518989");
  CHECK(history[1].command == "receive_provisional");
  CHECK(history[1].statusBefore == "qualified");
  CHECK(history[1].changes.find("1979-03-27") != std::string::npos);
  CHECK(house.lastEvent("patient.identity_changed", patient.id)["ins"] == "removed");
}

TEST_CASE("a partner that sent an INS is on the list of partners, once, believed or not; one that sent none is not [RIS.INS.51]") {
  IdentityHouse house;
  const auto patient = receive(house, patTrois());
  receive(house, patTrois());
  receive(house, nessi());
  const auto exchanges = house.read([&](Reader& reader) { return house.service.exchanges(reader, patient.id); });
  REQUIRE(exchanges.size() == 1);
  CHECK(exchanges[0].partner == "hl7:GAM");
  CHECK(exchanges[0].direction == "in");
  IdentityHouse silent;
  receive(silent, patTrois(false));
  CHECK(silent.read([&](Reader& reader) { return silent.service.partners(reader); }).empty());
  IdentityHouse other;
  auto feed = patTrois();
  feed.trust = SenderTrust::other;
  receive(other, feed);
  const auto partners = other.read([&](Reader& reader) { return other.service.partners(reader); });
  REQUIRE(partners.size() == 1);
  CHECK(partners[0].partner == "hl7:GAM");
}

TEST_CASE("a message that would give one INS to two patients leaves a task that survives its refusal [SR-03] [SR-08]") {
  IdentityHouse house;
  const auto holder = receive(house, patTrois());
  auto newcomer = nessi();
  newcomer.patient.ins = patTrois().patient.ins;
  CHECK(refusalOf([&] { receive(house, newcomer); }) == "patient.ins.collision");
  auto tasks = house.tasks("collision");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == holder.id);
  CHECK(tasks[0].otherId == "CIM-TEST|IPP0002");
  const auto other = receive(house, nessi());
  CHECK(refusalOf([&] { receive(house, newcomer); }) == "patient.ins.collision");
  tasks = house.tasks("collision", other.id);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].otherId == holder.id);
  CHECK(tasks[0].detail.find("279035121518989") == std::string::npos);
}

TEST_CASE("a first name that does not begin the list is a task, not a change; hyphen and apostrophe are a space [RIS.INS.14]") {
  IdentityHouse house;
  auto feed = patTrois();
  feed.patient.traits.firstBirthName = "MARIE";
  const auto patient = receive(house, feed);
  CHECK(patient.traits.firstBirthName == "MARIE");
  CHECK(patient.traits.birthNames == "DOMINIQUE MARIE-LOUISE");
  CHECK(house.tasks("first_name", patient.id).size() == 1);
  feed.patient.traits.firstBirthName = "Dominique-Marie";
  receive(house, feed);
  CHECK(house.tasks("first_name", patient.id).empty());
}

TEST_CASE("an A47 of a believed sender replaces or takes away the number; the old one stays findable and lists what was sent [RIS.INS.55] [SR-06]") {
  IdentityHouse house;
  const auto patient = receive(house, patTrois());
  const auto document = house.documentSent(patient, "accepted");
  auto change = patTrois();
  change.formerIns = change.patient.ins;
  change.patient.ins = nessi().patient.ins;
  change.patient.localIds.clear();
  const auto changed = receive(house, change);
  CHECK(changed.id == patient.id);
  CHECK(changed.ins == nessi().patient.ins);
  CHECK(house.lastEvent("patient.identity_changed", patient.id)["ins"] == "changed");
  CHECK(house.tasks("documents_sent", patient.id)[0].detail.find(document) != std::string::npos);
  auto removal = patTrois();
  removal.insRemoved = true;
  const auto removed = receive(house, removal);
  CHECK_FALSE(removed.ins.has_value());
  CHECK(removed.status == Status::validated);
  CHECK(house.read([&](Reader& reader) { return house.service.formerIns(reader, patient.id); }).size() == 3);
}

TEST_CASE(
    "an INS from another domain is kept apart and asked about once, again when the traits change, never for an identity that has one [RIS.INS.46] "
    "[SR-04]") {
  IdentityHouse house;
  auto feed = patTrois();
  feed.trust = SenderTrust::other;
  const auto patient = receive(house, feed);
  receive(house, feed);
  CHECK(house.events("patient.ins_to_verify", patient.id) == 1);
  feed.patient.traits.birthDate = "1979-03-27";
  receive(house, feed);
  CHECK(house.events("patient.ins_to_verify", patient.id) == 2);
  CHECK_FALSE(house.patient(patient.id).ins.has_value());
  feed.insRemoved = true;
  receive(house, feed);
  CHECK_FALSE(house.read([&](Reader& reader) { return house.service.unverifiedIns(reader, patient.id); }).has_value());

  IdentityHouse own;
  const auto recovered = own.stored(Status::recovered);
  auto same = patTrois();
  same.trust = SenderTrust::other;
  receive(own, same);
  CHECK(own.events("patient.ins_to_verify", recovered.id) == 0);
}

TEST_CASE("qualified by another domain is not qualified here until it is checked here; under a contract it is [RIS.INS.38] [RIS.INS.39]") {
  for (const auto& [trust, status] : {std::pair{SenderTrust::other, Status::provisional}, std::pair{SenderTrust::trusted, Status::qualified}}) {
    IdentityHouse house;
    auto feed = patTrois();
    feed.trust = trust;
    CHECK(receive(house, feed).status == status);
  }
}

TEST_CASE("the document that a believed partner checked is noted once, with the partner's name [RIS.INS.18]") {
  IdentityHouse house;
  auto feed = patTrois();
  feed.proof = "CN";
  const auto patient = receive(house, feed);
  receive(house, feed);
  const auto proofs = house.read([&](Reader& reader) { return house.service.proofs(reader, patient.id); });
  REQUIRE(proofs.size() == 1);
  CHECK(proofs[0].code == "CN");
  CHECK(proofs[0].checkedBy == "hl7:GAM");
}

TEST_CASE("what a partner spells is kept as he spells it; a date that is none is refused [RIS.INS.01]") {
  IdentityHouse house;
  auto feed = patTrois(false);
  feed.patient.traits.birthName = "Léger d’Été";
  CHECK(receive(house, feed).traits.birthName == "Léger d’Été");
  for (const char* date : {"1979-02-30", "19790328", "1979-00-00"}) {
    feed.patient.traits.birthDate = date;
    CHECK(refusalOf([&] { receive(house, feed); }) == "patient.birth_date.malformed");
  }
}

TEST_CASE("the marker of an uncertain date goes with the date that it came with [RIS.INS.01]") {
  IdentityHouse house;
  auto feed = patTrois(false);
  feed.patient.birthDateUncertain = true;
  CHECK(receive(house, feed).birthDateUncertain);
  feed.patient.birthDateUncertain = false;
  CHECK(receive(house, feed).birthDateUncertain);
  feed.patient.traits.birthDate = "1979-03-27";
  CHECK_FALSE(receive(house, feed).birthDateUncertain);
}
