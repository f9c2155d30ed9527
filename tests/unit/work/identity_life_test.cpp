// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_life.h"

#include <doctest/doctest.h>

#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;
using Status = IdentityStatus;

namespace {

NewIdentity newcomer() {
  NewIdentity identity;
  identity.patient.traits = {"PAT-TROIS", "DOMINIQUE", "", "", "", "1979-03-28", Sex::female, "51215"};
  return identity;
}

Patient create(IdentityHouse& house, const NewIdentity& identity) {
  return house.act([&](UnitOfWork& work) { return house.service.create(work, house.secretary(), identity); });
}

Patient retrait(IdentityHouse& house, const Patient& before, const Traits& traits, const Caller& caller, const char* reason = "pièce d'identité") {
  return house.act([&](UnitOfWork& work) { return house.service.changeTraits(work, caller, before.id, before.version, traits, false, reason); });
}

Patient mark(IdentityHouse& house, const Patient& before, IdentityAttribute attribute, bool set) {
  return house.act(
      [&](UnitOfWork& work) { return house.service.mark(work, house.officer(), before.id, before.version, attribute, set, "doute au guichet"); });
}

}  // namespace

TEST_CASE("a new identity needs five traits and no other field, and begins provisional whatever it claims [RIS.INS.11] [RIS.INS.12] [RIS.INS.22]") {
  IdentityHouse house;
  auto claiming = newcomer();
  claiming.patient.status = Status::qualified;
  claiming.patient.ins = patTrois().patient.ins;
  const auto patient = create(house, claiming);
  CHECK(patient.status == Status::provisional);
  CHECK_FALSE(patient.ins.has_value());
  CHECK(house.events("patient.received", patient.id) == 1);

  const std::vector<std::pair<std::string, std::function<void(NewIdentity&)>>> missing{
      {"patient.birth_name.missing", [](NewIdentity& i) { i.patient.traits.birthName.clear(); }},
      {"patient.first_birth_name.missing", [](NewIdentity& i) { i.patient.traits.firstBirthName.clear(); }},
      {"patient.birth_date.missing", [](NewIdentity& i) { i.patient.traits.birthDate.clear(); }},
      {"patient.sex.missing", [](NewIdentity& i) { i.patient.traits.sex = Sex::unknown; }},
      {"patient.birth_place.missing", [](NewIdentity& i) { i.patient.traits.birthPlaceCode.clear(); }}};
  const auto traces = house.traces();
  for (const auto& [code, without] : missing) {
    auto identity = newcomer();
    identity.searched = true;
    without(identity);
    CHECK(refusalOf([&] { create(house, identity); }) == code);
  }
  CHECK(house.traces() == traces);
}

TEST_CASE("a sex stated as indeterminate is stated; somebody who cannot say who he is needs a birth name alone [RIS.INS.11]") {
  IdentityHouse house;
  auto indeterminate = newcomer();
  indeterminate.patient.traits.sex = Sex::unknown;
  indeterminate.sexIndeterminate = true;
  CHECK(create(house, indeterminate).traits.sex == Sex::unknown);
  for (const bool fictitious : {true, false}) {
    NewIdentity unknown;
    unknown.patient.traits.birthName = "INCONNU";
    (fictitious ? unknown.patient.fictitious : unknown.patient.doubtful) = true;
    const auto patient = create(house, unknown);
    CHECK(patient.markedHere);
    CHECK(patient.fictitious == fictitious);
    CHECK(house.tasks("doubtful", patient.id).size() == (fictitious ? 0 : 1));
  }
}

TEST_CASE("names typed by a person are kept in capitals without accents; hyphen, apostrophe and space stay [RIS.INS.01]") {
  IdentityHouse house;
  auto typed = newcomer();
  typed.patient.traits.birthName = "  d\u2019Æïon--Léger  de ";
  typed.patient.traits.firstBirthName = "Anne-Éloïse";
  typed.patient.traits.usedName = "Dupré";
  const auto traits = create(house, typed).traits;
  CHECK(traits.birthName == "D'AEION--LEGER DE");
  CHECK(traits.firstBirthName == "ANNE-ELOISE");
  CHECK(traits.usedName == "Dupré");
}

