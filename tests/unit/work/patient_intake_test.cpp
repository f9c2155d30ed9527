// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_intake.h"

#include <doctest/doctest.h>

#include <thread>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

struct Combination {
  SenderTrust trust;
  bool validated;
  bool withIns;
};

std::vector<Combination> combinations() {
  std::vector<Combination> all;
  for (const auto trust : {SenderTrust::sameDomain, SenderTrust::trusted, SenderTrust::other}) {
    for (const bool validated : {true, false}) {
      for (const bool withIns : {true, false}) all.push_back({trust, validated, withIns});
    }
  }
  return all;
}

PatientFeed feedOf(const Combination& c) {
  auto feed = patTrois(c.withIns);
  feed.trust = c.trust;
  feed.validated = c.validated;
  return feed;
}

IdentityStatus expected(const Combination& c) {
  if (c.trust == SenderTrust::other || !c.validated) return IdentityStatus::provisional;
  return c.withIns ? IdentityStatus::qualified : IdentityStatus::validated;
}

std::string unverified(House& house, const std::string& id) {
  return house.read([&](Reader& reader) { return reader.first("SELECT unverified_matricule FROM patient WHERE id = $1", {id})[0].text(); });
}

/// A known patient with a status that no feed is needed for.
Patient stored(House& house, IdentityStatus status) {
  return house.write([&](UnitOfWork& work) {
    auto patient = patTrois().patient;
    patient.id = work.newId();
    patient.version = 1;
    patient.status = status;
    if (status != IdentityStatus::qualified && status != IdentityStatus::recovered) patient.ins.reset();
    store::insertPatient(work, patient);
    return patient;
  });
}

PatientFeed stranger() {
  auto feed = patTrois(false);
  feed.trust = SenderTrust::other;
  feed.patient.traits = {"AUTRE", "NOM", "NOM", "USAGE", "", "1990-01-01", Sex::male, "75056"};
  return feed;
}

}  // namespace

TEST_CASE(
    "a new patient's status follows sender trust, VALI and INS, and only a qualified one has an INS [SR-04] [RIS.INS.55] [RIS.INS.22] [RIS.INS.24] "
    "[RIS.INS.25]") {
  for (const auto& c : combinations()) {
    CAPTURE(static_cast<int>(c.trust));
    CAPTURE(c.validated);
    CAPTURE(c.withIns);
    House house;
    const auto patient = house.patient(house.receive(feedOf(c)).id);
    CHECK(patient.status == expected(c));
    CHECK(patient.ins.has_value() == (expected(c) == IdentityStatus::qualified));
    const bool toVerify = c.trust == SenderTrust::other && c.withIns;
    CHECK(unverified(house, patient.id) == (toVerify ? "279035121518989" : ""));
    CHECK(house.events("patient.ins_to_verify", patient.id) == (toVerify ? 1 : 0));
    CHECK(house.events("patient.received", patient.id) == 1);
  }
}

TEST_CASE("the INS of an identity that is not qualified leaves by no outlet [RIS.INS.37] [SR-02]") {
  for (const auto& c : combinations()) {
    House house;
    const auto patient = house.patient(house.receive(feedOf(c)).id);
    CHECK(insForOutlet(patient, Environment::test).has_value() == (expected(c) == IdentityStatus::qualified));
    CHECK_FALSE(insForOutlet(patient, Environment::production).has_value());
  }
}

TEST_CASE("a believed sender changes status and INS of a known patient by the same table; a downgrade removes the INS [RIS.INS.55] [SR-04]") {
  for (const auto& c : combinations()) {
    if (c.trust == SenderTrust::other) continue;
    CAPTURE(c.validated);
    CAPTURE(c.withIns);
    House house;
    const auto before = house.receive(patTrois());
    REQUIRE(before.status == IdentityStatus::qualified);
    house.receive(feedOf(c));
    const auto after = house.patient(before.id);
    CHECK(after.status == expected(c));
    CHECK(after.ins.has_value() == (expected(c) == IdentityStatus::qualified));
    const bool changed = expected(c) != IdentityStatus::qualified;
    CHECK(house.events("patient.identity_changed", before.id) == (changed ? 1 : 0));
    CHECK(after.version == (changed ? 2 : 1));
  }
}

TEST_CASE("a sender that is not believed leaves a recovered, validated or qualified identity alone [SR-04]") {
  for (const auto status : {IdentityStatus::recovered, IdentityStatus::validated, IdentityStatus::qualified}) {
    CAPTURE(std::string(toText(status)));
    House house;
    const auto before = stored(house, status);
    auto feed = stranger();
    feed.patient.doubtful = feed.patient.fictitious = true;
    feed.patient.phone = "0102030405";
    house.receive(feed);
    const auto after = house.patient(before.id);
    CHECK(after.traits == before.traits);
    CHECK(after.status == before.status);
    CHECK(after.ins == before.ins);
    CHECK_FALSE(after.doubtful);
    CHECK_FALSE(after.fictitious);
    CHECK(after.phone == "0102030405");
    CHECK(house.events("patient.identity_changed", before.id) == 0);
  }
}

