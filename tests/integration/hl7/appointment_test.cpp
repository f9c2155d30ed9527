// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Appointments of a partner's agenda and the exams they are about.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_appointment.h"

using namespace clairis;
using namespace clairis::hl7;
using test::codeOf;
using test::House;
using test::SampleAppointment;
using test::SampleMessage;
using test::SampleOrder;

namespace {

SenderTable agenda() {
  auto table = House::trustingSenders();
  Sender sender;
  sender.trust = SenderTrust::sameDomain;
  sender.station = StationSource::ail3;
  table.add("AGENDA", sender);
  return table;
}

/// A house that knows order DEM501 of DPI.
struct Booked {
  House house{agenda()};
  int sent = 0;

  explicit Booked(bool ordered = true) {
    if (ordered) REQUIRE(house.send(SampleOrder().text()) == "AA");
  }
  std::string tell(SampleAppointment sample) {
    sample.controlId = "SIU" + std::to_string(++sent);
    return house.answer(sample.text());
  }
  std::string tell(const std::string& trigger) {
    SampleAppointment sample;
    sample.trigger = trigger;
    return tell(sample);
  }
  std::string exam(const std::string& column) { return house.row("SELECT " + column + " FROM exam").at(0).text(); }
};

}  // namespace

TEST_CASE("an appointment of a known order sets time, station and physician; a later one moves it") {
  Booked b;
  CHECK(codeOf(b.tell("S12")) == "AA");
  CHECK(b.exam("scheduled_at") == "2026-03-15T13:30:00.000Z");
  CHECK(b.exam("station_ae") == "IRM1");
  CHECK(b.exam("performer_family") == "BIDEAULT");
  CHECK(b.exam("scheduled_local") == "20260315143000");
  SampleAppointment moved;
  moved.trigger = "S13";
  moved.sch = "SCH|RDV778^AGENDA";
  moved.services = "AIS|1|A|ZACN001^IRM^CCAM|20260316090000";
  moved.resources = "";
  CHECK(codeOf(b.tell(moved)) == "AA");
  CHECK(b.exam("scheduled_at") == "2026-03-16T08:00:00.000Z");
  CHECK(b.exam("station_ae") == "IRM1");
  CHECK(b.house.count("imaging_order") == 1);
}

TEST_CASE("the exam is found by the placer's number without authority, and by our number") {
  const auto book = [](const std::string& sch, const std::string& visit) {
    Booked b;
    const auto accession = b.house.row("SELECT accession_number FROM imaging_order").at(0).text();
    SampleAppointment sample;
    sample.sch = sch;
    if (const auto at = sample.sch.find("ACC"); at != std::string::npos) sample.sch.replace(at, 3, accession);
    sample.visit = visit;
    sample.services = "AIS|1|A|24590-2^IRM cerveau^LN|20260315143000";
    CHECK(codeOf(b.tell(sample)) == "AA");
    CHECK(b.house.count("imaging_order") == 1);
    return b.exam("scheduled_at");
  };
  const std::string time = "2026-03-15T13:30:00.000Z", none = "PV1|1|O";
  CHECK(book("SCH|R1|||||||||||||||||||||||||DEM501", none) == time);
  CHECK(book("SCH|R1||||||||||||||||||||||||||ACC", none) == time);
}

TEST_CASE("the stay finds an exam only when exactly one of that procedure is still to be made") {
  House house(agenda());
  SampleOrder order;
  order.visit = "PV1|1|O|IMAGERIE||||||||||||||||VN0001^^^CIM-TEST^VN";
  REQUIRE(house.send(order.text()) == "AA");
  SampleAppointment sample;
  sample.sch = "SCH|R1";
  sample.services = "AIS|1|A|24590-2^IRM cerveau^LN|20260315143000";
  CHECK(house.send(sample.text()) == "AA");
  CHECK(house.row("SELECT scheduled_at FROM exam").at(0).text() == "2026-03-15T13:30:00.000Z");
  SampleOrder second = order;
  second.controlId = "MSG2002";
  second.orc = "ORC|NW|DEM502^DPI";
  second.obr = "OBR|1|||24590-2^IRM cerveau^LN";
  REQUIRE(house.send(second.text()) == "AA");
  sample.controlId = "MSG3002";
  sample.sch = "SCH|R2";
  sample.services = "AIS|1|A|NONE^Autre^L|20260320143000";
  const auto kept = house.answer(sample.text());
  CHECK(codeOf(kept) == "AA");
  CHECK(kept.find("send the order") != std::string::npos);
  CHECK(house.row("SELECT COUNT(*) FROM exam WHERE scheduled_at = '2026-03-20T13:30:00.000Z'").at(0).integer() == 0);
}

