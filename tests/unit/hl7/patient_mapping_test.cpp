// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/patient_mapping.h"

#include <doctest/doctest.h>

#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

namespace {

PatientFeed feedOf(const SampleMessage& sample, Environment environment = Environment::test) {
  Sender sender;
  sender.name = "GAM/CIM-TEST";
  sender.trust = SenderTrust::sameDomain;
  return patientFeed(Message::parse(sample.text()), sender, environment);
}

}  // namespace

TEST_CASE("a qualified identity is read with its INS and traits [RIS.INS.55] [RIS.INS.57]") {
  const auto feed = feedOf({});
  CHECK(feed.validated);
  CHECK(feed.trust == SenderTrust::sameDomain);
  const auto& patient = feed.patient;
  REQUIRE(patient.ins.has_value());
  CHECK(patient.ins->matricule() == "279035121518989");
  CHECK(patient.ins->oid() == Ins::kNirTest);
  CHECK(patient.traits.birthName == "PAT-TROIS");
  CHECK(patient.traits.firstBirthName == "DOMINIQUE");
  CHECK(patient.traits.birthNames == "DOMINIQUE MARIE-LOUISE");
  CHECK(patient.traits.usedName.empty());
  CHECK(patient.traits.birthDate == "1979-03-28");
  CHECK(patient.traits.sex == Sex::female);
  CHECK(patient.traits.birthPlaceCode == "51215");
  CHECK(patient.address.line == "28 Avenue de Breteuil");
  CHECK(patient.address.city == "PARIS");
  CHECK(patient.address.postalCode == "75007");
  CHECK(patient.phone == "0140000000");
  REQUIRE(patient.localIds.size() == 1);
  CHECK(patient.localIds[0] == LocalId{"IPP0001", "CIM-TEST", ""});
  CHECK_FALSE(patient.doubtful);
  CHECK_FALSE(patient.deceased);
}

TEST_CASE("the INS is taken only when PID-32 says VALI; the message is read without it otherwise [RIS.INS.55] [RIS.INS.37]") {
  for (const char* status : {"PROV", "", "VIDE", "RECD", "IDVER", "PROV~HOMD"}) {
    CAPTURE(std::string(status));
    SampleMessage sample;
    sample.pid32 = status;
    const auto feed = feedOf(sample);
    CHECK_FALSE(feed.validated);
    CHECK_FALSE(feed.patient.ins.has_value());
    CHECK(feed.patient.traits.birthName == "PAT-TROIS");
  }
  SampleMessage homonym;
  homonym.pid32 = "VALI~HOMA";
  CHECK(feedOf(homonym).patient.ins.has_value());
}

TEST_CASE("doubtful and fictitious identities are marked") {
  SampleMessage sample;
  sample.pid32 = "PROV~DOUT";
  CHECK(feedOf(sample).patient.doubtful);
  sample.pid32 = "PROV~FICT";
  CHECK(feedOf(sample).patient.fictitious);
}

TEST_CASE("NIR goes before NIA, whatever their order") {
  const std::string nir = "279035121518988^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS";
  const std::string nia = "279035121518989^^^ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.9&ISO^INS";
  const std::string local = "IPP1^^^CIM-TEST^PI";
  const std::string matching = "180032B02040123^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS";
  for (const auto& ids : {local + "~" + matching + "~" + nia, nia + "~" + matching + "~" + local}) {
    SampleMessage sample;
    sample.processingId = "P";
    sample.pid3 = ids;
    CHECK(feedOf(sample, Environment::production).patient.ins->matricule() == "180032B02040123");
  }
  SampleMessage wrongKey;
  wrongKey.pid3 = local + "~" + nir;
  CHECK(faultOf([&] { feedOf(wrongKey, Environment::production); }) == std::pair(Condition::dataType, std::string("PID-3")));
  SampleMessage two;
  two.pid3 = "277076322082910^^^A&1.2.250.1.213.1.4.10&ISO^INS~279035121518989^^^A&1.2.250.1.213.1.4.10&ISO^INS";
  CHECK(faultOf([&] { feedOf(two); }) == std::pair(Condition::cardinality, std::string("PID-3")));
}

