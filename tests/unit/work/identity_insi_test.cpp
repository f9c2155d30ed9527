// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_insi.h"

#include <doctest/doctest.h>

#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;
using Status = IdentityStatus;

namespace {

Patient take(IdentityHouse& house, const Patient& before, const InsiIdentity& found) {
  return house.act(
      [&](UnitOfWork& work) { return house.service.takeFromInsi(work, house.secretary(), before.id, before.version, found, "comparé"); });
}

/// Somebody whom a partner that is not believed sent with an INS.
Patient foreign(IdentityHouse& house, Status status = Status::provisional) {
  const auto patient = house.stored(status);
  house.write([&](UnitOfWork& work) { store::keepUnverifiedIns(work, patient.id, *patTrois().patient.ins); });
  return patient;
}

Patient answer(IdentityHouse& house, const Patient& patient, bool ok) {
  const InsiVerification verification{*patTrois().patient.ins, patient.traits, ok, "call-1"};
  return house.act([&](UnitOfWork& work) { return house.service.verifiedForeign(work, house.secretary(), patient.id, verification); });
}

std::optional<Ins> apart(IdentityHouse& house, const std::string& id) {
  return house.read([&](Reader& reader) { return house.service.unverifiedIns(reader, id); });
}

}  // namespace

TEST_CASE("INSi's answer fills the traits: recovered without a checked document, qualified with one [RIS.INS.13] [RIS.INS.23] [RIS.INS.25]") {
  const std::vector<std::pair<Status, Status>> table{{Status::provisional, Status::recovered},
                                                     {Status::recovered, Status::recovered},
                                                     {Status::validated, Status::qualified},
                                                     {Status::qualified, Status::qualified}};
  for (const auto& [before, after] : table) {
    CAPTURE(std::string(toText(before)));
    IdentityHouse house;
    auto local = patTrois();
    local.patient.traits = {"Pat Trois", "Dominique", "", "Dupont", "Domi", "1979-03-28", Sex::female, ""};
    const auto patient = house.stored(before, local);
    const auto taken = take(house, patient, foundByInsi());
    CHECK(taken.status == after);
    CHECK(taken.ins == patTrois().patient.ins);
    CHECK(taken.traits.birthName == "PAT-TROIS");
    CHECK(taken.traits.birthNames == "DOMINIQUE MARIE-LOUISE");
    CHECK(taken.traits.birthPlaceCode == "51215");
    CHECK(taken.traits.usedName == "Dupont");
    CHECK(taken.traits.usedFirstName == "Domi");
    CHECK(house.happened(taken.insiCheckedAt));
  }
}

TEST_CASE("a document checked against other traits does not qualify what INSi found [RIS.INS.25]") {
  const std::vector<std::function<void(Traits&)>> others{[](Traits& t) { t.birthName = "AUTRE"; }, [](Traits& t) { t.birthDate = "1979-03-27"; },
                                                         [](Traits& t) { t.sex = Sex::male; }, [](Traits& t) { t.birthPlaceCode = "75056"; },
                                                         [](Traits& t) { t.firstBirthName = "MARIE"; }};
  for (const auto& change : others) {
    for (const auto status : {Status::validated, Status::qualified}) {
      IdentityHouse house;
      auto local = patTrois();
      change(local.patient.traits);
      CHECK(take(house, house.stored(status, local), foundByInsi()).status == Status::recovered);
    }
  }
}

TEST_CASE("an identity of INSi with 00 in its birth date is refused [RIS.INS.15]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::validated);
  for (const char* date : {"1979-00-28", "1979-03-00", "1979-00-00", "", "1979-02-30"}) {
    auto found = foundByInsi();
    found.traits.birthDate = date;
    CHECK(refusalOf([&] { take(house, patient, found); }) == "identity.insi.zero_date");
  }
  CHECK(house.patient(patient.id).version == patient.version);
}

TEST_CASE("an identity of INSi without birth name, first names or sex is refused [RIS.INS.16]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::validated);
  const std::vector<std::function<void(Traits&)>> empty{[](Traits& t) { t.birthName.clear(); }, [](Traits& t) { t.birthNames.clear(); },
                                                        [](Traits& t) { t.sex = Sex::unknown; }};
  for (const auto& change : empty) {
    auto found = foundByInsi();
    change(found.traits);
    CHECK(refusalOf([&] { take(house, patient, found); }) == "identity.insi.empty_trait");
  }
  CHECK(house.patient(patient.id).version == patient.version);
}

