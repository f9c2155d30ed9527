// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/visit/visit_event.h"

#include <doctest/doctest.h>

#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

namespace {

SampleMessage visit(const std::string& trigger, const std::string& zbe = "ZBE|MVT1^CIM-TEST|20260302081000||INSERT|N",
                    const std::string& patientClass = "I") {
  SampleMessage sample;
  sample.type = "ADT^" + trigger;
  sample.visit = "PV1|1|" + patientClass + "|NEURO^3^B|||CARDIO^12|||||||||||||VN0001^^^CIM-TEST^VN";
  sample.rest = zbe;
  return sample;
}

std::optional<VisitEvent> eventOf(const SampleMessage& sample) {
  static const Zone zone("Europe/Paris");
  Sender sender;
  sender.name = "GAM/CIM-TEST";
  return visitEvent(Message::parse(sample.text()), sender, zone, fromIso("2026-03-02T09:00:00.000Z"));
}

}  // namespace

TEST_CASE("each visit trigger says what the table promises [RIS.INS.56]") {
  struct Expected {
    const char* trigger;
    bool told;
    const char* patientClass;
    const char* location;
    MovementAction action;
  };
  const auto insert = MovementAction::insert, cancel = MovementAction::cancel;
  for (const auto& e : {Expected{"A01", true, "I", "NEURO 3 B", insert}, Expected{"A04", true, "I", "NEURO 3 B", insert},
                        Expected{"A02", true, "I", "NEURO 3 B", insert}, Expected{"A06", true, "I", "NEURO 3 B", insert},
                        Expected{"A07", true, "I", "NEURO 3 B", insert}, Expected{"A22", true, "I", "NEURO 3 B", insert},
                        Expected{"A05", true, "I", "", insert},          Expected{"A03", true, "", "", insert},
                        Expected{"A21", true, "", "", insert},           Expected{"A11", true, "", "", cancel},
                        Expected{"A12", true, "", "", cancel},           Expected{"A13", true, "", "", cancel},
                        Expected{"A38", true, "", "", cancel},           Expected{"A52", true, "", "", cancel},
                        Expected{"A53", true, "", "", cancel},           Expected{"A54", false, "", "", insert},
                        Expected{"A55", false, "", "", insert},          Expected{"A14", false, "", "", insert},
                        Expected{"A15", false, "", "", insert},          Expected{"A16", false, "", "", insert},
                        Expected{"A25", false, "", "", insert},          Expected{"A26", false, "", "", insert},
                        Expected{"A27", false, "", "", insert}}) {
    CAPTURE(std::string(e.trigger));
    CHECK(visitTrigger(e.trigger));
    const auto event = eventOf(visit(e.trigger));
    REQUIRE(event.has_value() == e.told);
    if (!event) continue;
    CHECK(event->patientClass == e.patientClass);
    CHECK(event->location == e.location);
    CHECK(event->action == e.action);
    CHECK(event->movement == "MVT1|CIM-TEST");
    CHECK(event->at == "2026-03-02T07:10:00.000Z");
    CHECK(event->visit.number == "VN0001");
    CHECK(event->visit.authority == "CIM-TEST");
  }
  CHECK(eventOf(visit("A02"))->formerLocation == "CARDIO 12");
}

TEST_CASE("who is no in-patient lies in no ward, and a message without a stay says nothing about one") {
  for (const char* patientClass : {"O", "R", "N", ""}) CHECK(eventOf(visit("A04", "", patientClass))->location.empty());
  CHECK(eventOf(visit("A04", "", "E"))->location == "NEURO 3 B");
  auto none = visit("A01");
  none.visit = "PV1|1|I|NEURO^3";
  CHECK_FALSE(eventOf(none).has_value());
  none.visit = "PV1|1|I|NEURO^3|||||||||||||||VN7";
  CHECK_FALSE(eventOf(none).has_value());
  none.visit = "PV1|1|I|NEURO^3||||||||||||||||VN7";
  CHECK(eventOf(none)->visit.authority == "CIM-TEST");
}

TEST_CASE("Z99 corrects the movement of its ZBE-1 as the event that ZBE-6 names [RIS.INS.56]") {
  const auto moved = eventOf(visit("Z99", "ZBE|MVT1^CIM-TEST|20260302081000||UPDATE|N|A02"));
  CHECK(moved->action == MovementAction::update);
  CHECK(moved->event == "A02");
  CHECK(moved->location == "NEURO 3 B");
  CHECK(eventOf(visit("Z99", "ZBE|MVT1^CIM-TEST|20260302081000||UPDATE|N|A03"))->location.empty());
  CHECK(eventOf(visit("Z99", "ZBE|MVT1^CIM-TEST|20260302081000||CANCEL|N|A02"))->action == MovementAction::cancel);
  CHECK_FALSE(eventOf(visit("Z99", "ZBE|MVT1^CIM-TEST|20260302081000||UPDATE|N|A11")).has_value());
  CHECK_FALSE(eventOf(visit("Z99", "ZBE|MVT1^CIM-TEST|20260302081000||UPDATE|N|A99")).has_value());
}

TEST_CASE("a movement with an unknown action or a malformed time is refused with its place") {
  CHECK(faultOf([] { eventOf(visit("A02", "ZBE|M1|20260302081000||ERASE|N")); }) == std::pair(Condition::tableValue, std::string("ZBE-4")));
  CHECK(faultOf([] { eventOf(visit("A02", "ZBE|M1|yesterday||INSERT|N")); }) == std::pair(Condition::dataType, std::string("ZBE-2")));
  CHECK(eventOf(visit("A02", ""))->at == "2026-03-02T07:15:00.000Z");
}
