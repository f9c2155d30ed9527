// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/receiver.h"

#include <doctest/doctest.h>

#include <thread>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::codeOf;
using test::conditionOf;
using test::House;
using test::SampleMessage;
using test::SampleOrder;

TEST_CASE("a qualified identity of the same domain is stored with its INS [RIS.INS.55] [SR-04]") {
  House house;
  CHECK(house.send(SampleMessage().text()) == "AA");
  const auto row = house.row("SELECT status, ins_matricule, ins_oid, birth_name, birth_place_code FROM patient");
  REQUIRE(row.size() == 5);
  CHECK(row[0].text() == "qualified");
  CHECK(row[1].text() == "279035121518989");
  CHECK(row[2].text() == "1.2.250.1.213.1.4.10");
  CHECK(row[3].text() == "PAT-TROIS");
  CHECK(row[4].text() == "51215");
  CHECK(house.row("SELECT actor FROM audit_entry WHERE action = 'hl7.message.accepted'").at(0).text() == "hl7:GAM/CIM-TEST");
}

TEST_CASE("an identity that is not validated is stored without its INS [RIS.INS.55] [RIS.INS.37]") {
  House house;
  SampleMessage sample;
  sample.pid32 = "PROV";
  CHECK(house.send(sample.text()) == "AA");
  const auto row = house.row("SELECT status, ins_matricule, unverified_matricule FROM patient");
  CHECK(row.at(0).text() == "provisional");
  CHECK(row.at(1).null());
  CHECK(row.at(2).text().empty());
}

TEST_CASE("the INS of an undeclared sender stays unverified and leaves by no outlet [SR-04] [SR-02]") {
  House house;
  SampleMessage sample;
  sample.application = "STRANGER";
  CHECK(house.send(sample.text()) == "AA");
  const auto row = house.row("SELECT id, status, ins_matricule, unverified_matricule FROM patient");
  CHECK(row.at(1).text() == "provisional");
  CHECK(row.at(2).null());
  CHECK(row.at(3).text() == "279035121518989");
  const auto patient = house.store->reading([&](Reader& reader) { return house.clinic.patient(reader, row[0].text()); });
  CHECK_FALSE(insForOutlet(patient, Environment::test).has_value());
}

TEST_CASE("a downgrade by A31 takes the INS away again") {
  House house;
  house.send(SampleMessage().text());
  SampleMessage downgrade;
  downgrade.type = "ADT^A31^ADT_A05";
  downgrade.controlId = "MSG1002";
  downgrade.pid32 = "PROV";
  CHECK(house.send(downgrade.text()) == "AA");
  CHECK(house.row("SELECT status, ins_matricule FROM patient").at(0).text() == "provisional");
  CHECK(house.row("SELECT ins_matricule FROM patient").at(0).null());
  CHECK(house.count("patient") == 1);
}

TEST_CASE("a deleted used name disappears, an empty one leaves what is stored [RIS.INS.57]") {
  House house;
  SampleMessage sample;
  sample.pid5 += "~LEGRAND^DOMI^^^Mme^^D";
  house.send(sample.text());
  CHECK(house.row("SELECT used_name FROM patient").at(0).text() == "LEGRAND");
  SampleMessage empty;
  empty.controlId = "MSG1002";
  CHECK(house.send(empty.text()) == "AA");
  CHECK(house.row("SELECT used_name FROM patient").at(0).text() == "LEGRAND");
  SampleMessage deleted;
  deleted.controlId = "MSG1003";
  deleted.pid5 += "~\"\"^\"\"^^^^^D";
  CHECK(house.send(deleted.text()) == "AA");
  CHECK(house.row("SELECT used_name FROM patient").at(0).text().empty());
}

