// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A40 of a partner, on the real use cases and database: what is merged, what is only noted, and that a refused message did nothing.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_pair.h"

using namespace clairis;
using namespace clairis::hl7;
using namespace clairis::test;

namespace {

const SampleMessage kReal = aPatient("IPP0001", true);
const SampleMessage kDuplicate = aPatient("IPP0002");

/// A house that knows these two, and an order of the second.
struct Two {
  House house;
  Two() {
    REQUIRE(house.send(kReal.text()) == "AA");
    REQUIRE(house.send(kDuplicate.text()) == "AA");
  }
  void order(const std::string& number, const SampleMessage& patient, const std::string& placer) {
    SampleOrder order;
    static_cast<SampleMessage&>(order) = patient;
    order.application = "DPI";
    order.type = "ORM^O01^ORM_O01";
    order.version = "2.5";
    order.controlId = number;
    order.orc = "ORC|NW|" + placer + "^DPI";
    order.obr = "OBR|1|||24590-2^IRM cerveau^LN";
    REQUIRE(house.send(order.text()) == "AA");
  }
  std::string ownerOf(const std::string& placer) {
    return house.row("SELECT patient_id FROM imaging_order WHERE placer_number = $1", {placer}).at(0).text();
  }
  std::int64_t merges() { return house.count("patient_merge"); }
};

}  // namespace

TEST_CASE("A40: the duplicate, his orders and his number go to the survivor, whose identity stays as it was [RIS.INS.55] [SR-08]") {
  Two t;
  auto& house = t.house;
  t.order("O1", kDuplicate, "DEM1");
  const auto real = house.patient("IPP0001"), duplicate = house.patient("IPP0002");
  REQUIRE(real.id != duplicate.id);
  const auto answer = house.answer(a40("M1", kReal, ipp("IPP0002")).text());
  CHECK(codeOf(answer) == "AA");
  CHECK(house.patient("IPP0002").id == real.id);
  CHECK(house.patient("IPP0001").status == IdentityStatus::qualified);
  CHECK(t.ownerOf("DEM1") == real.id);
  CHECK(house.row("SELECT patient_id FROM exam").at(0).text() == real.id);
  CHECK(house.row("SELECT merged_into FROM patient WHERE id = $1", {duplicate.id}).at(0).text() == real.id);
  const auto merge = house.row("SELECT source_id, target_id, actor, reason FROM patient_merge");
  REQUIRE(merge.size() == 4);
  CHECK(merge[0].text() == duplicate.id);
  CHECK(merge[1].text() == real.id);
  CHECK(merge[2].text() == "hl7:GAM/CIM-TEST");
  CHECK(merge[3].text() == "A40");
}

TEST_CASE("A40 says nothing of traits or status: what its PID spells or lowers is left to A31 [RIS.INS.55]") {
  Two t;
  auto kept = kReal;
  kept.pid3 = ipp("IPP0001");
  kept.pid5 = "PAT TROIS^DOMINIQUE^^^^^L";
  kept.pid32 = "PROV";
  CHECK(t.house.send(a40("M1", kept, ipp("IPP0002")).text()) == "AA");
  const auto real = t.house.patient("IPP0001");
  CHECK(real.status == IdentityStatus::qualified);
  CHECK(real.traits.birthName == "PAT-TROIS");
  CHECK(t.merges() == 1);
}

TEST_CASE("A40 twice, under the same control id or a new one, merges once; so does the pair repeated in one message") {
  Two t;
  const auto first = t.house.answer(a40("M1", kReal, ipp("IPP0002")).text());
  CHECK(t.house.answer(a40("M1", kReal, ipp("IPP0002")).text()) == first);
  CHECK(t.house.send(a40("M2", kReal, ipp("IPP0002")).text()) == "AA");
  CHECK(t.house.send(andPair(a40("M3", kReal, ipp("IPP0002")), kReal, ipp("IPP0002")).text()) == "AA");
  CHECK(t.merges() == 1);
  CHECK(t.house.tasks("partner_refused").empty());
}

