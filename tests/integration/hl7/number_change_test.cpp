// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A47 in its three forms and A44, on the real use cases and database.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_pair.h"

using namespace clairis;
using namespace clairis::hl7;
using namespace clairis::test;

namespace {

struct Qualified {
  House house;
  Qualified() { REQUIRE(house.send(aPatient("IPP0001", true).text()) == "AA"); }
  Patient now() { return house.patient("IPP0001"); }
  std::vector<std::string> former() {
    std::vector<std::string> numbers;
    const auto id = now().id;
    for (const auto& old : house.store->reading([&](Reader& reader) { return house.identities.formerIns(reader, id); }))
      numbers.push_back(old.matricule);
    return numbers;
  }
};

/// PID of IPP0001 with this instead of the INS.
SampleMessage with(const std::string& ins, const std::string& status) {
  auto sample = aPatient("IPP0001", true);
  sample.pid3 = ipp("IPP0001") + "~" + ins;
  sample.pid32 = status;
  return sample;
}

bool has(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

}  // namespace

TEST_CASE("A47 with a new number: it takes the place of the old one, which stays findable and leaves no more [RIS.INS.55]") {
  Qualified q;
  const auto id = q.now().id;
  const auto answer = q.house.answer(a47("N1", with(kNessiIns, "VALI"), kPatIns).text());
  CHECK(codeOf(answer) == "AA");
  CHECK(q.now().id == id);
  CHECK(q.now().status == IdentityStatus::qualified);
  CHECK(q.now().ins->matricule() == "277076322082910");
  CHECK(has(q.former(), "279035121518989"));
  const auto history =
      q.house.row("SELECT ins_matricule_before, ins_matricule_after, actor FROM patient_history WHERE patient_id = $1 ORDER BY id DESC", {id});
  CHECK(history.at(0).text() == "279035121518989");
  CHECK(history.at(1).text() == "277076322082910");
  CHECK(history.at(2).text() == "hl7:GAM/CIM-TEST");
  CHECK(q.house.row("SELECT COUNT(*) FROM event WHERE name = 'patient.identity_changed' AND subject = $1", {id}).at(0).integer() == 1);
}

TEST_CASE("A47 that deletes the number takes every INS away; the status is what PID-32 says [RIS.INS.55] [SR-02]") {
  for (const auto& [said, left] : {std::pair{"VALI", IdentityStatus::validated}, std::pair{"PROV", IdentityStatus::provisional}}) {
    CAPTURE(std::string(said));
    Qualified q;
    CHECK(q.house.send(a47("N1", with(kNoIns, said), kPatIns).text()) == "AA");
    CHECK(q.now().status == left);
    CHECK_FALSE(q.now().ins.has_value());
    CHECK(has(q.former(), "279035121518989"));
    CHECK_FALSE(insForOutlet(q.now(), Environment::test).has_value());
  }
}

TEST_CASE("A47 that deletes a number which a sender who is not believed gave: it waits for INSi no more, and nothing else is lost [SR-04]") {
  House house;
  auto sample = aPatient("IPP0001", true);
  sample.application = "STRANGER";
  REQUIRE(house.send(sample.text()) == "AA");
  const auto id = house.patient("IPP0001").id;
  const auto apart = [&] { return house.store->reading([&](Reader& reader) { return house.identities.unverifiedIns(reader, id); }); };
  REQUIRE(apart().has_value());
  auto removal = a47("N1", with(kNoIns, "PROV"), kPatIns);
  removal.application = "STRANGER";
  CHECK(house.send(removal.text()) == "AA");
  CHECK_FALSE(apart().has_value());

  Qualified q;
  removal.controlId = "N2";
  CHECK(q.house.send(removal.text()) == "AA");
  CHECK(q.now().status == IdentityStatus::qualified);
  CHECK(q.now().ins.has_value());
}

TEST_CASE("A47 that only lowers: VALI becomes PROV, the INS goes [RIS.INS.55]") {
  Qualified q;
  auto lowered = aPatient("IPP0001");
  CHECK(q.house.send(a47("N1", lowered, kPatIns).text()) == "AA");
  CHECK(q.now().status == IdentityStatus::provisional);
  CHECK_FALSE(q.now().ins.has_value());
}

TEST_CASE("A47 finds its patient by number, by MRG-1, or by the INS of a believed sender; who is unknown is acknowledged and nothing made") {
  Qualified q;
  auto byOld = a47("N1", aPatient("IPP0099", true), ipp("IPP0001"));
  byOld.pid3 = ipp("IPP0099") + "~" + kNessiIns;
  CHECK(q.house.send(byOld.text()) == "AA");
  CHECK(q.house.patient("IPP0099").id == q.now().id);
  CHECK(q.now().ins->matricule() == "277076322082910");
  auto byIns = a47("N2", aPatient("IPP0098", true), kNessiIns);
  CHECK(q.house.send(byIns.text()) == "AA");
  CHECK(q.house.patient("IPP0098").id == q.now().id);
  CHECK(q.now().ins->matricule() == "279035121518989");
  CHECK(q.house.count("patient") == 1);

  House empty;
  const auto answer = empty.answer(a47("N3", aPatient("IPP0001", true), kNessiIns).text());
  CHECK(codeOf(answer) == "AA");
  CHECK(answer.find("nothing was changed") != std::string::npos);
  CHECK(empty.count("patient") == 0);
  CHECK(empty.row("SELECT COUNT(*) FROM audit_entry WHERE action = 'hl7.number_change.unknown'").at(0).integer() == 1);
}

TEST_CASE("A47 between two patients would be a merge: AE, nothing done; one number for two qualified patients is a collision [SR-03]") {
  Qualified q;
  REQUIRE(q.house.send(anotherPatient("IPP0002", true).text()) == "AA");
  const auto two = q.house.answer(a47("N1", aPatient("IPP0001", true), ipp("IPP0002")).text());
  CHECK(codeOf(two) == "AE");
  CHECK(two.find("patient.identifier.ambiguous") != std::string::npos);
  const auto collision = q.house.answer(a47("N2", with(kNessiIns, "VALI"), kPatIns).text());
  CHECK(codeOf(collision) == "AE");
  CHECK(collision.find("patient.ins.collision") != std::string::npos);
  CHECK(q.now().ins->matricule() == "279035121518989");
  CHECK(q.house.tasks("collision").size() == 1);
}

TEST_CASE("an A47 is acknowledged to its sender under its control id, trigger and set; a refusal names place, condition and reason [RIS.INS.57]") {
  Qualified q;
  const auto line = [](const std::string& answer, const std::string& segment) {
    const auto at = answer.find("\r" + segment + "|");
    return at == std::string::npos ? std::string() : answer.substr(at + 1, answer.find('\r', at + 1) - at - 1);
  };
  auto message = a47("N-47 1", with(kNoIns, "VALI"), kPatIns);
  message.characterSet = "8859/15";
  const auto accepted = q.house.answer(message.text());
  CHECK(line(accepted, "MSA") == "MSA|AA|N-47 1");
  CHECK(accepted.find("MSH|^~\\&|CLAIRIS|CLAIRIS|GAM|CIM-TEST|") == 0);
  CHECK(accepted.find("||ACK^A47^ACK|") != std::string::npos);
  CHECK(accepted.find("|T|2.5^FRA^2.11|||||FRA|8859/15\r") != std::string::npos);
  CHECK(accepted.find("ERR|") == std::string::npos);
  const auto refused = q.house.answer(a47("N2", with(kNoIns, "VALI"), "").text());
  CAPTURE(refused);
  CHECK(line(refused, "MSA") == "MSA|AE|N2");
  CHECK(line(refused, "ERR").starts_with("ERR||MRG^1^1|101^Required field missing^messageErrorCondition|E|"));
  const auto unknown = q.house.answer(a47("N3", aPatient("IPP0077"), ipp("IPP0078")).text());
  CAPTURE(unknown);
  CHECK(line(unknown, "ERR").starts_with("ERR|||0^Message accepted^messageErrorCondition|I|||"));
}

TEST_CASE("A44 moves no exam by itself: AA where the patient of MRG-1 has none, else AE and a task for a person [SR-05]") {
  Qualified q;
  REQUIRE(q.house.send(anotherPatient("IPP0002").text()) == "AA");
  const auto move = [&](const std::string& id, const std::string& former) {
    return q.house.answer(pairMessage("ADT^A44^ADT_A43", id, aPatient("IPP0001", true), former).text());
  };
  CHECK(codeOf(move("A1", ipp("IPP0002"))) == "AA");
  CHECK(codeOf(move("A2", ipp("NEVER-SEEN"))) == "AA");
  SampleOrder order;
  static_cast<SampleMessage&>(order) = anotherPatient("IPP0002");
  order.type = "ORM^O01^ORM_O01";
  order.controlId = "O1";
  REQUIRE(q.house.send(order.text()) == "AA");
  const auto refused = move("A3", ipp("IPP0002"));
  CHECK(codeOf(refused) == "AE");
  CHECK(refused.find("hl7.account_move.orders") != std::string::npos);
  CHECK(q.house.row("SELECT patient_id FROM imaging_order").at(0).text() == q.house.patient("IPP0002").id);
  const auto tasks = q.house.tasks("partner_refused");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == q.now().id);
  CHECK(tasks[0].otherId == q.house.patient("IPP0002").id);
}

