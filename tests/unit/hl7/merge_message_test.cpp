// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/identity/merge_message.h"

#include <doctest/doctest.h>

#include "unit/hl7/sample_messages.h"

using namespace clairis;
using namespace clairis::hl7;
using test::faultOf;
using test::SampleMessage;

namespace {

SampleMessage merge(const std::string& mrg) {
  SampleMessage sample;
  sample.type = "ADT^A40^ADT_A39";
  sample.visit = mrg;
  return sample;
}

std::vector<PatientPair> pairsOf(const SampleMessage& sample) {
  Sender sender;
  sender.name = "GAM/CIM-TEST";
  sender.trust = SenderTrust::sameDomain;
  return patientPairs(Message::parse(sample.text()), sender, Environment::test);
}

const std::string kMrg = "MRG|IPP0002^^^CIM-TEST&750999991&N^PI";

}  // namespace

TEST_CASE("A40: MRG-1 disappears into PID-3, and the pair repeats [RIS.INS.55]") {
  auto sample = merge(kMrg);
  SampleMessage second;
  second.pid3 = "IPP0003^^^CIM-TEST^PI";
  second.pid5 = "NESSI^RUTH^RUTH ISABELLE^^^^L";
  second.pid32 = "PROV";
  sample.rest = second.pid() + "\rMRG|IPP0004^^^CIM-TEST^PI~IPP0005^^^CIM-TEST^PI";
  const auto pairs = pairsOf(sample);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].feed.patient.localIds[0].value == "IPP0001");
  CHECK(pairs[0].former == std::vector<LocalId>{{"IPP0002", "CIM-TEST", ""}});
  CHECK(pairs[0].statusSaid);
  CHECK(pairs[1].feed.patient.traits.birthName == "NESSI");
  CHECK(pairs[1].former.size() == 2);
}

TEST_CASE("A47: the old number is read, one that is no number reads as nothing, one of the other environment is refused [RIS.INS.55] [SR-07]") {
  const auto former = [](const std::string& number, const std::string& oid) {
    return pairsOf(merge("MRG|" + number + "^^^ASIP-SANTE-INS-NIR&" + oid + "&ISO^INS")).front();
  };
  CHECK(former("277076322082910", "1.2.250.1.213.1.4.10").formerIns == Ins::parse("277076322082910", Ins::kNirTest));
  CHECK(former("277076322082910", "1.2.250.1.213.1.4.10").former.empty());
  CHECK_FALSE(former("unknown", "1.2.250.1.213.1.4.10").formerIns.has_value());
  CHECK(faultOf([&] { former("277076322082910", "1.2.250.1.213.1.4.8"); }) == std::pair(Condition::tableValue, std::string("MRG-1")));
}

TEST_CASE("a pair that does not hold together is refused whole") {
  const auto refused = [](const SampleMessage& sample) { return faultOf([&] { pairsOf(sample); }); };
  CHECK(refused(merge("PV1|1|N")) == std::pair(Condition::segmentSequence, std::string("MRG")));
  CHECK(refused(merge("MRG|")) == std::pair(Condition::fieldMissing, std::string("MRG-1")));
  CHECK(refused(merge(kMrg + "\r" + kMrg)) == std::pair(Condition::segmentSequence, std::string("PID")));
  CHECK(refused(merge("MRG|IPP0001^^^CIM-TEST^PI")) == std::pair(Condition::tableValue, std::string("MRG-1")));
  auto twoPids = merge(SampleMessage().pid());
  twoPids.rest = kMrg;
  CHECK(refused(twoPids) == std::pair(Condition::segmentSequence, std::string("MRG")));
  auto secondWrong = merge(kMrg);
  SampleMessage second;
  second.pid5 = "\"\"^DOMINIQUE^^^^^L";
  secondWrong.rest = second.pid() + "\rMRG|IPP0009^^^CIM-TEST^PI";
  CHECK(refused(secondWrong) == std::pair(Condition::fieldMissing, std::string("PID-5")));
  auto many = merge(kMrg);
  for (int i = 0; i < 100; ++i) many.rest += (i == 0 ? "" : "\r") + SampleMessage().pid() + "\r" + kMrg;
  CHECK(refused(many) == std::pair(Condition::cardinality, std::string("PID")));
  CHECK(faultOf([] { patientPairs(Message::parse("MSH|^~\\&|A"), {}, Environment::test); }) ==
        std::pair(Condition::segmentSequence, std::string("PID")));
}
