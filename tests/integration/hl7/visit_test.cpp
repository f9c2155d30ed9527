// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Stays of the hospital and the exams that belong to them.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::codeOf;
using test::conditionOf;
using test::House;
using test::SampleMessage;
using test::SampleOrder;

namespace {

/// A house with an in-patient's order of stay VN0001, told to lie in CARDIO 12.
struct Stayed {
  House house;
  int sent = 0;

  explicit Stayed(const std::string& visit = "PV1|1|I|CARDIO^12||||||||||||||||VN0001^^^CIM-TEST^VN") {
    SampleOrder order;
    order.visit = visit;
    REQUIRE(house.send(order.text()) == "AA");
  }

  std::string tell(const std::string& trigger, const std::string& place, const std::string& zbe = "", const std::string& patientClass = "I") {
    SampleMessage sample;
    sample.type = "ADT^" + trigger;
    sample.controlId = "VISIT" + std::to_string(++sent);
    sample.visit = "PV1|1|" + patientClass + "|" + place + "||||||||||||||||VN0001^^^CIM-TEST^VN";
    sample.rest = zbe;
    return house.answer(sample.text());
  }

  std::string ward() { return house.row("SELECT location FROM exam_preparation").at(0).text(); }
  std::string patientClass() { return house.row("SELECT patient_class FROM imaging_order").at(0).text(); }
  std::string state() { return house.row("SELECT state FROM exam").at(0).text(); }
};

}  // namespace

TEST_CASE("a transfer moves the open exams of that stay, its cancellation brings them back [RIS.INS.56]") {
  Stayed s;
  s.tell("A01", "CARDIO^12", "ZBE|M1^CIM-TEST|20260301080000||INSERT|N");
  CHECK(s.ward() == "CARDIO 12");
  CHECK(codeOf(s.tell("A02", "NEURO^3", "ZBE|M2^CIM-TEST|20260302080000||INSERT|N")) == "AA");
  CHECK(s.ward() == "NEURO 3");
  CHECK(codeOf(s.tell("A12", "CARDIO^12", "ZBE|M2^CIM-TEST|20260302080000||CANCEL|N|A02")) == "AA");
  CHECK(s.ward() == "CARDIO 12");
  CHECK(s.state() == "scheduled");
  CHECK(s.house.count("patient") == 1);
}

TEST_CASE("a discharge empties the place, its cancellation fills it again; the class stays") {
  Stayed s;
  s.tell("A01", "CARDIO^12", "ZBE|M1|20260301080000||INSERT|N");
  s.tell("A03", "CARDIO^12", "ZBE|M2|20260303080000||INSERT|N");
  CHECK(s.ward().empty());
  CHECK(s.patientClass() == "I");
  s.tell("A13", "CARDIO^12", "ZBE|M2|20260303080000||CANCEL|N|A03");
  CHECK(s.ward() == "CARDIO 12");
  CHECK(s.state() == "scheduled");
}

TEST_CASE("a correction replaces its own movement, a movement of the past changes nothing of today [RIS.INS.56]") {
  Stayed s;
  s.tell("A01", "CARDIO^12", "ZBE|M1|20260301080000||INSERT|N");
  s.tell("A02", "NEURO^3", "ZBE|M2|20260302080000||INSERT|N");
  s.tell("Z99", "NEURO^4", "ZBE|M2|20260302080000||UPDATE|N|A02");
  CHECK(s.ward() == "NEURO 4");
  CHECK(s.house.count("hl7_movement") == 2);
  s.tell("A02", "PNEUMO^1", "ZBE|M0|20260228080000||INSERT|Y");
  CHECK(s.ward() == "NEURO 4");
  CHECK(s.house.count("hl7_movement") == 3);
}

TEST_CASE("software without ZBE: the last movement of its kind is undone, an unknown one leaves nothing to undo") {
  Stayed s;
  const auto nothing = s.tell("A12", "CARDIO^12");
  CHECK(codeOf(nothing) == "AA");
  CHECK(nothing.find("nothing to undo") != std::string::npos);
  CHECK(s.ward() == "CARDIO 12");
  s.tell("A01", "CARDIO^12");
  s.tell("A02", "NEURO^3");
  CHECK(s.ward() == "NEURO 3");
  s.tell("A12", "CARDIO^12");
  CHECK(s.ward() == "CARDIO 12");
  s.tell("A11", "CARDIO^12");
  CHECK(s.ward().empty());
  CHECK(s.state() == "scheduled");
}

TEST_CASE("a change of class reaches the order; neither an arrival in the hospital nor a pre-admission marks the exam as arrived") {
  Stayed s("PV1|1|O|IMAGERIE||||||||||||||||VN0001^^^CIM-TEST^VN");
  CHECK(s.patientClass() == "O");
  s.tell("A05", "CARDIO^12", "ZBE|M1|20260228080000||INSERT|N");
  CHECK(s.patientClass() == "I");
  CHECK(s.house.count("exam_preparation") == 0);
  s.tell("A04", "URG^1", "ZBE|M2|20260301080000||INSERT|N", "E");
  CHECK(s.patientClass() == "E");
  CHECK(s.ward() == "URG 1");
  s.tell("A06", "CARDIO^12", "ZBE|M3|20260301090000||INSERT|N");
  CHECK(s.ward() == "CARDIO 12");
  CHECK(s.state() == "scheduled");
}