TEST_CASE("an INS of the other environment is refused, validated or not [SR-07]") {
  for (const char* status : {"VALI", "PROV"}) {
    SampleMessage sample;
    sample.pid32 = status;
    const auto refused = faultOf([&] { feedOf(sample, Environment::production); });
    CHECK(refused == std::pair(Condition::tableValue, std::string("PID-3")));
    CHECK_FALSE(refused.rejected);
    CHECK(refused.text.find("279035121518989") == std::string::npos);
  }
}

TEST_CASE("a validated identity with its INS lacks none of the five traits") {
  const auto without = [](auto&& change) {
    SampleMessage sample;
    change(sample);
    return faultOf([&] { feedOf(sample); });
  };
  CHECK(without([](auto& s) { s.pid7 = ""; }) == std::pair(Condition::fieldMissing, std::string("PID-7")));
  CHECK(without([](auto& s) { s.pid7 = "\"\""; }) == std::pair(Condition::fieldMissing, std::string("PID-7")));
  CHECK(without([](auto& s) { s.pid8 = "U"; }) == std::pair(Condition::fieldMissing, std::string("PID-8")));
  CHECK(without([](auto& s) { s.pid11 = "1 rue^^PARIS^^75001^FRA^H"; }) == std::pair(Condition::fieldMissing, std::string("PID-11")));
  CHECK(without([](auto& s) { s.pid5 = "PAT-TROIS^^^^^^L"; }) == std::pair(Condition::fieldMissing, std::string("PID-5")));
  CHECK(without([](auto& s) { s.pid5 = "^DOMINIQUE^^^^^L"; }) == std::pair(Condition::fieldMissing, std::string("PID-5")));
}

TEST_CASE("a provisional identity may lack what is not known") {
  SampleMessage sample;
  sample.pid32 = "PROV";
  sample.pid3 = "IPP0001^^^CIM-TEST^PI";
  sample.pid7 = sample.pid8 = sample.pid11 = sample.pid13 = "";
  sample.pid5 = "PAT-TROIS";
  const auto traits = feedOf(sample).patient.traits;
  CHECK(traits.birthName == "PAT-TROIS");
  CHECK(traits.birthDate.empty());
  CHECK(traits.sex == Sex::unknown);
}

TEST_CASE("a deleted value reaches the intake as such, an empty one as nothing to change [RIS.INS.57]") {
  SampleMessage sample;
  sample.pid5 = "PAT-TROIS^DOMINIQUE^^^^^L~\"\"^\"\"^^^^^D";
  sample.pid13 = "\"\"";
  const auto deleted = feedOf(sample).patient;
  CHECK(deleted.traits.usedName == "\"\"");
  CHECK(deleted.traits.usedFirstName == "\"\"");
  CHECK(deleted.traits.birthNames.empty());
  CHECK(deleted.phone == "\"\"");
  sample.pid5 = "PAT-TROIS^DOMINIQUE^^^^^L~^^^^^^D";
  sample.pid13 = "";
  const auto left = feedOf(sample).patient;
  CHECK(left.traits.usedName.empty());
  CHECK(left.phone.empty());
  SUBCASE("but the birth name is never deleted") {
    sample.pid5 = "\"\"^DOMINIQUE^^^^^L";
    CHECK(faultOf([&] { feedOf(sample); }) == std::pair(Condition::fieldMissing, std::string("PID-5")));
  }
}