TEST_CASE("an INS of production is refused in test and nothing is stored [SR-07]") {
  House house;
  SampleMessage sample;
  sample.pid3 = "IPP1^^^CIM-TEST^PI~180032B02040123^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS";
  const auto answer = house.answer(sample.text());
  CHECK(codeOf(answer) == "AE");
  CHECK(conditionOf(answer) == "103");
  CHECK(answer.find("180032B02040123") == std::string::npos);
  CHECK(house.count("patient") == 0);
  CHECK(house.count("hl7_inbound") == 0);
}

TEST_CASE("two patients with the same qualified INS are refused by AE [SR-03]") {
  House house;
  house.send(SampleMessage().text());
  SampleMessage other;
  other.controlId = "MSG1002";
  other.pid3 = "IPP0002^^^CIM-TEST^PI~279035121518989^^^A&1.2.250.1.213.1.4.10&ISO^INS";
  other.pid5 = "NESSI^RUTH^RUTH ISABELLE^^^^L";
  const auto answer = house.answer(other.text());
  CHECK(codeOf(answer) == "AE");
  CHECK(conditionOf(answer) == "207");
  CHECK(house.count("patient") == 1);
}

TEST_CASE("the same control id acts once: the repeat gets the stored answer, byte for byte") {
  House house;
  const auto text = SampleOrder().text();
  const auto first = house.answer(text);
  CHECK(codeOf(first) == "AA");
  house.store.clock.advance(std::chrono::hours(1));
  CHECK(house.answer(text) == first);
  CHECK(house.count("imaging_order") == 1);
  CHECK(house.count("hl7_inbound") == 1);
  CHECK(house.count("hl7_raw") == 1);
  SUBCASE("the same id from another sender is another message") {
    SampleMessage other;
    other.application = "OTHER";
    other.controlId = "MSG2001";
    CHECK(house.send(other.text()) == "AA");
    CHECK(house.count("hl7_inbound") == 2);
  }
  SUBCASE("the same id with another body is refused and does nothing") {
    SampleOrder changed;
    changed.orc = "ORC|NW|DEM777^DPI";
    changed.obr = "OBR|1|||24590-2^IRM cerveau^LN";
    const auto refused = house.answer(changed.text());
    CHECK(codeOf(refused) == "AE");
    CHECK(conditionOf(refused) == "207");
    CHECK(refused.find("hl7.control_id.reused") != std::string::npos);
    CHECK(house.count("imaging_order") == 1);
  }
}

TEST_CASE("a refused message may be mended and sent again under its control id") {
  House house;
  SampleMessage sample;
  sample.pid7 = "19790230";
  CHECK(house.send(sample.text()) == "AE");
  sample.pid7 = "19790328";
  CHECK(house.send(sample.text()) == "AA");
  CHECK(house.count("patient") == 1);
}

TEST_CASE("many links that send one message at the same time place one order") {
  House house;
  const auto text = SampleOrder().text();
  std::vector<std::thread> links;
  std::vector<std::string> answers(8);
  for (auto& answer : answers) links.emplace_back([&] { answer = house.answer(text); });
  for (auto& link : links) link.join();
  for (const auto& answer : answers) CHECK(codeOf(answer) == "AA");
  for (const auto& answer : answers) CHECK(answer == answers[0]);
  CHECK(house.count("imaging_order") == 1);
}