TEST_CASE("a sender that is not believed never takes a doubt away: the INS would leave again [SR-02] [SR-04]") {
  House house;
  auto before = stored(house, IdentityStatus::qualified);
  house.write([&](UnitOfWork& work) {
    before.doubtful = true;
    store::updatePatient(work, before);
  });
  house.receive(stranger());
  const auto after = house.patient(before.id);
  CHECK(after.doubtful);
  CHECK_FALSE(insForOutlet(after, Environment::test).has_value());
}

TEST_CASE("a provisional identity takes the traits of any sender, never the INS of one that is not believed [SR-04]") {
  House house;
  const auto before = stored(house, IdentityStatus::provisional);
  auto feed = stranger();
  feed.validated = true;
  feed.patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
  house.receive(feed);
  const auto after = house.patient(before.id);
  CHECK(after.traits == feed.patient.traits);
  CHECK(after.status == IdentityStatus::provisional);
  CHECK_FALSE(after.ins.has_value());
  CHECK(unverified(house, before.id) == "279035121518989");
}

TEST_CASE("an identity said to be doubtful or fictitious is never qualified, whoever sends it [SR-04]") {
  for (const bool doubtful : {true, false}) {
    House house;
    auto feed = patTrois();
    (doubtful ? feed.patient.doubtful : feed.patient.fictitious) = true;
    const auto patient = house.receive(feed);
    CHECK(patient.status == IdentityStatus::provisional);
    CHECK_FALSE(patient.ins.has_value());
  }
}

TEST_CASE("an empty trait leaves what is known, two quotes delete it [RIS.INS.55]") {
  House house;
  auto first = patTrois();
  first.patient.traits.usedName = "DUPONT";
  first.patient.phone = "0102030405";
  first.patient.address = {"1 Rue A", "75010", "PARIS", "FRA"};
  const auto id = house.receive(first).id;

  auto silent = patTrois();
  silent.patient.traits = {};
  silent.patient.traits.birthName = "PAT-TROIS";
  house.receive(silent);
  CHECK(house.patient(id).traits == first.patient.traits);
  CHECK(house.patient(id).address == first.patient.address);
  CHECK(house.patient(id).phone == "0102030405");

  auto deleting = patTrois();
  deleting.patient.traits.usedName = deleting.patient.phone = deleting.patient.traits.birthPlaceCode = "\"\"";
  deleting.patient.address = {"\"\"", "\"\"", "\"\"", "\"\""};
  house.receive(deleting);
  const auto after = house.patient(id);
  CHECK(after.traits.usedName.empty());
  CHECK(after.traits.birthPlaceCode.empty());
  CHECK(after.traits.birthDate == "1979-03-28");
  CHECK(after.phone.empty());
  CHECK(after.address == Address{});
}

TEST_CASE("two quotes in a new patient's traits are stored as nothing") {
  House house;
  auto feed = patTrois();
  feed.patient.traits.usedName = feed.patient.traits.birthPlaceCode = feed.patient.phone = feed.patient.address.city = "\"\"";
  const auto patient = house.patient(house.receive(feed).id);
  CHECK(patient.traits.usedName.empty());
  CHECK(patient.traits.birthPlaceCode.empty());
  CHECK(patient.phone.empty());
  CHECK(patient.address.city.empty());
}

TEST_CASE("the same message twice changes nothing and leaves one trace") {
  House house;
  const auto first = house.receive(patTrois());
  const auto traces = house.traces();
  const auto second = house.receive(patTrois());
  CHECK(second.id == first.id);
  CHECK(second.version == first.version);
  CHECK(house.traces() == traces);
}

TEST_CASE("an INS qualified for somebody else is refused, for a new patient and for a known one, and nothing is stored [SR-03]") {
  House house;
  house.receive(patTrois());
  const auto other = house.receive(nessi());
  const auto traces = house.traces();

  auto intruder = nessi();
  intruder.patient.localIds = {{"IPP0003", "CIM-TEST", ""}};
  intruder.patient.ins = patTrois().patient.ins;
  CHECK(refusalOf([&] { house.receive(intruder); }) == "patient.ins.collision");
  auto thief = nessi();
  thief.patient.ins = patTrois().patient.ins;
  CHECK(refusalOf([&] { house.receive(thief); }) == "patient.ins.collision");

  CHECK(house.traces() == traces);
  CHECK(house.patient(other.id).ins == nessi().patient.ins);
}

TEST_CASE("the same INS and the same strict traits under a new identifier is the same person [SR-03]") {
  House house;
  const auto first = house.receive(patTrois());
  auto again = patTrois();
  again.patient.localIds = {{"77", "CLINIQUE", ""}};
  const auto second = house.receive(again);
  CHECK(second.id == first.id);
  CHECK(house.patient(first.id).localIds.size() == 2);
  CHECK(house.patient(first.id).localIds.front().value == "IPP0001");
}