TEST_CASE("two quotes in the place of the INS take it away, whatever the status says [RIS.INS.55]") {
  for (const char* status : {"VALI", "PROV", ""}) {
    SampleMessage sample;
    sample.pid32 = status;
    sample.pid3 = "IPP0001^^^CIM-TEST^PI~\"\"^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";
    const auto feed = feedOf(sample);
    CHECK(feed.insRemoved);
    CHECK_FALSE(feed.patient.ins.has_value());
    CHECK(feed.validated == (sample.pid32 == "VALI"));
  }
  SampleMessage changed;
  changed.pid3 = "IPP0001^^^CIM-TEST^PI~\"\"^^^ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.10&ISO^INS~279035121518989^^^A&1.2.250.1.213.1.4.10&ISO^INS";
  CHECK_FALSE(feedOf(changed).insRemoved);
  CHECK(feedOf(changed).patient.ins.has_value());
  SampleMessage elsewhere;
  elsewhere.pid3 = "IPP0001^^^CIM-TEST^PI~\"\"^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS";
  CHECK(faultOf([&] { feedOf(elsewhere); }) == std::pair(Condition::tableValue, std::string("PID-3")));
}

TEST_CASE("attributes of PID-32 are read, the mother's number is nobody's identifier [RIS.INS.56]") {
  SampleMessage sample;
  for (const char* status : {"VALI~HOMD", "PROV~HOMA"}) {
    sample.pid32 = status;
    CHECK(feedOf(sample).patient.homonym);
    CHECK_FALSE(feedOf(sample).patient.doubtful);
  }
  sample.pid32 = "PROV~DOUT~HOMD";
  CHECK((feedOf(sample).patient.doubtful && feedOf(sample).patient.homonym));
  auto text = sample.text();
  const std::string phone = "0140000000";
  text.insert(text.find(phone) + phone.size(), "||||||||MOTHER9^^^CIM-TEST^PI");
  Sender sender;
  const auto ids = patientFeed(Message::parse(text), sender, Environment::test).patient.localIds;
  REQUIRE(Message::parse(text).find("PID")->field(21).value() == "MOTHER9");
  REQUIRE(ids.size() == 1);
  CHECK(ids[0].value == "IPP0001");
}

TEST_CASE("a corrected birth date excludes the INS, a lunar one is uncertain [RIS.INS.56]") {
  SampleMessage sample;
  sample.rest = "ZFD|||N|Y|SM||CN";
  const auto corrected = feedOf(sample);
  CHECK(corrected.validated);
  CHECK_FALSE(corrected.patient.ins.has_value());
  CHECK(corrected.patient.birthDateUncertain);
  CHECK(corrected.proof == "CN");
  sample.rest = "ZFD|00^02^1979||N|N|INSI|20260115|PA";
  const auto lunar = feedOf(sample);
  CHECK(lunar.patient.birthDateUncertain);
  CHECK(lunar.patient.ins.has_value());
  CHECK(lunar.patient.insiCheckedAt == "2026-01-15T00:00:00.000Z");
  CHECK(lunar.proof == "PA");
  sample.rest = "ZFD|||N|N|INSI|yesterday|PA'; DROP";
  const auto odd = feedOf(sample);
  CHECK(odd.patient.insiCheckedAt.empty());
  CHECK(odd.proof.empty());
  CHECK_FALSE(odd.patient.birthDateUncertain);
}

TEST_CASE("used names are read beside the birth name, which they never replace") {
  SampleMessage sample;
  sample.pid5 = "LEGRAND^DOMI^^^Mme^^D~PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^Mme^^L";
  const auto traits = feedOf(sample).patient.traits;
  CHECK(traits.birthName == "PAT-TROIS");
  CHECK(traits.usedName == "LEGRAND");
  CHECK(traits.usedFirstName == "DOMI");
  SUBCASE("software without name types writes the birth name alone") {
    sample.pid5 = "PAT-TROIS^DOMINIQUE";
    CHECK(feedOf(sample).patient.traits.birthName == "PAT-TROIS");
  }
}