TEST_CASE("an order is placed, changed and cancelled; its patient comes with it") {
  House house;
  CHECK(house.send(SampleOrder().text()) == "AA");
  const auto placed = house.row(
      "SELECT o.placer_number, o.requester_id_nat, o.reason, e.modality, e.scheduled_at, e.state, o.sender FROM imaging_order o JOIN exam e ON "
      "e.accession_number = o.accession_number");
  REQUIRE(placed.size() == 7);
  CHECK(placed[0].text() == "DEM501");
  CHECK(placed[1].text() == "801234560801");
  CHECK(placed[2].text() == "Céphalées inhabituelles\nPacemaker : non");
  CHECK(placed[3].text() == "MR");
  CHECK(placed[4].text() == "2026-03-10T08:00:00.000Z");
  CHECK(placed[5].text() == "scheduled");
  CHECK(placed[6].text() == "DPI/CIM-TEST");
  SampleOrder change;
  change.controlId = "MSG2002";
  change.orc.replace(change.orc.find("NW"), 2, "XO");
  change.obr.replace(change.obr.find("20260310090000"), 14, "20260315143000");
  CHECK(house.send(change.text()) == "AA");
  CHECK(house.row("SELECT scheduled_at FROM exam").at(0).text() == "2026-03-15T13:30:00.000Z");
  SampleOrder cancel;
  cancel.controlId = "MSG2003";
  cancel.orc = "ORC|CA|DEM501^DPI^1.2.250.1.999.1^ISO||||||||||||||^Patient sorti";
  cancel.obr = "";
  CHECK(house.send(cancel.text()) == "AA");
  CHECK(house.row("SELECT state FROM exam").at(0).text() == "cancelled");
  CHECK(house.row("SELECT reason FROM imaging_order").at(0).text().find("Patient sorti") != std::string::npos);
  CHECK(house.count("imaging_order") == 1);
  CHECK(house.count("patient") == 1);
}

TEST_CASE("OMG^O19 places an order like ORM^O01 does") {
  House house;
  SampleOrder order;
  order.type = "OMG^O19^OMG_O19";
  order.version = "2.5.1";
  order.orc = "ORC|NW|DEM601^DPI";
  order.obr = "TQ1|||||||20260310090000||R\rOBR|1|DEM601^DPI||24590-2^IRM cerveau^LN";
  CHECK(house.send(order.text()) == "AA");
  CHECK(house.row("SELECT scheduled_at FROM exam").at(0).text() == "2026-03-10T08:00:00.000Z");
}

TEST_CASE("cancelling an unknown order is refused; the patient that came with it is not stored either") {
  House house;
  SampleOrder cancel;
  cancel.orc = "ORC|CA|UNKNOWN^DPI";
  cancel.obr = "";
  const auto answer = house.answer(cancel.text());
  CHECK(codeOf(answer) == "AE");
  CHECK(conditionOf(answer) == "207");
  CHECK(answer.find("order.unknown") != std::string::npos);
  CHECK(house.count("patient") == 0);
}

TEST_CASE("one wrong order among several undoes the whole message") {
  House house;
  SampleOrder sample;
  sample.details = "ORC|CA|UNKNOWN^DPI";
  CHECK(house.send(sample.text()) == "AE");
  CHECK(house.count("imaging_order") == 0);
  CHECK(house.count("hl7_inbound") == 0);
}

TEST_CASE("links are refused, unknown events accepted and ignored; both leave patients alone") {
  House house;
  SampleMessage link;
  link.type = "ADT^A24^ADT_A24";
  const auto refused = house.answer(link.text());
  CHECK(codeOf(refused) == "AR");
  CHECK(conditionOf(refused) == "201");
  SampleMessage unknown;
  unknown.type = "ADT^Z42";
  unknown.controlId = "MSG1002";
  const auto ignored = house.answer(unknown.text());
  CHECK(codeOf(ignored) == "AA");
  CHECK(conditionOf(ignored) == "0");
  CHECK(house.count("patient") == 0);
}

TEST_CASE("unknown segments and Z segments are passed over") {
  House house;
  SampleMessage sample;
  sample.rest = "ZBE|MVT1\rXYZ|a|b\rZFD|||Y\rROL||UC|ODRP|x";
  CHECK(house.send(sample.text()) == "AA");
}