TEST_CASE("senders at the same moment cannot qualify two patients with one INS [SR-03]") {
  House house;
  std::atomic<int> stored{0};
  std::vector<std::thread> senders;
  for (int i = 0; i < 6; ++i) {
    senders.emplace_back([&, i] {
      auto feed = patTrois();
      feed.patient.localIds = {{"S" + std::to_string(i), "CIM-TEST", ""}};
      feed.patient.traits.birthDate = "1979-03-0" + std::to_string(i + 1);
      if (refusalOf([&] { house.receive(feed); }).empty()) ++stored;
    });
  }
  for (auto& sender : senders) sender.join();
  CHECK(stored == 1);
  CHECK(house.count("SELECT COUNT(*) FROM patient WHERE status = 'qualified'") == 1);
}

TEST_CASE("an INS of the other environment is refused [SR-07]") {
  House house;
  auto real = patTrois();
  REQUIRE(Ins::keyMatches("279035121518989"));
  real.patient.ins = Ins::parse("279035121518989", Ins::kNir);
  CHECK(refusalOf([&] { house.receive(real); }) == "patient.ins.environment");
  real.trust = SenderTrust::other;
  CHECK(refusalOf([&] { house.receive(real); }) == "patient.ins.environment");

  work::ClinicService production{Environment::production, {house.root, "CLA"}};
  const auto inProduction = [&](const PatientFeed& feed) {
    house.write([&](UnitOfWork& work) { return production.receivePatient(work, house.radiologist(), feed); });
  };
  CHECK(refusalOf([&] { inProduction(patTrois()); }) == "patient.ins.environment");
  CHECK(house.count("SELECT COUNT(*) FROM patient") == 0);
}

TEST_CASE("opposition to the DMP and death stay when a later message does not say them") {
  House house;
  auto feed = patTrois();
  feed.patient.dmpOpposition = feed.patient.deceased = true;
  const auto id = house.receive(feed).id;
  house.receive(patTrois());
  CHECK(house.patient(id).dmpOpposition);
  CHECK(house.patient(id).deceased);
}

TEST_CASE("a patient without identifier or birth name is refused; a validated INS alone identifies one") {
  House house;
  auto nobody = patTrois(false);
  nobody.patient.localIds.clear();
  CHECK(refusalOf([&] { house.receive(nobody); }) == "patient.identifier.missing");
  auto unbelieved = patTrois();
  unbelieved.patient.localIds.clear();
  unbelieved.trust = SenderTrust::other;
  CHECK(refusalOf([&] { house.receive(unbelieved); }) == "patient.identifier.missing");
  for (const char* name : {"", "\"\""}) {
    auto unnamed = patTrois();
    unnamed.patient.traits.birthName = name;
    CHECK(refusalOf([&] { house.receive(unnamed); }) == "patient.birth_name.missing");
  }
  CHECK(house.traces() == 0);
  auto byIns = patTrois();
  byIns.patient.localIds.clear();
  CHECK(house.receive(byIns).status == IdentityStatus::qualified);
}

TEST_CASE("an identifier repeated in one message is stored once") {
  House house;
  auto feed = patTrois();
  feed.patient.localIds.push_back(feed.patient.localIds.front());
  const auto id = house.receive(feed).id;
  CHECK(house.patient(id).localIds.size() == 1);
  house.receive(feed);
  CHECK(house.patient(id).localIds.size() == 1);
}

TEST_CASE("identifiers that belong to two patients are refused: no message joins two people [SR-05]") {
  House house;
  house.receive(patTrois());
  house.receive(nessi());
  auto both = patTrois();
  both.patient.localIds.push_back(nessi().patient.localIds.front());
  const auto traces = house.traces();
  CHECK(refusalOf([&] { house.receive(both); }) == "patient.identifier.ambiguous");
  CHECK(house.traces() == traces);
}

TEST_CASE("the first identifier of a patient known by INS alone is a change of what his documents carry [SR-01]") {
  House house;
  auto byIns = patTrois();
  byIns.patient.localIds.clear();
  const auto id = house.receive(byIns).id;
  house.receive(patTrois());
  CHECK(house.patient(id).localIds.size() == 1);
  CHECK(house.events("patient.identity_changed", id) == 1);
}

TEST_CASE("what intake writes to the trail names sender and status, never traits or INS") {
  House house;
  const auto id = house.receive(patTrois()).id;
  const auto row =
      house.read([&](Reader& reader) { return reader.first("SELECT action, detail FROM audit_entry WHERE object = $1", {"patient:" + id}); });
  REQUIRE(row.size() == 2);
  CHECK(row[0].text() == "patient.created");
  CHECK(row[1].text().find("GAM") != std::string::npos);
  CHECK(row[1].text().find("qualified") != std::string::npos);
  for (const char* secret : {"PAT-TROIS", "279035121518989", "1979"}) CHECK(row[1].text().find(secret) == std::string::npos);
}
