// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/order_status.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "plugins/hl7/client/prepared.h"
#include "plugins/hl7/mapping/data_types.h"
#include "plugins/hl7/message/encoded.h"

using namespace clairis;
using namespace clairis::hl7;

namespace {

OrderStatus sample(const std::string& status = "started") {
  OrderStatus s;
  s.status = status;
  s.at = fromIso("2026-11-20T10:20:00.000Z");
  s.sender = "DPI/CH";
  s.order.placerNumber = "D-4711";
  s.order.placerAuthority = "DPI-CH";
  s.order.placerAuthorityOid = "1.2.250.1.999.1";
  s.order.accessionNumber = "A000042";
  s.order.priority = "R";
  s.order.patientClass = "O";
  s.order.requester.idNat = "810000000012";
  s.order.requester.familyName = "PRESCRIPTEUR";
  s.order.requester.givenName = "Anne";
  s.order.requester.title = "DR";
  s.exam.procedure = {"24558-9", "Échographie de l'abdomen", std::string(kLoincOid)};
  s.exam.ccam = {"ZCQM008", "Échographie transcutanée de l'abdomen", std::string(kCcamOid)};
  s.exam.modality = "US";
  s.exam.scheduledAt = "2026-11-20T10:15:00.000Z";
  s.exam.startedAt = "2026-11-20T10:20:00.000Z";
  s.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE", "", "", "1979-03-28", Sex::female, "51215"};
  s.patient.localIds = {{"IPP-1", "CIM", "1.2.250.1.999.2"}, {"IPP-9", "DPI", ""}};
  s.site.name = "Centre";
  s.site.zone = "Europe/Paris";
  return s;
}

Destination his() {
  Destination d;
  d.name = "HIS";
  d.application = "DPI";
  d.facility = "CH";
  d.ourFacility = "MAIN";
  return d;
}

const MessageStamp kStamp{"0123456789ABCDEF0123", fromIso("2026-11-20T10:20:01.000Z"), Environment::test};
const Ins kIns = Ins::parse("279035121518989", Ins::kNirTest);

std::string built(const OrderStatus& s, const Destination& d = his(), const std::optional<Ins>& ins = kIns) {
  return orderStatusMessage(s, d, kStamp, ins);
}

std::string segment(const std::string& message, const std::string& name) {
  const auto at = message.find(name + "|");
  return at == std::string::npos ? std::string() : message.substr(at, message.find('\r', at) - at);
}

std::string field(const std::string& segment, int number) {
  std::size_t at = 0;
  for (int i = 0; i < number; ++i) {
    at = segment.find('|', at);
    if (at == std::string::npos) return {};
    ++at;
  }
  return segment.substr(at, segment.find('|', at) - at);
}

}  // namespace

TEST_CASE("an exam in progress as ORM^O01, byte for byte") {
  CHECK(
      built(sample()) ==
      "MSH|^~\\&|CLAIRIS|MAIN|DPI|CH|20261120112001+0100||ORM^O01^ORM_O01|0123456789ABCDEF0123|T|2.5|||||FRA|8859/15\r"
      "PID|1||IPP-9^^^DPI^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^DOMINIQUE "
      "MARIE^^^^L||19790328|F||||||||||||||||||||||||VALI\r"
      "PV1|1|O\r"
      "ORC|SC|D-4711^DPI-CH^1.2.250.1.999.1^ISO|A000042^CLAIRIS||IP||^^^20261120111500+0100^^R||20261120112001+0100|||"
      "810000000012^PRESCRIPTEUR^Anne^^^DR^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS|||20261120112000+0100\r"
      "OBR|1|D-4711^DPI-CH^1.2.250.1.999.1^ISO|A000042^CLAIRIS|24558-9^Échographie de l'abdomen^LN^ZCQM008^Échographie transcutanée de "
      "l'abdomen^CCAM|||20261120112000+0100|||||||||810000000012^PRESCRIPTEUR^Anne^^^DR^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS||A000042||||"
      "20261120112000+0100||US|I||^^^20261120111500+0100^^R|||||||||20261120111500+0100\r");
}

TEST_CASE("the same as OMG^O19 carries its time and priority in TQ1") {
  auto d = his();
  d.form = OrderForm::omg;
  const auto message = built(sample(), d);
  CHECK(field(segment(message, "MSH"), 8) == "OMG^O19^OMG_O19");
  CHECK(segment(message, "TQ1") == "TQ1|1||||||20261120111500+0100||R");
  CHECK(field(segment(message, "ORC"), 7).empty());
  CHECK(field(segment(message, "OBR"), 27).empty());
  CHECK(message.find("\rORC|") < message.find("\rTQ1|"));
  CHECK(message.find("\rTQ1|") < message.find("\rOBR|"));
}

TEST_CASE("each thing that happens has its pair of states, and every event its rule") {
  struct Case {
    std::string event, status, orc5, obr25, orc16;
  };
  const std::vector<Case> table{
      {"order.placed", "scheduled", "SC", "S", ""},         {"order.changed", "rescheduled", "SC", "S", ""},
      {"exam.rescheduled", "rescheduled", "SC", "S", ""},   {"exam.arrived", "arrived", "SC", "S", "ARRIVED^Patient arrivé^CLAIRIS"},
      {"exam.started", "started", "IP", "I", ""},           {"exam.completed", "completed", "CM", "R", ""},
      {"exam.discontinued", "discontinued", "DC", "X", ""}, {"order.cancelled", "cancelled", "CA", "X", ""},
      {"exam.cancelled", "cancelled", "CA", "X", ""},
  };
  for (const auto& row : table) {
    CAPTURE(row.event);
    const auto* rule = statusOfEvent(row.event);
    REQUIRE(rule != nullptr);
    CHECK(rule->status == row.status);
    const auto message = built(sample(row.status));
    CHECK(field(segment(message, "ORC"), 1) == "SC");
    CHECK(field(segment(message, "ORC"), 5) == row.orc5);
    CHECK(field(segment(message, "ORC"), 16) == row.orc16);
    CHECK(field(segment(message, "OBR"), 25) == row.obr25);
  }
  for (const char* other : {"exam.coded", "exam.prepared", "report.validated", ""}) CHECK(statusOfEvent(other) == nullptr);
}