TEST_CASE("an appointment without an order places one when it says what is to be made; its NW changes it later") {
  Booked b(false);
  SampleAppointment sample;
  sample.services = "AIS|1|A|24590-2^IRM cerveau^LN^ACQN001^IRM crânienne^CCAM|20260315143000";
  CHECK(codeOf(b.tell(sample)) == "AA");
  CHECK(b.house.row("SELECT placer_number FROM imaging_order").at(0).text() == "DEM501");
  CHECK(b.exam("scheduled_at") == "2026-03-15T13:30:00.000Z");
  CHECK(b.exam("modality") == "MR");
  SampleOrder order;
  order.obr = "OBR|1|||24590-2^IRM cerveau^LN|||||||||Pacemaker : non";
  order.orc = "ORC|NW|DEM501^DPI";
  CHECK(b.house.send(order.text()) == "AA");
  CHECK(b.house.count("imaging_order") == 1);
  CHECK(b.exam("scheduled_at") == "2026-03-15T13:30:00.000Z");
  CHECK(b.house.row("SELECT reason FROM imaging_order").at(0).text() == "Pacemaker : non");
  order.controlId = "MSG2002";
  order.orc = "ORC|NW|DEM501^OTHER";
  CHECK(b.house.send(order.text()) == "AA");
  CHECK(b.house.count("imaging_order") == 2);
}

TEST_CASE("an appointment that came before its order gives it time and station when it comes") {
  Booked b(false);
  SampleAppointment sample;
  sample.services = "AIS|1|A|UNKNOWN^Acte^L|20260315143000";
  const auto answer = b.tell(sample);
  CHECK(codeOf(answer) == "AA");
  CHECK(answer.find("not here yet") != std::string::npos);
  CHECK(b.house.count("imaging_order") == 0);
  CHECK(b.house.send(SampleOrder().text()) == "AA");
  CHECK(b.exam("scheduled_at") == "2026-03-15T13:30:00.000Z");
  CHECK(b.exam("station_ae") == "IRM1");
  CHECK(codeOf(b.tell("S15")) == "AA");
  CHECK(b.exam("state") == "cancelled");
}

TEST_CASE("cancelled, deleted and missed appointments cancel the exam, each with its reason, and once") {
  for (const auto& [trigger, reason] : {std::pair("S15", "Motif inconnu"), std::pair("S17", "Motif inconnu"), std::pair("S26", "no_show")}) {
    CAPTURE(std::string(trigger));
    Booked b;
    b.tell("S12");
    CHECK(codeOf(b.tell(trigger)) == "AA");
    CHECK(b.exam("state") == "cancelled");
    CHECK(b.house.row("SELECT reason FROM imaging_order").at(0).text().find(reason) != std::string::npos);
    const auto version = b.house.row("SELECT version FROM exam").at(0).integer();
    CHECK(codeOf(b.tell(trigger)) == "AA");
    CHECK(b.house.row("SELECT version FROM exam").at(0).integer() == version);
  }
  Booked nobody(false);
  const auto unknown = nobody.tell("S15");
  CHECK(codeOf(unknown) == "AA");
  CHECK(unknown.find("nothing to cancel") != std::string::npos);
}