TEST_CASE("somebody with the same birth date and first letters is shown before a second file is made [RIS.INS.11]") {
  IdentityHouse house;
  const auto first = create(house, newcomer());
  CHECK(refusalOf([&] { create(house, newcomer()); }) == "identity.candidates");
  auto seen = newcomer();
  seen.searched = true;
  CHECK(create(house, seen).id != first.id);
  auto otherDay = newcomer();
  otherDay.patient.traits.birthDate = "1979-03-29";
  CHECK(create(house, otherDay).id != first.id);
}

TEST_CASE(
    "a strict trait of a locked identity changes under identity.unlock alone, lowers it one level and takes the INS [RIS.INS.29] [RIS.INS.32] "
    "[RIS.INS.33]") {
  const std::vector<std::tuple<Status, Status, bool>> table{{Status::provisional, Status::provisional, false},
                                                            {Status::recovered, Status::provisional, true},
                                                            {Status::validated, Status::provisional, false},
                                                            {Status::qualified, Status::validated, true}};
  for (const auto& [before, after, needsUnlock] : table) {
    CAPTURE(std::string(toText(before)));
    IdentityHouse house;
    const auto patient = house.stored(before);
    auto traits = patient.traits;
    traits.birthDate = "1979-03-27";
    CHECK(refusalOf([&] { retrait(house, patient, traits, house.secretary(), ""); }) ==
          (needsUnlock ? "identity.locked" : "identity.reason.missing"));
    CHECK(house.patient(patient.id).traits == patient.traits);
    const auto changed = retrait(house, patient, traits, house.officer());
    CHECK(changed.status == after);
    CHECK_FALSE(changed.ins.has_value());
    CHECK(changed.traits.birthDate == "1979-03-27");
    CHECK(changed.version == patient.version + 1);
  }
}

TEST_CASE("each strict trait is locked, and each used name stays editable without any right or reason [RIS.INS.29] [RIS.INS.31]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::qualified);
  const std::vector<std::function<void(Traits&)>> strict{
      [](Traits& t) { t.birthName = "AUTRE"; },      [](Traits& t) { t.firstBirthName = "MARIE"; }, [](Traits& t) { t.birthNames = "DOMINIQUE"; },
      [](Traits& t) { t.birthDate = "1979-03-27"; }, [](Traits& t) { t.sex = Sex::male; },          [](Traits& t) { t.birthPlaceCode = "75056"; }};
  for (const auto& change : strict) {
    auto traits = patient.traits;
    change(traits);
    CHECK(refusalOf([&] { retrait(house, patient, traits, house.secretary()); }) == "identity.locked");
  }
  auto used = patient.traits;
  used.usedName = "Dupont";
  used.usedFirstName = "Domi";
  const auto changed = retrait(house, patient, used, house.secretary(), "");
  CHECK(changed.status == Status::qualified);
  CHECK(changed.ins == patient.ins);
  CHECK(changed.traits.usedName == "Dupont");
}

TEST_CASE("who sends back what a partner spelled with accents changes nothing [RIS.INS.29]") {
  IdentityHouse house;
  auto feed = patTrois();
  feed.patient.traits.birthName = "Léger";
  const auto patient = house.stored(Status::qualified, feed);
  CHECK(retrait(house, patient, patient.traits, house.secretary(), "").version == patient.version);
  auto plain = patient.traits;
  plain.birthName = "LEGER";
  CHECK(retrait(house, patient, plain, house.secretary(), "").traits.birthName == "Léger");
}

TEST_CASE("a known strict trait is corrected, never emptied [RIS.INS.11]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::provisional);
  for (const auto member : {&Traits::birthName, &Traits::firstBirthName, &Traits::birthDate, &Traits::birthPlaceCode}) {
    auto traits = patient.traits;
    (traits.*member).clear();
    CHECK(refusalOf([&] { retrait(house, patient, traits, house.secretary()); }).ends_with(".missing"));
  }
}

