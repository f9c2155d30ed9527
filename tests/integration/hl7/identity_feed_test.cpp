// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// A28, A31 and A08: which trait is taken, left or deleted, whoever sends it, and what the other events leave alone.
#include <doctest/doctest.h>

#include "integration/hl7/house.h"
#include "unit/hl7/sample_appointment.h"
#include "unit/hl7/sample_pair.h"

using namespace clairis;
using namespace clairis::hl7;
using namespace clairis::test;

namespace {

/// IPP0001 qualified, with every trait filled.
struct Filled {
  House house;
  int sent = 0;
  Filled() {
    auto all = aPatient("IPP0001", true);
    all.pid5 += "~USAGE^DOMI^^^^^D";
    REQUIRE(house.send(all.text()) == "AA");
  }
  /// A31 or A08 of the same person, changed.
  std::string tell(const std::function<void(SampleMessage&)>& change, const std::string& type = "ADT^A31^ADT_A05") {
    auto sample = aPatient("IPP0001", true);
    sample.type = type;
    sample.controlId = "T" + std::to_string(++sent);
    change(sample);
    return house.answer(sample.text());
  }
  Patient now() { return house.patient("IPP0001"); }
};

}  // namespace

TEST_CASE("\"\" deletes a trait of an identity, an empty field leaves it, by A28, A31 and A08 alike [RIS.INS.55] [RIS.INS.57]") {
  for (const std::string type : {"ADT^A28^ADT_A05", "ADT^A31^ADT_A05", "ADT^A08^ADT_A01"}) {
    CAPTURE(type);
    Filled f;
    const auto provisional = [](SampleMessage& m) {
      m.pid3 = ipp("IPP0001");
      m.pid32 = "PROV";
    };
    CHECK(codeOf(f.tell(
              [&](SampleMessage& m) {
                provisional(m);
                m.pid5 = "PAT-TROIS^^^^^^L";
                m.pid7 = m.pid11 = m.pid13 = "";
                m.pid8 = "U";
              },
              type)) == "AA");
    auto now = f.now();
    CHECK(now.traits.firstBirthName == "DOMINIQUE");
    CHECK(now.traits.usedName == "USAGE");
    CHECK(now.traits.birthDate == "1979-03-28");
    CHECK(now.traits.sex == Sex::female);
    CHECK(now.traits.birthPlaceCode == "51215");
    CHECK(now.address.city == "PARIS");
    CHECK(now.phone == "0140000000");
    CHECK(now.status == IdentityStatus::provisional);
    CHECK(codeOf(f.tell(
              [&](SampleMessage& m) {
                provisional(m);
                m.pid5 = "PAT-TROIS^\"\"^\"\"^^^^L~\"\"^\"\"^^^^^D";
                m.pid7 = m.pid13 = "\"\"";
                m.pid11 = "\"\"^^\"\"^^\"\"^\"\"^H~^^^^^^BDL^^\"\"";
              },
              type)) == "AA");
    now = f.now();
    CHECK(now.traits == Traits{"PAT-TROIS", "", "", "", "", "", Sex::female, ""});
    CHECK(now.address.city.empty());
    CHECK(now.phone.empty());
    CHECK(f.house.count("patient") == 1);
    CHECK(codeOf(f.tell([](SampleMessage& m) { m.pid5 = "\"\"^DOMINIQUE^^^^^L"; }, type)) == "AE");
  }
}

TEST_CASE("the INS is taken with VALI alone, in each status of table 0445 [RIS.INS.55] [SR-02]") {
  House house;
  Filled f;
  int number = 0;
  for (const std::string code :
       {"VIDE", "PROV", "DOUB", "DESA", "DPOT", "FILI", "CACH", "ANOM", "IDVER", "RECD", "IDRA", "INVA", "DOUT", "FICT", ""}) {
    CAPTURE(code);
    auto sample = aPatient("NEW" + std::to_string(++number), true);
    sample.pid32 = code;
    CHECK(house.send(sample.text()) == "AA");
    const auto made = house.patient("NEW" + std::to_string(number));
    CHECK(made.status == IdentityStatus::provisional);
    CHECK_FALSE(made.ins.has_value());
    REQUIRE(f.now().status == IdentityStatus::qualified);
    f.tell([&](SampleMessage& m) { m.pid32 = code; });
    CHECK(f.now().status == IdentityStatus::provisional);
    CHECK_FALSE(f.now().ins.has_value());
    f.tell([](SampleMessage&) {});
  }
  Filled doubted;
  doubted.tell([](SampleMessage& m) { m.pid32 = "VALI~DOUT"; });
  CHECK(doubted.now().doubtful);
  CHECK_FALSE(insForOutlet(doubted.now(), Environment::test).has_value());
  doubted.tell([](SampleMessage& m) { m.pid32 = "VALI~HOMD"; });
  CHECK(doubted.now().homonym);
  CHECK(doubted.now().status == IdentityStatus::qualified);
}