TEST_CASE("A40 with repeated pairs and several numbers in MRG-1: every pair is carried out [RIS.INS.55]") {
  Two t;
  auto& house = t.house;
  for (const auto* number : {"IPP0003", "IPP0004"}) REQUIRE(house.send(anotherPatient(number).text()) == "AA");
  REQUIRE(house.send(aPatient("IPP0005").text()) == "AA");
  auto message = andPair(a40("M1", kReal, ipp("IPP0002") + "~" + ipp("IPP0005")), anotherPatient("IPP0003"), ipp("IPP0004"));
  CHECK(house.send(message.text()) == "AA");
  const auto real = house.patient("IPP0001").id, other = house.patient("IPP0003").id;
  CHECK(house.patient("IPP0002").id == real);
  CHECK(house.patient("IPP0005").id == real);
  CHECK(house.patient("IPP0004").id == other);
  CHECK(real != other);
  CHECK(t.merges() == 3);
}

TEST_CASE("A40 of which one pair is refused did nothing at all: AE with the obstacle's code, and a task for a person [SR-03] [SR-08]") {
  Two t;
  auto& house = t.house;
  REQUIRE(house.send(anotherPatient("IPP0003", true).text()) == "AA");
  for (const bool refusedFirst : {true, false}) {
    CAPTURE(refusedFirst);
    const auto good = a40("M1", kReal, ipp("IPP0002"));
    auto bad = a40("M1", anotherPatient("IPP0003", true), ipp("IPP0001"));
    const auto message = refusedFirst ? andPair(bad, kReal, ipp("IPP0002")) : andPair(good, anotherPatient("IPP0003", true), ipp("IPP0001"));
    const auto answer = house.answer(message.text());
    CHECK(codeOf(answer) == "AE");
    CHECK(conditionOf(answer) == "207");
    CHECK(answer.find("patient.merge.two_ins") != std::string::npos);
    CHECK(t.merges() == 0);
    CHECK(house.patient("IPP0002").id != house.patient("IPP0001").id);
    CHECK(house.row("SELECT COUNT(*) FROM hl7_inbound WHERE control_id = 'M1'").at(0).integer() == 0);
  }
  const auto tasks = house.tasks("partner_refused");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == house.patient("IPP0003").id);
  CHECK(tasks[0].otherId == house.patient("IPP0001").id);
  CHECK(tasks[0].detail.find("patient.merge.two_ins") != std::string::npos);
  CHECK(tasks[0].detail.find("279035121518989") == std::string::npos);
  // Mended, it may come under the same control id.
  CHECK(house.send(a40("M1", kReal, ipp("IPP0002")).text()) == "AA");
  CHECK(t.merges() == 1);
}

TEST_CASE("A40 from somebody unknown here: AA, the number answers for the survivor from now on, and lowers him by nothing [RIS.INS.55]") {
  Two t;
  auto& house = t.house;
  CHECK(house.send(a40("M1", kReal, ipp("NEVER-SEEN")).text()) == "AA");
  CHECK(t.merges() == 0);
  const auto real = house.patient("IPP0001");
  CHECK(house.patient("NEVER-SEEN").id == real.id);
  CHECK(house.row("SELECT command FROM patient_history WHERE patient_id = $1 ORDER BY id DESC", {real.id}).at(0).text() == "alias");
  t.order("O1", aPatient("NEVER-SEEN"), "DEM1");
  CHECK(t.ownerOf("DEM1") == real.id);
  CHECK(house.patient("IPP0001").status == IdentityStatus::qualified);
  CHECK(house.tasks("partner_otherwise").size() == 1);
}