TEST_CASE("an INS of the other environment is not taken from INSi either [SR-07]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::validated);
  auto found = foundByInsi();
  found.ins = Ins::parse("279035121518989", Ins::kNir);
  CHECK(refusalOf([&] { take(house, patient, found); }) == "patient.ins.environment");
}

TEST_CASE("a doubtful or fictitious identity takes nothing from INSi [RIS.INS.28]") {
  for (const bool doubtful : {true, false}) {
    IdentityHouse house;
    const auto patient = house.stored(IdentityState{Status::provisional, doubtful, !doubtful, false, false});
    CHECK(refusalOf([&] { take(house, patient, foundByInsi()); }) == "identity.attribute");
    CHECK_FALSE(house.patient(patient.id).ins.has_value());
  }
}

TEST_CASE("a first name that does not begin INSi's list is kept and waits for a person; hyphens and apostrophes do not matter [RIS.INS.14]") {
  IdentityHouse house;
  auto local = patTrois();
  local.patient.traits.firstBirthName = "MARIE";
  const auto patient = house.stored(Status::provisional, local);
  auto found = foundByInsi();
  found.traits.firstBirthName.clear();
  const auto taken = take(house, patient, found);
  CHECK(taken.traits.firstBirthName == "MARIE");
  REQUIRE(house.tasks("first_name", patient.id).size() == 1);
  found.traits.firstBirthName = "DOMINIQUE MARIE";
  take(house, taken, found);
  CHECK(house.tasks("first_name", patient.id).empty());
  CHECK(house.tasks("first_name", patient.id, true).size() == 1);
}

TEST_CASE(
    "the number of another qualified patient is refused; the collision stays on the worklist although nothing else was stored [SR-03] [SR-08]") {
  IdentityHouse house;
  const auto holder = house.stored(Status::qualified);
  const auto other = house.stored(Status::validated, nessi());
  auto found = foundByInsi();
  found.traits = nessi().patient.traits;
  for (int times = 0; times < 2; ++times) CHECK(refusalOf([&] { take(house, other, found); }) == "patient.ins.collision");
  CHECK(house.patient(other.id).version == 1);
  const auto tasks = house.tasks("collision");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == other.id);
  CHECK(tasks[0].otherId == holder.id);
  CHECK(house.history(other.id).empty());
}

TEST_CASE("a number that is only recovered for both stands in nobody's way, and qualifying the second is a collision [SR-03]") {
  IdentityHouse house;
  const auto first = house.stored(Status::recovered);
  const auto second = take(house, house.stored(Status::provisional, nessi()), foundByInsi());
  CHECK(second.status == Status::recovered);
  const auto prove = [&](const Patient& p) {
    return house.act([&](UnitOfWork& w) { return house.service.prove(w, house.secretary(), p.id, p.version, {"CN", "", ""}); });
  };
  CHECK(prove(first).status == Status::qualified);
  CHECK(refusalOf([&] { prove(second); }) == "patient.ins.collision");
  CHECK(house.tasks("collision", second.id).size() == 1);
}

TEST_CASE("former numbers that INSi names are kept as it said them, the present one among them or not") {
  IdentityHouse house;
  auto found = foundByInsi();
  found.history = {{"2790351215189", "1.2.250.1.213.1.4.10", "2019-03-01", "2019-02-28"}, {found.ins.matricule(), found.ins.oid(), "", ""}};
  const auto patient = house.stored(Status::provisional);
  const auto once = take(house, patient, found);
  take(house, once, found);
  const auto former = house.read([&](Reader& reader) { return house.service.formerIns(reader, patient.id); });
  REQUIRE(former.size() == 2);
  CHECK(former[0].matricule.size() == 13);
  CHECK(former[0].validFrom == "2019-03-01");
}

