// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/announce/identity_message.h"

#include <doctest/doctest.h>

#include "plugins/hl7/message/message.h"

using namespace clairis;
using namespace clairis::hl7;

namespace {

const auto kIns = Ins::parse("279035121518989", Ins::kNirTest);
const auto kOld = Ins::parse("277076322082910", Ins::kNirTest);

IdentityNews news(IdentityStatus status) {
  IdentityNews n;
  n.patient.status = status;
  n.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
  n.site.zone = "Europe/Paris";
  n.numbers = {{"IPP0001", "CIM-TEST", ""}};
  return n;
}

Message message(const IdentityNews& n, const std::optional<Ins>& ins) {
  return Message::parse(identityMessage(n, {}, {"ID1", fromIso("2026-03-02T08:00:00.000Z"), Environment::test}, ins));
}

}  // namespace

TEST_CASE("a changed identity is told by A31, its INS only when the guard lets it out [RIS.INS.34] [SR-02] [RIS.INS.37]") {
  const auto with = message(news(IdentityStatus::qualified), kIns);
  CHECK(with.header().field(9).value(2) == "A31");
  CHECK(with.header().field(12).raw() == "2.5^FRA^2.11");
  CHECK(with.header().field(21).raw() == "2.11^IHE_FRANCE-2.11-PAM");
  CHECK(with.find("PID")->field(32).value() == "VALI");
  CHECK(with.find("PID")->field(3).repetitions().size() == 2);
  const auto without = identityMessage(news(IdentityStatus::recovered), {}, {"ID1", {}, Environment::test}, std::nullopt);
  CHECK(without.find("ASIP-SANTE-INS") == std::string::npos);
  CHECK(Message::parse(without).find("PID")->field(32).value() == "PROV");
  CHECK(with.find("MRG") == nullptr);
}

TEST_CASE("a withdrawn number stands in MRG-1 of A47 alone; PID-3 deletes or replaces it [RIS.INS.36] [SR-02]") {
  auto n = news(IdentityStatus::provisional);
  n.withdrawn = {kOld};
  const auto removed = message(n, std::nullopt);
  CHECK(removed.header().field(9).value(2) == "A47");
  CHECK(removed.find("MRG")->field(1).value() == kOld.matricule());
  CHECK(std::string(removed.find("PID")->field(3).raw()) == "IPP0001^^^CIM-TEST^PI~\"\"^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS");
  const auto replaced = message(n, kIns);
  CHECK(replaced.find("PID")->field(3).repetitions().at(1).value(1) == kIns.matricule());
  CHECK(replaced.find("PID")->text().find(kOld.matricule()) == std::string_view::npos);
}

TEST_CASE("a merge names the duplicate's numbers, and status attributes follow PID-32") {
  auto n = news(IdentityStatus::validated);
  n.former = {{"IPP0002", "CIM-TEST", ""}};
  n.patient.homonym = true;
  const auto merged = message(n, std::nullopt);
  CHECK(merged.header().field(9).value(2) == "A40");
  CHECK(merged.find("MRG")->field(1).value() == "IPP0002");
  CHECK(std::string(merged.find("PID")->field(32).raw()) == "VALI~HOMD");
}