TEST_CASE("A40 into a number unknown here: the patient of MRG-1 gets it; his identity changes only when PID-32 says a status") {
  for (const std::string status : {"", "PROV", "VALI"}) {
    CAPTURE(status);
    Two t;
    auto kept = aPatient("NEW-NUMBER", status == "VALI");
    kept.pid32 = status;
    kept.pid5 = "PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L~USAGE^DOMI^^^^^D";
    CHECK(t.house.send(a40("M1", kept, ipp("IPP0001")).text()) == "AA");
    const auto real = t.house.patient("NEW-NUMBER");
    CHECK(real.id == t.house.patient("IPP0001").id);
    CHECK(t.merges() == 0);
    CHECK((real.status == IdentityStatus::qualified) == (status != "PROV"));
    CHECK(real.traits.usedName == (status.empty() ? "" : "USAGE"));
    // The number that he gave up finds him, and lowers him no more.
    const auto before = real.status;
    t.order("O1", aPatient("IPP0001"), "DEM1");
    CHECK(t.ownerOf("DEM1") == real.id);
    CHECK(t.house.patient("NEW-NUMBER").status == before);
  }
}

TEST_CASE("A40 of two numbers unknown here makes the patient of PID, whom the number of MRG-1 finds") {
  House house;
  CHECK(house.send(a40("M1", kReal, ipp("NEVER-SEEN")).text()) == "AA");
  CHECK(house.count("patient") == 1);
  CHECK(house.patient("NEVER-SEEN").id == house.patient("IPP0001").id);
  CHECK(house.patient("IPP0001").status == IdentityStatus::qualified);
}

TEST_CASE("A40 of who was merged already: the same survivor is nothing new, another one merges the survivor, a chain leads to its end [SR-08]") {
  Two t;
  auto& house = t.house;
  REQUIRE(house.send(aPatient("IPP0003").text()) == "AA");
  t.order("O1", kDuplicate, "DEM1");
  REQUIRE(house.send(a40("M1", aPatient("IPP0003"), ipp("IPP0002")).text()) == "AA");
  const auto middle = house.patient("IPP0003").id;
  CHECK(t.ownerOf("DEM1") == middle);
  // The source is a duplicate by now: what is his survivor goes on to the next.
  CHECK(house.send(a40("M2", kReal, ipp("IPP0002")).text()) == "AA");
  const auto real = house.patient("IPP0001").id;
  CHECK(real != middle);
  for (const auto* number : {"IPP0001", "IPP0002", "IPP0003"}) CHECK(house.patient(number).id == real);
  CHECK(t.ownerOf("DEM1") == real);
  CHECK(t.merges() == 2);
  // A target that is a duplicate means his survivor.
  REQUIRE(house.send(aPatient("IPP0004").text()) == "AA");
  CHECK(house.send(a40("M3", aPatient("IPP0003"), ipp("IPP0004")).text()) == "AA");
  CHECK(house.patient("IPP0004").id == real);
}

TEST_CASE("A40 with no number to take away, with one that stays, or with torn pairs is refused with its place, and nobody is touched") {
  Two t;
  auto& house = t.house;
  const auto refused = [&](SampleMessage message, const std::string& condition, const std::string& place) {
    const auto answer = house.answer(message.text());
    CAPTURE(answer);
    CHECK(codeOf(answer) == "AE");
    CHECK(conditionOf(answer) == condition);
    CHECK(answer.find("|" + place) != std::string::npos);
  };
  refused(a40("M1", kReal, ipp("IPP0001")), "103", "MRG^1^1");
  refused(a40("M2", kReal, ""), "101", "MRG^1^1");
  refused(a40("M3", kReal, kNessiIns), "101", "MRG^1^1");
  auto torn = a40("M4", kReal, ipp("IPP0002"));
  torn.visit = "PV1|1|N";
  refused(torn, "100", "MRG^1");
  CHECK(t.merges() == 0);
  CHECK(house.patient("IPP0002").id != house.patient("IPP0001").id);
  CHECK(house.count("patient") == 2);
}