TEST_CASE("NIR goes before NIA, an old INS-C is nobody's number, and a birth date that was corrected excludes the INS [RIS.INS.55] [RIS.INS.57]") {
  House house;
  auto both = aPatient("IPP0001", true);
  both.pid3 += "~109076322088835^^^ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.9&ISO^INS";
  CHECK(house.send(both.text()) == "AE");  // of production, in test (SR-07)
  auto old = aPatient("IPP0001");
  old.pid32 = "VALI";
  old.pid3 += "~0123456789012345678901^^^ASIP-SANTE-INS-C&1.2.250.1.213.1.4.2&ISO^INS-C";
  CHECK(house.send(old.text()) == "AA");
  CHECK(house.patient("IPP0001").status == IdentityStatus::validated);
  CHECK(house.patient("IPP0001").localIds.size() == 1);
  auto corrected = aPatient("IPP0003", true);
  corrected.rest = "ZFD||||Y";
  CHECK(house.send(corrected.text()) == "AA");
  CHECK_FALSE(house.patient("IPP0003").ins.has_value());
  CHECK(house.patient("IPP0003").status != IdentityStatus::qualified);
}

TEST_CASE("a partner who is not believed changes no identity that is qualified; contact data is his to tell [SR-04] [RIS.INS.44]") {
  Filled f;
  const auto before = f.now();
  CHECK(codeOf(f.tell([](SampleMessage& m) {
          m.application = "STRANGER";
          m.pid3 = ipp("IPP0001") + "~" + kNoIns;
          m.pid5 = "ANOTHER^NAME^^^^^L~\"\"^\"\"^^^^^D";
          m.pid32 = "PROV~DOUT";
          m.pid13 = "^PRN^PH^^^^^^^^^0155555555";
        })) == "AA");
  const auto after = f.now();
  CHECK(after.traits == before.traits);
  CHECK(after.ins == before.ins);
  CHECK(after.status == IdentityStatus::qualified);
  CHECK_FALSE(after.doubtful);
  CHECK(after.phone == "0155555555");
}

TEST_CASE("events that change nothing here are acknowledged as ignored, those that would lose a change are refused; neither touches anybody") {
  Filled f;
  const auto before = f.now();
  const auto ages = [](SampleMessage& m) {
    m.pid3 = ipp("IPP0001");
    m.pid32 = "PROV";
    m.pid7 = "19500101";
  };
  for (const std::string event : {"A09", "A10", "A17", "A20", "A32", "A33", "A60", "A61", "Z42", "Z80"}) {
    CAPTURE(event);
    const auto answer = f.tell(ages, "ADT^" + event);
    CHECK(codeOf(answer) == "AA");
    CHECK(answer.find("event " + event + " changes nothing here: ignored") != std::string::npos);
  }
  for (const std::string event : {"A18", "A23", "A24", "A29", "A30", "A34", "A36", "A37", "A41", "A43", "A45", "A50"}) {
    CAPTURE(event);
    const auto answer = f.tell(ages, "ADT^" + event);
    CHECK(codeOf(answer) == "AR");
    CHECK(conditionOf(answer) == "201");
  }
  CHECK(f.now().version == before.version);
  CHECK(f.house.count("patient") == 1);
}

TEST_CASE(
    "an order or an appointment that says no status neither lowers nor changes an identity; one that says PROV, and an A31 that says none, do "
    "[SR-02] "
    "[RIS.INS.55]") {
  const auto ordered = [](const std::string& status, bool appointment) {
    Filled f;
    SampleOrder order;
    SampleAppointment booked;
    booked.application = "GAM";
    SampleMessage& sample = appointment ? static_cast<SampleMessage&>(booked) : order;
    sample.pid3 = ipp("IPP0001");
    sample.pid7 = "19790327";
    sample.pid13 = "^PRN^PH^^^^^^^^^0155555555";
    sample.pid32 = status;
    CHECK(f.house.send(appointment ? booked.text() : order.text()) == "AA");
    const auto now = f.now();
    CHECK(now.phone == "0155555555");
    CHECK(f.house.count("patient") == 1);
    return std::pair(now.status, now.traits.birthDate);
  };
  for (const bool appointment : {false, true}) {
    CAPTURE(appointment);
    CHECK(ordered("", appointment) == std::pair(IdentityStatus::qualified, std::string("1979-03-28")));
    CHECK(ordered("PROV", appointment) == std::pair(IdentityStatus::provisional, std::string("1979-03-27")));
  }
  Filled f;
  f.tell([](SampleMessage& m) { m.pid32 = ""; });
  CHECK(f.now().status == IdentityStatus::provisional);
  // Somebody new comes with his order, provisional and without an INS.
  House house;
  SampleOrder order;
  order.pid32 = "";
  CHECK(house.send(order.text()) == "AA");
  CHECK(house.patient("IPP0001").status == IdentityStatus::provisional);
  CHECK(house.patient("IPP0001").traits.birthName == "PAT-TROIS");
  CHECK_FALSE(house.patient("IPP0001").ins.has_value());
}