TEST_CASE("doubtful and fictitious bring any status back to provisional, without INS, until a person clears the mark [RIS.INS.27]") {
  for (const auto status : {Status::provisional, Status::recovered, Status::validated, Status::qualified}) {
    for (const auto attribute : {IdentityAttribute::doubtful, IdentityAttribute::fictitious}) {
      IdentityHouse house;
      const auto patient = house.stored(status);
      const auto marked = mark(house, patient, attribute, true);
      CHECK(marked.status == Status::provisional);
      CHECK_FALSE(marked.ins.has_value());
      CHECK(marked.markedHere);
      CHECK(house.tasks("doubtful", patient.id).size() == (attribute == IdentityAttribute::doubtful ? 1 : 0));
      const auto cleared = mark(house, marked, attribute, false);
      CHECK_FALSE(cleared.markedHere);
      CHECK(cleared.status == Status::provisional);
      CHECK_FALSE(insForOutlet(cleared, Environment::test).has_value());
      CHECK(house.tasks("doubtful", patient.id).empty());
    }
  }
}

TEST_CASE("homonym goes with every status and keeps the INS; a mark set twice leaves one trace; a mark needs a reason") {
  IdentityHouse house;
  const auto patient = house.stored(Status::qualified);
  const auto marked = mark(house, patient, IdentityAttribute::homonym, true);
  CHECK(marked.ins == patient.ins);
  CHECK_FALSE(marked.markedHere);
  const auto traces = house.traces();
  CHECK(mark(house, marked, IdentityAttribute::homonym, true).version == marked.version);
  CHECK(house.traces() == traces);
  CHECK(refusalOf([&] {
          house.act([&](UnitOfWork& work) {
            return house.service.mark(work, house.officer(), marked.id, marked.version, IdentityAttribute::doubtful, true, " ");
          });
        }) == "identity.reason.missing");
}

TEST_CASE("a downgrade by hand takes one level and the INS, says so in history and event [RIS.INS.35] [RIS.INS.36] [RIS.INS.26]") {
  const std::vector<std::pair<Status, Status>> table{
      {Status::recovered, Status::provisional}, {Status::validated, Status::provisional}, {Status::qualified, Status::validated}};
  for (const auto& [before, after] : table) {
    IdentityHouse house;
    const auto patient = house.stored(before);
    const auto lowered = house.act([&](UnitOfWork& work) { return house.service.downgrade(work, house.officer(), patient.id, 1, "erreur d'INS"); });
    CHECK(lowered.status == after);
    CHECK_FALSE(lowered.ins.has_value());
    const auto history = house.history(patient.id);
    REQUIRE(history.size() == 1);
    CHECK(history[0].statusBefore == toText(before));
    CHECK(history[0].statusAfter == toText(after));
    CHECK(history[0].actor == "account:identity_officer");
    CHECK(house.happened(history[0].at));
    CHECK(history[0].reason == "erreur d'INS");
    CHECK(history[0].command == "downgrade");
    const auto event = house.lastEvent("patient.identity_changed", patient.id);
    CHECK(event["ins"] == (patient.ins ? "removed" : ""));
    CHECK(event["history"] == history[0].id);
    CHECK(event["traits"] == false);
    CHECK(event["origin"] == "account:identity_officer");
  }
  IdentityHouse house;
  const auto lowest = house.stored(Status::provisional);
  CHECK(refusalOf([&] { house.act([&](UnitOfWork& work) { return house.service.downgrade(work, house.officer(), lowest.id, 1, "x"); }); }) ==
        "identity.lowest");
}

TEST_CASE("history keeps old and new of every trait, who, when and why; trail and event carry no trait [RIS.INS.17] [RIS.INS.26] [RIS.INS.34]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::qualified);
  auto traits = patient.traits;
  traits.birthName = "PAT-QUATRE";
  retrait(house, patient, traits, house.officer(), "mariage annulé");
  const auto history = house.history(patient.id);
  REQUIRE(history.size() == 1);
  CHECK(nlohmann::json::parse(history[0].changes) == nlohmann::json{{"birthName", {"PAT-TROIS", "PAT-QUATRE"}}});
  CHECK(history[0].insMatriculeBefore == "279035121518989");
  CHECK(history[0].insOidBefore == Ins::kNirTest);
  CHECK(history[0].insMatriculeAfter.empty());
  const auto event = house.lastEvent("patient.identity_changed", patient.id);
  CHECK(event["ins"] == "removed");
  CHECK(event["traits"] == true);
  const auto trail =
      house.read([&](Reader& reader) { return reader.first("SELECT action, detail FROM audit_entry WHERE object = $1", {"patient:" + patient.id}); });
  REQUIRE(trail.size() == 2);
  CHECK(trail[0].text() == "patient.changed");
  for (const char* secret : {"PAT-", "279035121518989", "mariage"}) {
    CHECK(trail[1].text().find(secret) == std::string::npos);
    CHECK(event.dump().find(secret) == std::string::npos);
  }
}

