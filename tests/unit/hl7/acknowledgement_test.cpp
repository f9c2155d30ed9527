// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/acknowledgement/acknowledgement.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "plugins/hl7/receiver/acceptance.h"
#include "plugins/hl7/receiver/refusal_mapping.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

namespace {

const Stamp kStamp{"0123456789ABCDEF", "20261120101700+0000", Environment::test};

Envelope envelope(const SampleMessage& sample = {}) { return envelopeOf(Message::parse(sample.text())); }

Message only(const std::vector<std::string>& answers) {
  REQUIRE(answers.size() == 1);
  return Message::parse(answers[0]);
}

Action accepted(const std::string& type, Environment environment = Environment::test, const std::string& processingId = "T") {
  SampleMessage sample;
  sample.type = type;
  sample.processingId = processingId;
  return acceptance(envelope(sample), environment);
}

}  // namespace

TEST_CASE("an acceptance swaps sender and receiver and repeats the control id [RIS.INS.57]") {
  const auto ack = only(answers(envelope(), {}, kStamp));
  const auto& msh = ack.header();
  CHECK(msh.field(3).value() == "CLAIRIS");
  CHECK(msh.field(5).value() == "GAM");
  CHECK(msh.field(6).value() == "CIM-TEST");
  CHECK(msh.field(7).value() == "20261120101700+0000");
  CHECK(msh.field(9).value() == "ACK");
  CHECK(msh.field(9).value(2) == "A28");
  CHECK(msh.field(9).value(3) == "ACK");
  CHECK(msh.field(10).value() == "0123456789ABCDEF");
  CHECK(msh.field(11).value() == "T");
  CHECK(msh.field(12).value(2) == "FRA");
  CHECK(msh.field(18).value() == "UNICODE UTF-8");
  CHECK(ack.find("MSA")->field(1).value() == "AA");
  CHECK(ack.find("MSA")->field(2).value() == "MSG1001");
  CHECK(ack.find("ERR") == nullptr);
}

TEST_CASE("a refusal names place, condition and reason in ERR") {
  const Fault fault(Condition::tableValue, {"PID", 1, 3, 2, 4, 2}, "text with | and ^", false, "patient.ins.environment");
  const auto ack = only(answers(envelope(), {"AE", &fault, {}}, kStamp));
  const auto& err = *ack.find("ERR");
  CHECK(ack.find("MSA")->field(1).value() == "AE");
  CHECK(err.field(2).raw() == "PID^1^3^2^4^2");
  CHECK(err.field(3).value(1) == "103");
  CHECK(err.field(3).value(3) == "messageErrorCondition");
  CHECK(err.field(4).value() == "E");
  CHECK(err.field(5).value() == "patient.ins.environment");
  CHECK(err.field(7).value() == "text with | and ^");
}

TEST_CASE("the answer speaks the sender's delimiters") {
  const auto to = envelopeOf(Message::parse("MSH#*+?%#GAM#CIM#RIS#CIM#2026##ADT*A28#M#1#T#2.5"));
  const Fault fault(Condition::fieldMissing, {"PID", 1, 5}, "a#b", false);
  const auto ack = Message::parse(answers(to, {"AE", &fault, {}}, kStamp).at(0));
  CHECK(ack.delimiters().field == '#');
  CHECK(ack.header().field(9).value(2) == "A28");
  CHECK(ack.find("ERR")->field(7).value() == "a#b");
}

TEST_CASE("enhanced mode: the answers asked for, and only those") {
  const Fault bad(Condition::fieldMissing, {}, "x"), later(Condition::application, {}, "x", true);
  struct Row {
    const char *accept, *application;
    const Fault* fault;
    std::vector<std::string> expected;
  };
  const std::vector<Row> table{
      {"", "", nullptr, {"AA"}},
      {"", "AL", nullptr, {"AA"}},
      {"NE", "AL", nullptr, {"AA"}},
      {"AL", "NE", nullptr, {"CA"}},
      {"AL", "AL", nullptr, {"CA", "AA"}},
      {"NE", "NE", nullptr, {}},
      {"ER", "ER", nullptr, {}},
      {"SU", "NE", nullptr, {"CA"}},
      {"AL", "ER", nullptr, {"CA"}},
      {"AL", "AL", &bad, {"CA", "AE"}},
      {"AL", "NE", &bad, {"CE"}},
      {"NE", "ER", &bad, {"AE"}},
      {"NE", "SU", &bad, {}},
      {"ER", "NE", &bad, {"CE"}},
      {"AL", "NE", &later, {"CR"}},
      {"AL", "AL", &later, {"CR", "AR"}},
  };
  for (const auto& row : table) {
    CAPTURE(std::string(row.accept) + "/" + row.application + (row.fault ? row.fault->rejected() ? " AR" : " AE" : " AA"));
    SampleMessage sample;
    sample.acceptWhen = row.accept;
    sample.applicationWhen = row.application;
    const Verdict verdict{row.fault == nullptr ? "AA" : row.fault->rejected() ? "AR" : "AE", row.fault, {}};
    std::vector<std::string> codes, ids;
    for (const auto& answer : answers(envelope(sample), verdict, kStamp)) {
      const auto message = Message::parse(answer);
      codes.push_back(message.find("MSA")->field(1).value());
      ids.push_back(message.header().field(10).value());
    }
    CHECK(codes == row.expected);
    if (ids.size() == 2) CHECK(ids[0] != ids[1]);
  }
}