TEST_CASE("a verification OK notes the date; KO lowers one level, takes the INS and opens a task [RIS.INS.43] [SR-08]") {
  const std::vector<std::pair<Status, Status>> table{{Status::recovered, Status::provisional}, {Status::qualified, Status::validated}};
  for (const auto& [before, after] : table) {
    IdentityHouse house;
    const auto patient = house.stored(before);
    const auto verify = [&](bool ok) {
      return house.act([&](UnitOfWork& w) {
        return house.service.verified(w, house.secretary(), patient.id, {*patient.ins, patient.traits, ok, "call-9"});
      });
    };
    const auto good = verify(true);
    CHECK(good.status == before);
    CHECK(good.version == patient.version);
    CHECK(house.happened(good.insiCheckedAt));
    const auto bad = verify(false);
    CHECK(bad.status == after);
    CHECK_FALSE(bad.ins.has_value());
    const auto tasks = house.tasks("insi_ko", patient.id);
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].detail.find("call-9") != std::string::npos);
    // The answer comes a second time: there is no number any more that it could be about.
    const auto again = verify(false);
    CHECK(again.status == after);
    CHECK(again.version == bad.version);
  }
}

TEST_CASE("an answer about a number or traits that changed meanwhile changes nothing [RIS.INS.43]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::qualified);
  auto elder = patient.traits;
  elder.birthDate = "1979-03-27";
  for (const auto& stale : {InsiVerification{*nessi().patient.ins, patient.traits, false, "c"}, InsiVerification{*patient.ins, elder, false, "c"}}) {
    const auto after = house.act([&](UnitOfWork& w) { return house.service.verified(w, house.secretary(), patient.id, stale); });
    CHECK(after.status == Status::qualified);
    CHECK(after.ins == patient.ins);
    CHECK(after.insiCheckedAt.empty());
  }
  CHECK(house.tasks("insi_ko").empty());
  CHECK(house.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'patient.insi.verified' AND outcome = 'stale'") == 2);
}

TEST_CASE("KO for a partner's INS integrates nothing, known patient or new, and tells a person [RIS.INS.44] [RIS.INS.45] [RIS.INS.47]") {
  for (const auto status : {Status::provisional, Status::validated}) {
    IdentityHouse house(true);
    const auto patient = foreign(house, status);
    const auto after = answer(house, patient, false);
    CHECK(after.status == status);
    CHECK_FALSE(after.ins.has_value());
    CHECK(after.version == patient.version);
    CHECK_FALSE(apart(house, patient.id).has_value());
    CHECK(house.tasks("insi_ko", patient.id).size() == 1);
  }
}

TEST_CASE(
    "OK for a partner's INS is offered to a person, unless the instance wants it taken; then it is recovered, to be qualified here [RIS.INS.21] "
    "[RIS.INS.38]") {
  {
    IdentityHouse house;
    const auto patient = foreign(house);
    const auto after = answer(house, patient, true);
    CHECK(after.status == Status::provisional);
    CHECK_FALSE(after.ins.has_value());
    CHECK(apart(house, patient.id) == patTrois().patient.ins);
    CHECK(house.tasks("ins_verified", patient.id).size() == 1);
    take(house, after, foundByInsi());
    CHECK_FALSE(apart(house, patient.id).has_value());
    CHECK(house.tasks("ins_verified", patient.id).empty());
  }
  IdentityHouse house(true);
  const auto patient = foreign(house);
  const auto after = answer(house, patient, true);
  CHECK(after.status == Status::recovered);
  CHECK(after.ins == patTrois().patient.ins);
  CHECK_FALSE(apart(house, patient.id).has_value());
  CHECK_FALSE(insForOutlet(after, Environment::test).has_value());
}

TEST_CASE("a marked identity is never completed without a person, nor is an answer about other traits [RIS.INS.21] [RIS.INS.28]") {
  IdentityHouse house(true);
  const auto doubtful = house.stored(IdentityState{Status::provisional, true, false, false, false});
  house.write([&](UnitOfWork& work) { store::keepUnverifiedIns(work, doubtful.id, *patTrois().patient.ins); });
  CHECK_FALSE(answer(house, doubtful, true).ins.has_value());
  auto elder = doubtful;
  elder.traits.birthDate = "1950-01-01";
  answer(house, elder, true);
  CHECK(house.count("SELECT COUNT(*) FROM audit_entry WHERE outcome = 'stale'") == 1);
}