TEST_CASE("A40 whose PID-3 belongs to two patients is refused, A40 of a partner who is not believed is a task for a person [SR-04] [SR-05]") {
  Two t;
  auto& house = t.house;
  REQUIRE(house.send(aPatient("IPP0003").text()) == "AA");
  auto both = kReal;
  both.pid3 = ipp("IPP0001") + "~" + ipp("IPP0003");
  const auto ambiguous = house.answer(a40("M1", both, ipp("IPP0002")).text());
  CHECK(codeOf(ambiguous) == "AE");
  CHECK(ambiguous.find("patient.identifier.ambiguous") != std::string::npos);
  auto stranger = a40("M2", kReal, ipp("IPP0002"));
  stranger.application = "STRANGER";
  const auto answer = house.answer(stranger.text());
  CHECK(codeOf(answer) == "AA");
  CHECK(answer.find("the identity officer decides") != std::string::npos);
  CHECK(t.merges() == 0);
  const auto tasks = house.tasks("duplicate");
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == house.patient("IPP0001").id);
  CHECK(tasks[0].otherId == house.patient("IPP0002").id);
  CHECK(house.send(a40("M3", kReal, ipp("IPP0002")).text()) == "AA");
  CHECK(house.tasks("duplicate").empty());
}

TEST_CASE("the INS of who disappears stays his, leaves by no outlet, and is found again; the survivor gets it by A31 alone [SR-02] [SR-03]") {
  House house;
  REQUIRE(house.send(aPatient("IPP0001").text()) == "AA");
  REQUIRE(house.send(aPatient("IPP0002", true).text()) == "AA");
  const auto duplicate = house.patient("IPP0002");
  REQUIRE(duplicate.status == IdentityStatus::qualified);
  CHECK(house.send(a40("M1", aPatient("IPP0001"), ipp("IPP0002")).text()) == "AA");
  const auto survivor = house.patient("IPP0001");
  CHECK_FALSE(survivor.ins.has_value());
  const auto old = house.store->reading([&](Reader& reader) { return house.clinic.patient(reader, duplicate.id); });
  CHECK(old.ins == duplicate.ins);
  CHECK_FALSE(insForOutlet(old, Environment::test).has_value());
  const auto found = house.store->reading([&](Reader& reader) { return house.merges.searchIns(reader, *duplicate.ins); });
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == survivor.id);
  auto now = aPatient("IPP0001", true);
  now.type = "ADT^A31^ADT_A05";
  now.controlId = "A31";
  CHECK(house.send(now.text()) == "AA");
  CHECK(house.patient("IPP0001").ins == duplicate.ins);
}

TEST_CASE("an order, a stay and an appointment under a number that was merged away are the survivor's, and lower him by nothing [SR-02] [SR-08]") {
  Two t;
  auto& house = t.house;
  REQUIRE(house.send(a40("M1", kReal, ipp("IPP0002")).text()) == "AA");
  const auto real = house.patient("IPP0001");
  t.order("O1", kDuplicate, "DEM1");
  CHECK(t.ownerOf("DEM1") == real.id);
  auto stay = kDuplicate;
  stay.type = "ADT^A01^ADT_A01";
  stay.controlId = "V1";
  stay.visit = "PV1|1|I|CARDIO^12||||||||||||||||VN0001^^^CIM-TEST^VN";
  CHECK(house.send(stay.text()) == "AA");
  const auto after = house.patient("IPP0001");
  CHECK(after.status == IdentityStatus::qualified);
  CHECK(after.ins == real.ins);
  CHECK(house.row("SELECT patient_id FROM hl7_movement").at(0).text() == real.id);
  const auto tasks = house.tasks("partner_otherwise");
  REQUIRE(tasks.size() == 2);  // one of each partner
  for (const auto& task : tasks) CHECK(task.detail.find("merged_number") != std::string::npos);
  CHECK(house.row("SELECT COUNT(*) FROM audit_entry WHERE action = 'patient.partner_otherwise'").at(0).integer() == 2);
  SUBCASE("under the number that stays, the partner who qualified him lowers him [RIS.INS.55]") {
    auto lower = aPatient("IPP0001");
    lower.type = "ADT^A31^ADT_A05";
    lower.controlId = "L1";
    CHECK(house.send(lower.text()) == "AA");
    CHECK(house.patient("IPP0001").status == IdentityStatus::provisional);
  }
}
