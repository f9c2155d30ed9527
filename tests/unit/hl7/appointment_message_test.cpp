// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/scheduling/appointment_message.h"

#include <doctest/doctest.h>

#include "unit/hl7/sample_appointment.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleAppointment;

namespace {

AppointmentRequest requestOf(const SampleAppointment& sample, StationSource station = StationSource::none) {
  static const Zone zone("Europe/Paris");
  Sender sender;
  sender.name = "AGENDA/CIM-TEST";
  sender.station = station;
  return appointmentRequest(Message::parse(sample.text()), sender, zone, {{"ZACN001", "MR"}});
}

}  // namespace

TEST_CASE("an appointment is read with its numbers, time, station, physician and procedure") {
  const auto request = requestOf({}, StationSource::ail3);
  CHECK(request.kind == AppointmentKind::book);
  CHECK(request.numbers == std::vector<std::string>{"RDV778|AGENDA", "RDV900|RIS"});
  CHECK(request.orderNumber == "DEM501");
  CHECK(request.orderAuthority == "DPI");
  CHECK(toIso(*request.appointment.at) == "2026-03-15T13:30:00.000Z");
  CHECK(request.appointment.stationAe == "IRM1");
  CHECK(request.appointment.performer.familyName == "BIDEAULT");
  CHECK(request.visit.number == "VN0001");
  REQUIRE(request.order.has_value());
  CHECK(request.order->modality == "MR");
  CHECK(request.order->placerNumber == "DEM501");
  CHECK(request.order->reason == "IRM cérébrale");
  CHECK(requestOf({}).appointment.stationAe.empty());
  CHECK(requestOf({}, StationSource::aig3).appointment.stationAe == "SALLE2");
}

TEST_CASE("each event has its kind; the end of an appointment carries its reason and plans nothing") {
  const std::initializer_list<std::pair<const char*, AppointmentKind>> kinds{{"S12", AppointmentKind::book},   {"S13", AppointmentKind::move},
                                                                             {"S14", AppointmentKind::move},   {"S15", AppointmentKind::cancel},
                                                                             {"S17", AppointmentKind::cancel}, {"S26", AppointmentKind::noShow}};
  for (const auto& [trigger, kind] : kinds) {
    SampleAppointment sample;
    sample.trigger = trigger;
    CHECK(appointmentTrigger(trigger));
    CHECK(requestOf(sample).kind == kind);
    const bool ends = kind == AppointmentKind::cancel || kind == AppointmentKind::noShow;
    CHECK(requestOf(sample).order.has_value() == !ends);
    CHECK(requestOf(sample).reason == (ends ? "Motif inconnu" : "IRM cérébrale"));
  }
  for (const char* other : {"S16", "S18", "S23", "S24", "S99", ""}) CHECK_FALSE(appointmentTrigger(other));
}

TEST_CASE("what cannot be planned is no order: several services, no modality, a service that is taken out") {
  SampleAppointment sample;
  sample.services = "AIS|1|A|ZZZZ999^Acte inconnu^CCAM|20260315143000";
  CHECK_FALSE(requestOf(sample).order.has_value());
  sample.services = "AIS|1|A|ZACN001^IRM^CCAM|20260315143000\rAIS|2|A|ZACN001^IRM^CCAM|20260315150000";
  CHECK_FALSE(requestOf(sample).order.has_value());
  sample.services = "AIS|1|D|ZACN001^IRM^CCAM|20260315143000";
  CHECK_FALSE(requestOf(sample).order.has_value());
  CHECK(toIso(*requestOf(sample).appointment.at) == "2026-03-10T08:00:00.000Z");
}

TEST_CASE("an appointment without any number, with two SCH or a malformed time is refused with its place") {
  const auto refused = [](auto&& change) {
    SampleAppointment sample;
    change(sample);
    return faultOf([&] { requestOf(sample, StationSource::ail3); });
  };
  CHECK(refused([](auto& s) { s.sch = "SCH|"; }) == std::pair(Condition::fieldMissing, std::string("SCH-1")));
  CHECK(refused([](auto& s) { s.sch = "NTE|1"; }) == std::pair(Condition::segmentSequence, std::string("SCH")));
  CHECK(refused([](auto& s) { s.sch += "\r" + s.sch; }) == std::pair(Condition::cardinality, std::string("SCH")));
  CHECK(refused([](auto& s) { s.sch = "SCH|" + std::string(200, '7'); }) == std::pair(Condition::dataType, std::string("SCH-1")));
  CHECK(refused([](auto& s) { s.services = "AIS|1|A|ZACN001^IRM^CCAM|demain"; }) == std::pair(Condition::dataType, std::string("AIS-4")));
  CHECK(refused([](auto& s) { s.resources = "AIL|1|A|X^A_TITLE_THAT_IS_TOO_LONG"; }) == std::pair(Condition::dataType, std::string("AIL-3")));
}