TEST_CASE("each cancellation brings back what was before its event, and cancels or arrives no exam [RIS.INS.56]") {
  struct Case {
    const char *event, *undoing, *place;
    bool gone;
  };
  for (const auto& c : {Case{"A01", "A11", "NEURO^3", false}, Case{"A04", "A11", "NEURO^3", false}, Case{"A02", "A12", "NEURO^3", false},
                        Case{"A22", "A53", "NEURO^3", false}, Case{"A03", "A13", "CARDIO^12", true}, Case{"A21", "A52", "CARDIO^12", true},
                        Case{"A05", "A38", "NEURO^3", true}}) {
    for (const bool named : {true, false}) {
      CAPTURE(std::string(c.event));
      CAPTURE(named);
      Stayed s;
      const std::string at = "^CIM-TEST|20260302080000||", event = c.event;
      const auto zbe = [&](const std::string& id, const std::string& action) { return named ? "ZBE|" + id + at + action + "|N" : std::string(); };
      s.tell(event == "A02" || event == "A22" || c.gone ? "A01" : "A02", "CARDIO^12", named ? "ZBE|M1^CIM-TEST|20260301080000||INSERT|N" : "");
      REQUIRE(s.ward() == "CARDIO 12");
      CHECK(codeOf(s.tell(event, c.place, zbe("M2", "INSERT"))) == "AA");
      CHECK(s.ward() == (c.gone ? "" : "NEURO 3"));
      CHECK(codeOf(s.tell(c.undoing, "CARDIO^12", zbe("M2", "CANCEL"))) == "AA");
      CHECK(s.ward() == "CARDIO 12");
      // Undone twice is undone once.
      const auto again = s.tell(c.undoing, "CARDIO^12", zbe("M2", "CANCEL"));
      CHECK(codeOf(again) == "AA");
      CHECK(s.ward() == "CARDIO 12");
      CHECK(s.state() == "scheduled");
    }
  }
}

TEST_CASE("the stays of a duplicate are the survivor's: a later transfer under the number that stays moves his exam [SR-08]") {
  House house;
  SampleOrder order;
  order.pid3 = "IPP0002^^^CIM-TEST^PI";
  order.pid32 = "PROV";
  order.visit = "PV1|1|I|CARDIO^12||||||||||||||||VN0001^^^CIM-TEST^VN";
  REQUIRE(house.send(order.text()) == "AA");
  SampleMessage told;
  told.pid3 = order.pid3;
  told.pid32 = "PROV";
  told.type = "ADT^A01";
  told.controlId = "V1";
  told.visit = order.visit;
  told.rest = "ZBE|M1^CIM-TEST|20260301080000||INSERT|N";
  REQUIRE(house.send(told.text()) == "AA");
  SampleMessage merge;
  merge.type = "ADT^A40^ADT_A39";
  merge.controlId = "M1";
  merge.visit = "MRG|IPP0002^^^CIM-TEST^PI";
  REQUIRE(house.send(SampleMessage().text()) == "AA");
  REQUIRE(house.send(merge.text()) == "AA");
  const auto survivor = house.patient("IPP0001").id;
  CHECK(house.row("SELECT patient_id FROM hl7_movement").at(0).text() == survivor);
  told.pid3 = SampleMessage().pid3;
  told.pid32 = "VALI";
  told.type = "ADT^A02";
  told.controlId = "V2";
  told.visit = "PV1|1|I|NEURO^3||||||||||||||||VN0001^^^CIM-TEST^VN";
  told.rest = "ZBE|M2^CIM-TEST|20260302080000||INSERT|N";
  REQUIRE(house.send(told.text()) == "AA");
  CHECK(house.row("SELECT location FROM exam_preparation").at(0).text() == "NEURO 3");
  told.type = "ADT^A12";
  told.controlId = "V3";
  told.rest = "ZBE|M2^CIM-TEST|20260302080000||CANCEL|N";
  REQUIRE(house.send(told.text()) == "AA");
  CHECK(house.row("SELECT location FROM exam_preparation").at(0).text() == "CARDIO 12");
}

TEST_CASE("an order that comes after the admission finds its patient's ward") {
  Stayed s;
  s.tell("A01", "CARDIO^12", "ZBE|M1|20260301080000||INSERT|N");
  s.tell("A02", "NEURO^3", "ZBE|M2|20260302080000||INSERT|N");
  SampleOrder later;
  later.controlId = "LATER";
  later.visit = "PV1|1||||||||||||||||||VN0001^^^CIM-TEST^VN";
  later.orc = "ORC|NW|DEM777^DPI";
  later.obr = "OBR|1|||24590-2^IRM cerveau^LN";
  REQUIRE(s.house.send(later.text()) == "AA");
  const auto row = s.house.row(
      "SELECT p.location, o.patient_class FROM imaging_order o JOIN exam_order x ON x.order_id = o.id"
      " JOIN exam_preparation p ON p.exam_id = x.exam_id WHERE o.placer_number = 'DEM777'");
  REQUIRE(row.size() == 2);
  CHECK(row[0].text() == "NEURO 3");
  CHECK(row[1].text() == "I");
}

TEST_CASE("a visit message without PV1-19 is an identity message; what is malformed in it stores nothing") {
  House house;
  SampleMessage visit;
  visit.type = "ADT^A02^ADT_A02";
  visit.rest = "ZBE|M1|20260302080000||INSERT|N";
  CHECK(house.send(visit.text()) == "AA");
  CHECK(house.count("patient") == 1);
  CHECK(house.count("hl7_movement") == 0);
  visit.controlId = "MSG1002";
  visit.visit = "PV1|1|I|NEURO^3||||||||||||||||VN7";
  visit.rest = "ZBE|M1|20260302080000||ERASE|N";
  visit.pid3 = "IPP0007^^^CIM-TEST^PI";
  const auto refused = house.answer(visit.text());
  CHECK(codeOf(refused) == "AE");
  CHECK(conditionOf(refused) == "103");
  CHECK(house.count("patient") == 1);
}