TEST_CASE("[SR-02] HL7 out: without the guard's leave neither the INS nor VALI is anywhere in the message") {
  const auto message = built(sample(), his(), std::nullopt);
  CHECK(message.find("279035121518989") == std::string::npos);
  CHECK(message.find("1.2.250.1.213") == std::string::npos);
  CHECK(message.find("VALI") == std::string::npos);
  CHECK(field(segment(message, "PID"), 3) == "IPP-9^^^DPI^PI");
}

TEST_CASE("[SR-07] MSH-11 is the environment's letter") {
  auto stamp = kStamp;
  CHECK(field(segment(orderStatusMessage(sample(), his(), stamp, std::nullopt), "MSH"), 10) == "T");
  stamp.environment = Environment::production;
  CHECK(field(segment(orderStatusMessage(sample(), his(), stamp, std::nullopt), "MSH"), 10) == "P");
}

TEST_CASE("the patient's number is the one that the receiver knows") {
  auto s = sample();
  auto d = his();
  d.patientAuthority = "1.2.250.1.999.2";
  CHECK(field(segment(built(s, d, std::nullopt), "PID"), 3) == "IPP-1^^^CIM&1.2.250.1.999.2&ISO^PI");
  d.patientAuthority = "elsewhere";
  CHECK(field(segment(built(s, d, std::nullopt), "PID"), 3).empty());
  d.patientAuthority.clear();
  s.sender = "OTHER";
  CHECK(field(segment(built(s, d, std::nullopt), "PID"), 3) == "IPP-1^^^CIM&1.2.250.1.999.2&ISO^PI");
  s.order.placerAuthority = "DPI";
  CHECK(field(segment(built(s, d, std::nullopt), "PID"), 3) == "IPP-9^^^DPI^PI");
}

TEST_CASE("delimiters, line ends and control characters in values stay values") {
  auto s = sample();
  s.patient.traits.birthName = "A|B^C~D\\E&F\rG\nH";
  s.exam.procedure.display = "coude | \x1C\x0B gauche";
  const auto message = built(s);
  CHECK(message.find("A\\F\\B\\S\\C\\R\\D\\E\\E\\T\\F G\\.br\\H") != std::string::npos);
  CHECK(message.find('\x1C') == std::string::npos);
  CHECK(message.find('\x0B') == std::string::npos);
  CHECK(std::count(message.begin(), message.end(), '\r') == 5);
}

TEST_CASE("enhanced mode is asked for in MSH-15 and MSH-16") {
  auto d = his();
  d.ackMode = AckMode::accept;
  auto msh = segment(built(sample(), d), "MSH");
  CHECK(field(msh, 14) + "/" + field(msh, 15) == "AL/NE");
  d.ackMode = AckMode::both;
  msh = segment(built(sample(), d), "MSH");
  CHECK(field(msh, 14) + "/" + field(msh, 15) == "AL/AL");
}

TEST_CASE("letters that a set lacks become their nearest, counted; structure never comes of them") {
  CHECK(encodedFor("cœur Łukasz 12 €", Charset::latin1).bytes == "coeur Lukasz 12 EUR");
  CHECK(encodedFor("cœur Łukasz", Charset::latin1).transliterated == 2);
  CHECK(encodedFor("cœur", Charset::latin9).bytes == "c\xBDur");
  CHECK(encodedFor("cœur", Charset::latin9).transliterated == 0);
  CHECK(encodedFor("Échographie", Charset::ascii).bytes == "Echographie");
  CHECK(encodedFor("日\xF0\x9F\xA9\xBB", Charset::ascii).bytes.find('|') == std::string::npos);
  CHECK(encodedFor("\xEF\xBD\x9C\xEF\xBC\xBE\xEF\xBC\x86", Charset::latin9).bytes == "???");
  CHECK(encodedFor("Łœ日", Charset::utf8).bytes == "Łœ日");
}

TEST_CASE("what was prepared is read back as it was; anything else is refused") {
  const Prepared whole{Environment::production, "ID", "patient", Ins::parse("279035121518989", Ins::kNirTest), "MSH|\xE9\r", "MSH|with\r"};
  const auto again = preparedFrom(toBytes(whole));
  CHECK(again.environment == Environment::production);
  CHECK(again.controlId == "ID");
  CHECK(again.patientId == "patient");
  CHECK(again.ins == whole.ins);
  CHECK(again.plain == whole.plain);
  CHECK(again.withIns == whole.withIns);
  const Prepared none{Environment::test, "ID", "patient", std::nullopt, "MSH|\r", ""};
  CHECK_FALSE(preparedFrom(toBytes(none)).ins);
  for (const std::string bad : {"", "\n", "{}\n", "[]\nx", "{\"form\":1}\n", "MSH|^~\\&|\r", "{\"form\":2,\"plain\":0}\n"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(preparedFrom(bad), Refusal);
  }
  auto cut = toBytes(whole);
  CHECK_THROWS_AS(preparedFrom(cut.substr(0, cut.find('\n') + 3)), Refusal);
}