TEST_CASE(
    "an INS in MRG-1 of an A40 is a former number of the survivor; qualified for a third patient it is a task, and merges nobody [RIS.INS.55]") {
  Qualified q;
  REQUIRE(q.house.send(aPatient("IPP0002").text()) == "AA");
  CHECK(q.house.send(a40("M1", aPatient("IPP0001"), ipp("IPP0002") + "~" + kNessiIns).text()) == "AA");
  CHECK(has(q.former(), "277076322082910"));
  CHECK(q.now().ins->matricule() == "279035121518989");
  CHECK(q.now().status == IdentityStatus::qualified);

  Qualified other;
  REQUIRE(other.house.send(anotherPatient("IPP0003", true).text()) == "AA");
  CHECK(other.house.send(a40("M1", aPatient("IPP0001"), ipp("NEVER-SEEN") + "~" + kNessiIns).text()) == "AA");
  CHECK(other.former().empty());
  CHECK(other.house.patient("IPP0003").mergedInto.empty());
  const auto tasks = other.house.tasks("duplicate");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].otherId == other.house.patient("IPP0003").id);

  // The number of the source itself: he is no holder any more, and the survivor is found by it.
  Qualified source;
  REQUIRE(source.house.send(anotherPatient("IPP0004").text()) == "AA");
  CHECK(source.house.send(a40("M1", anotherPatient("IPP0004"), ipp("IPP0001") + "~" + kPatIns).text()) == "AA");
  CHECK(has(source.former(), "279035121518989"));
  CHECK_FALSE(source.now().ins.has_value());
}