TEST_CASE("repeated header values are bounded and cannot start a segment") {
  SampleMessage sample;
  sample.application = std::string(10000, 'x');
  sample.facility = "A\nPID|evil";
  const auto text = answers(envelope(sample), {}, kStamp).at(0);
  CHECK(text.size() < 2000);
  CHECK(Message::parse(text).segments().size() == 2);
}

TEST_CASE("patient and order events are acted upon, harmless ones ignored [RIS.INS.55]") {
  for (const char* type : {"ADT^A28^ADT_A05", "ADT^A31^ADT_A05", "ADT^A08^ADT_A01"}) {
    CHECK(accepted(type) == Action::receivePatient);
  }
  for (const char* type : {"ADT^A01", "ADT^A02", "ADT^A03", "ADT^A04^ADT_A01", "ADT^A05^ADT_A05", "ADT^A06", "ADT^A07", "ADT^A11", "ADT^A12",
                           "ADT^A13", "ADT^A21", "ADT^A22", "ADT^A38", "ADT^A52", "ADT^A53", "ADT^A54", "ADT^A55", "ADT^Z99"}) {
    CHECK(accepted(type) == Action::receiveVisit);
  }
  CHECK(accepted("ADT^A40^ADT_A39") == Action::mergePatients);
  CHECK(accepted("ADT^A47^ADT_A30") == Action::changeNumber);
  CHECK(accepted("ADT^A44^ADT_A43") == Action::moveAccount);
  for (const char* type : {"SIU^S12^SIU_S12", "SIU^S13", "SIU^S14", "SIU^S15", "SIU^S17", "SIU^S26"}) CHECK(accepted(type) == Action::receiveAppointment);
  CHECK(accepted("ORM^O01^ORM_O01") == Action::receiveOrders);
  CHECK(accepted("OMG^O19^OMG_O19") == Action::receiveOrders);
  for (const char* type : {"ADT^A09", "ADT^A20", "ADT^A60", "ADT^Z42", "SIU^S16", "SIU^S23"}) CHECK(accepted(type) == Action::ignore);
}

TEST_CASE("merges, moves, links and deletions are never answered with AA while nobody carries them out") {
  for (const char* type : {"ADT^A24", "ADT^A37", "ADT^A23", "ADT^A29", "ADT^A34", "ADT^A41", "ADT^A43", "ADT^A45", "ADT^A50", "ADT^A18"}) {
    CAPTURE(std::string(type));
    const auto refused = faultOf([&] { accepted(type); });
    CHECK(refused == std::pair(Condition::event, std::string("MSH-9")));
    CHECK(refused.rejected);
    CHECK(refused.text.find("by hand") != std::string::npos);
  }
}

TEST_CASE("headers of what is not for this receiver are refused by the standard's codes [SR-07]") {
  const auto refused = [](auto&& change, Environment environment = Environment::test) {
    SampleMessage sample;
    change(sample);
    return faultOf([&] { acceptance(envelope(sample), environment); });
  };
  CHECK(refused([](auto& s) { s.type = "ORU^R01"; }) == std::pair(Condition::messageType, std::string("MSH-9")));
  CHECK(refused([](auto& s) { s.type = "ORM^O02"; }) == std::pair(Condition::event, std::string("MSH-9")));
  CHECK(refused([](auto& s) { s.type = ""; }) == std::pair(Condition::fieldMissing, std::string("MSH-9")));
  CHECK(refused([](auto& s) { s.type = "ADT"; }) == std::pair(Condition::fieldMissing, std::string("MSH-9")));
  CHECK(refused([](auto& s) { s.controlId = ""; }) == std::pair(Condition::fieldMissing, std::string("MSH-10")));
  CHECK(refused([](auto& s) { s.controlId = std::string(300, 'x'); }) == std::pair(Condition::dataType, std::string("MSH-10")));
  CHECK(refused([](auto& s) { s.processingId = ""; }) == std::pair(Condition::fieldMissing, std::string("MSH-11")));
  CHECK(refused([](auto& s) { s.processingId = "P"; }) == std::pair(Condition::processingId, std::string("MSH-11")));
  CHECK(refused([](auto& s) { s.processingId = "T"; }, Environment::production) == std::pair(Condition::processingId, std::string("MSH-11")));
  CHECK(refused([](auto& s) { s.processingId = "D"; }, Environment::production).rejected);
  CHECK(refused([](auto& s) { s.version = "3.0"; }) == std::pair(Condition::version, std::string("MSH-12")));
  CHECK(refused([](auto& s) { s.version = ""; }) == std::pair(Condition::fieldMissing, std::string("MSH-12")));
  CHECK_NOTHROW(accepted("ADT^A28", Environment::production, "P"));
}

TEST_CASE("what a use case refuses becomes AE; what storage could not do becomes AR, without its inner words") {
  const auto business = faultFrom(NotFound("order.unknown", "no order with placer number 1", "ORC-2"));
  CHECK_FALSE(business.rejected());
  CHECK(business.condition() == Condition::application);
  CHECK(business.location().segment == "ORC");
  CHECK(business.location().field == 2);
  CHECK(business.applicationCode() == "order.unknown");
  CHECK(faultFrom(Refusal("order.modality.missing", "x", "OBR-24")).condition() == Condition::fieldMissing);
  CHECK(faultFrom(Refusal("accession_number.malformed", "x", "site")).location().segment.empty());
  const auto storage = faultFrom(Refusal("store.busy", "SQLite code 5, in: INSERT"));
  CHECK(storage.rejected());
  CHECK(std::string(storage.what()).find("SQLite") == std::string::npos);
  CHECK(faultFrom(Conflict("patient.version", "x")).rejected());
}