TEST_CASE("S13 and S14 move the exam like S12, each to the last time that was said") {
  Booked b;
  for (const auto& [trigger, time, stored] :
       {std::tuple("S12", "20260316090000", "2026-03-16T08:00:00.000Z"), std::tuple("S13", "20260317090000", "2026-03-17T08:00:00.000Z"),
        std::tuple("S14", "20260318090000", "2026-03-18T08:00:00.000Z")}) {
    CAPTURE(std::string(trigger));
    SampleAppointment sample;
    sample.trigger = trigger;
    sample.services = std::string("AIS|1|A|ZACN001^IRM^CCAM|") + time;
    CHECK(codeOf(b.tell(sample)) == "AA");
    CHECK(b.exam("scheduled_at") == stored);
  }
  CHECK(b.exam("state") == "scheduled");
  CHECK(b.house.count("imaging_order") == 1);
}

TEST_CASE("an appointment under a number that was merged away moves the survivor's exam and lowers him by nothing [SR-02] [SR-08]") {
  Booked b;
  SampleMessage merge;
  merge.type = "ADT^A40^ADT_A39";
  merge.controlId = "M1";
  merge.visit = "MRG|IPP0002^^^CIM-TEST^PI";
  REQUIRE(b.house.send(merge.text()) == "AA");
  SampleAppointment sample;
  sample.pid3 = "IPP0002^^^CIM-TEST^PI";
  sample.pid32 = "PROV";
  CHECK(codeOf(b.tell(sample)) == "AA");
  CHECK(b.exam("scheduled_at") == "2026-03-15T13:30:00.000Z");
  CHECK(b.house.patient("IPP0001").status == IdentityStatus::qualified);
  CHECK(b.house.count("patient") == 1);
}

TEST_CASE("an exam that has begun is neither moved nor cancelled, and another patient's exam is not touched") {
  Booked b;
  b.tell("S12");
  const auto examId = b.exam("id");
  b.house.store->write(Lane::interactive, [&](UnitOfWork& work) { b.house.clinic.advance(work, {}, examId, ExamCommand::start, ""); });
  for (const char* trigger : {"S13", "S15", "S26"}) {
    SampleAppointment sample;
    sample.trigger = trigger;
    sample.services = "AIS|1|A|ZACN001^IRM^CCAM|20260318090000";
    const auto refused = b.tell(sample);
    CHECK(codeOf(refused) == "AE");
    CHECK(refused.find("exam.state") != std::string::npos);
  }
  CHECK(codeOf(b.tell("S14")) == "AA");  // nothing new in it
  SampleAppointment other;
  other.pid3 = "IPP0002^^^CIM-TEST^PI";
  other.pid5 = "NESSI^RUTH^RUTH ISABELLE^^^^L";
  other.pid32 = "PROV";
  const auto mismatch = b.tell(other);
  CHECK(codeOf(mismatch) == "AE");
  CHECK(mismatch.find("order.patient_mismatch") != std::string::npos);
  CHECK(b.house.count("patient") == 1);
  CHECK(b.exam("state") == "started");
}

TEST_CASE("an order is found by the placer's number whatever the filler's; a filler number of another order is refused") {
  House house;
  REQUIRE(house.send(SampleOrder().text()) == "AA");
  SampleOrder second;
  second.controlId = "MSG2002";
  second.orc = "ORC|NW|DEM502^DPI";
  second.obr = "OBR|1|||24590-2^IRM cerveau^LN";
  REQUIRE(house.send(second.text()) == "AA");
  const auto theirs = house.row("SELECT accession_number FROM imaging_order WHERE placer_number = 'DEM501'").at(0).text();
  SampleOrder cancel;
  cancel.obr = "";
  cancel.controlId = "MSG2003";
  cancel.orc = "ORC|CA|DEM502^DPI|" + theirs;
  const auto refused = house.answer(cancel.text());
  CHECK(codeOf(refused) == "AE");
  CHECK(refused.find("ORC^1^3") != std::string::npos);
  CHECK(house.row("SELECT COUNT(*) FROM exam WHERE state = 'cancelled'").at(0).integer() == 0);
  cancel.controlId = "MSG2004";
  cancel.orc = "ORC|CA|DEM502^DPI|NOBODYKNOWS";
  CHECK(house.send(cancel.text()) == "AA");
  CHECK(house.row("SELECT COUNT(*) FROM exam WHERE state = 'cancelled'").at(0).integer() == 1);
}