TEST_CASE("identifiers: local ones with their authority, national and billing numbers never among them") {
  SampleMessage sample;
  sample.pid3 =
      "1234^^^HOP&1.2.250.1.999.3&ISO^PI~5678^^^^MR~5678^^^^MR~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS^^20101207~"
      "9999^^^CPAM^NH~8888^^^HOP^AN~0123^^^ASIP-SANTE-INS-C&1.2.250.1.213.1.4.2&ISO^INS-C";
  const auto patient = feedOf(sample).patient;
  REQUIRE(patient.localIds.size() == 2);
  CHECK(patient.localIds[0] == LocalId{"1234", "HOP", "1.2.250.1.999.3"});
  CHECK(patient.localIds[1] == LocalId{"5678", "GAM/CIM-TEST", ""});
  CHECK(patient.ins.has_value());
}

TEST_CASE("a patient without any usable identifier is refused: he could never be found again") {
  SampleMessage sample;
  sample.pid3 = "279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS";
  CHECK(feedOf(sample).patient.localIds.empty());
  sample.pid32 = "PROV";
  CHECK(faultOf([&] { feedOf(sample); }) == std::pair(Condition::fieldMissing, std::string("PID-3")));
  sample.pid3 = "";
  CHECK(faultOf([&] { feedOf(sample); }) == std::pair(Condition::fieldMissing, std::string("PID-3")));
}

TEST_CASE("malformed traits are refused with their place and without repeating them") {
  const auto refusedAt = [](auto&& change) {
    SampleMessage sample;
    change(sample);
    return faultOf([&] { feedOf(sample); });
  };
  for (const char* date : {"1979", "197903", "19790230", "28/03/1979", "19791301", "00000000", "17000101", "1979032A"}) {
    CAPTURE(std::string(date));
    const auto refused = refusedAt([&](auto& s) { s.pid7 = date; });
    CHECK(refused == std::pair(Condition::dataType, std::string("PID-7")));
    CHECK(refused.text.find(date) == std::string::npos);
  }
  CHECK(refusedAt([](auto& s) { s.pid8 = "X"; }) == std::pair(Condition::tableValue, std::string("PID-8")));
  CHECK(refusedAt([](auto& s) { s.pid11 = "^^^^^^BDL^^PARIS"; }) == std::pair(Condition::dataType, std::string("PID-11")));
  CHECK(refusedAt([](auto& s) { s.pid3 = "27903512151898X^^^A&1.2.250.1.213.1.4.10&ISO^INS"; }) ==
        std::pair(Condition::dataType, std::string("PID-3")));
  CHECK(refusedAt([](auto& s) { s.pid3 = "279035121518989^^^A&1.2.3.4&ISO^INS"; }) == std::pair(Condition::tableValue, std::string("PID-3")));
  CHECK(refusedAt([](auto& s) { s.pid3 = std::string(500, '~'); }) == std::pair(Condition::cardinality, std::string("PID-3")));
  CHECK(refusedAt([](auto& s) { s.rest = s.pid(); }) == std::pair(Condition::cardinality, std::string("PID")));
  CHECK(faultOf([] { patientFeed(Message::parse("MSH|^~\\&|A"), {}, Environment::test); }) ==
        std::pair(Condition::segmentSequence, std::string("PID")));
}

TEST_CASE("Corsican birthplaces, death and opposition to the DMP are understood") {
  SampleMessage sample;
  sample.pid11 = "^^^^^FRA^BDL^^2B033";
  sample.pid30 = "Y";
  sample.rest = "ZFA|ACTIF|20260101|||||||IO";
  const auto patient = feedOf(sample).patient;
  CHECK(patient.traits.birthPlaceCode == "2B033");
  CHECK(patient.deceased);
  CHECK(patient.dmpOpposition);
}

TEST_CASE("the patient class is one letter; N says nothing") {
  const auto classOf = [](const std::string& visit) {
    SampleMessage sample;
    sample.visit = visit;
    return patientClass(Message::parse(sample.text()));
  };
  CHECK(classOf("PV1|1|I") == "I");
  CHECK(classOf("PV1|1|N") == "");
  CHECK(classOf("ZZZ|1") == "");
  CHECK(faultOf([&] { classOf("PV1|1|XX"); }) == std::pair(Condition::tableValue, std::string("PV1-2")));
}