TEST_CASE("names survive from 8859/15 to the database, and the answer is in the sender's set [SR-35]") {
  House house;
  SampleMessage sample;
  sample.characterSet = "";
  sample.controlId = "MSG\xE9";
  sample.pid5 = "C\xBDUR^H\xC9L\xC8NE^H\xC9L\xC8NE^^^^L";
  const auto answer = house.answer(sample.text());
  CHECK(answer.find("MSA|AA|MSG\xE9") != std::string::npos);
  CHECK(answer.find("8859/15") != std::string::npos);
  CHECK(house.row("SELECT birth_name, first_birth_name FROM patient").at(0).text() == "CœUR");
  CHECK(house.row("SELECT first_birth_name FROM patient").at(0).text() == "HÉLÈNE");
  SUBCASE("UTF-8 without MSH-18 is refused") {
    sample.controlId = "MSG2";
    sample.pid5 = "CŒUR^HÉLÈNE^^^^^L";
    const auto refused = house.answer(sample.text());
    CHECK(codeOf(refused) == "AE");
    CHECK(conditionOf(refused) == "101");
    CHECK(refused.find("MSH^1^18") != std::string::npos);
  }
}

TEST_CASE("LF input and other delimiters are read like the standard form") {
  House house;
  SampleMessage sample;
  sample.end = "\n";
  CHECK(house.send(sample.text()) == "AA");
  auto text = SampleMessage().text();
  for (char& c : text) c = c == '|' ? '#' : c == '^' ? '*' : c == '~' ? '+' : c == '&' ? '%' : c == '\\' ? '?' : c;
  text.replace(text.find("MSG1001"), 7, "MSG1002");
  text.replace(text.find("IPP0001"), 7, "IPP0009");
  const auto answer = house.answer(text);
  CHECK(answer.substr(0, 8) == "MSH#*+?%");
  CHECK(codeOf(answer) == "AA");
}

TEST_CASE("a frame that is no HL7 message is answered, not acted upon") {
  House house;
  for (const std::string bad : {"", "hello", "MSH", "MSH|^~\\&", "\x1B[2J", "<xml/>"}) {
    CAPTURE(bad);
    const auto answer = house.answer(bad);
    const auto code = codeOf(answer);
    CHECK((code == "AR" || code == "AE"));
  }
  CHECK(house.count("hl7_inbound") == 0);
}

TEST_CASE("an oversized frame is answered to its sender by its control id") {
  House house;
  const auto answers = house.receiver.receive(SampleMessage().text().substr(0, 200), true, "test");
  REQUIRE(answers.size() == 1);
  CHECK(codeOf(answers[0]) == "AE");
  CHECK(answers[0].find("MSA|AE|MSG1001") != std::string::npos);
  CHECK(house.count("patient") == 0);
}

TEST_CASE("the raw message is kept sealed, and purged with its control id when its time is over") {
  House house;
  const auto text = SampleMessage().text();
  house.send(text);
  const auto sealed = house.row("SELECT body FROM hl7_raw").at(0).bytes();
  CHECK(sealed.find("PAT-TROIS") == std::string::npos);
  CHECK(house.vault.vault->open(sealed) == text);
  SampleMessage wrong;
  wrong.controlId = "MSG9";
  wrong.pid7 = "x";
  house.send(wrong.text());
  CHECK(house.row("SELECT body FROM hl7_raw WHERE outcome = 'AE'").size() == 1);
  const auto now = fromIso(house.row("SELECT MIN(received_at) FROM hl7_raw").at(0).text());
  house.store->write(Lane::batch, [&](UnitOfWork& work) { CHECK_FALSE(purgeInbound(work, now, now)); });
  CHECK(house.count("hl7_raw") == 2);
  const auto later = now + std::chrono::hours(1);
  house.store->write(Lane::batch, [&](UnitOfWork& work) { CHECK_FALSE(purgeInbound(work, later, later)); });
  CHECK(house.count("hl7_raw") == 0);
  CHECK(house.count("hl7_inbound") == 0);
}

TEST_CASE("times of an overseas site are its own local times") {
  House house;
  house.store->write(Lane::interactive, [](UnitOfWork& work) { work.execute("UPDATE site SET zone = 'Indian/Reunion'"); });
  CHECK(house.send(SampleOrder().text()) == "AA");
  CHECK(house.row("SELECT scheduled_at FROM exam").at(0).text() == "2026-03-10T05:00:00.000Z");
}