TEST_CASE("a number that is taken away stays findable and lists what was sent under it, whatever took it [SR-06]") {
  using Command = std::function<Patient(IdentityHouse&, UnitOfWork&, const Patient&)>;
  const std::vector<std::pair<const char*, Command>> commands{
      {"downgrade", [](IdentityHouse& h, UnitOfWork& w, const Patient& p) { return h.service.downgrade(w, h.officer(), p.id, p.version, "x"); }},
      {"mark", [](IdentityHouse& h, UnitOfWork& w,
                  const Patient& p) { return h.service.mark(w, h.officer(), p.id, p.version, IdentityAttribute::doubtful, true, "x"); }},
      {"a47", [](IdentityHouse& h, UnitOfWork& w, const Patient& p) { return h.service.removeIns(w, h.officer(), p.id, "A47"); }},
      {"strict trait",
       [](IdentityHouse& h, UnitOfWork& w, const Patient& p) {
         auto traits = p.traits;
         traits.birthDate = "1979-03-27";
         return h.service.changeTraits(w, h.officer(), p.id, p.version, traits, false, "x");
       }},
      {"ko",
       [](IdentityHouse& h, UnitOfWork& w, const Patient& p) {
         return h.service.verified(w, h.officer(), p.id, {*p.ins, p.traits, false, "c"});
       }},
      {"other number", [](IdentityHouse& h, UnitOfWork& w, const Patient& p) {
         auto found = foundByInsi();
         found.ins = *nessi().patient.ins;
         return h.service.takeFromInsi(w, h.officer(), p.id, p.version, found, "x");
       }}};
  for (const auto& [name, command] : commands) {
    CAPTURE(std::string(name));
    for (const char* state : {"accepted", "undecided", "sending", "queued"}) {
      CAPTURE(std::string(state));
      IdentityHouse house;
      const auto patient = house.receive(patTrois());
      const auto document = house.documentSent(patient, state);
      house.act([&](UnitOfWork& work) { return command(house, work, patient); });
      const auto former = house.read([&](Reader& reader) { return house.service.formerIns(reader, patient.id); });
      REQUIRE(former.size() == 1);
      CHECK(former[0].matricule == "279035121518989");
      CHECK(former[0].oid == Ins::kNirTest);
      const auto tasks = house.tasks("documents_sent", patient.id);
      REQUIRE(tasks.size() == (std::string(state) == "queued" ? 0 : 1));
      if (tasks.empty()) continue;
      CHECK(nlohmann::json::parse(tasks[0].detail)["documents"] == nlohmann::json::array({document}));
      CHECK(tasks[0].detail.find("279035121518989") == std::string::npos);
    }
  }
}

TEST_CASE("a change of what somebody else changed meanwhile, of nobody, or of a merged identity is refused") {
  IdentityHouse house;
  auto patient = house.stored(Status::qualified);
  const auto lower = [&](const std::string& id, std::int64_t version) {
    return refusalOf([&] { house.act([&](UnitOfWork& work) { return house.service.downgrade(work, house.officer(), id, version, "x"); }); });
  };
  CHECK(lower(patient.id, 7) == "patient.version");
  CHECK(lower("nobody", 1) == "patient.unknown");
  const auto survivor = house.stored(Status::provisional, nessi());
  house.write([&](UnitOfWork& work) {
    patient.mergedInto = survivor.id;
    store::updatePatient(work, patient);
  });
  CHECK(lower(patient.id, 2) == "identity.merged");
}
