// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_proofs.h"

#include <doctest/doctest.h>

#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;
using Status = IdentityStatus;

namespace {

Patient prove(IdentityHouse& house, const Patient& before, const ProofUse& proof) {
  return house.act([&](UnitOfWork& work) { return house.service.prove(work, house.secretary(), before.id, before.version, proof); });
}

Patient withdraw(IdentityHouse& house, const Patient& before, const std::string& proofId) {
  return house.act(
      [&](UnitOfWork& work) { return house.service.withdrawProof(work, house.officer(), before.id, before.version, proofId, "fausse pièce"); });
}

std::vector<IdentityProof> proofs(IdentityHouse& house, const Patient& patient) {
  return house.read([&](Reader& reader) { return house.service.proofs(reader, patient.id); });
}

Patient child(IdentityHouse& house) {
  auto feed = patTrois(false);
  feed.patient.traits.birthDate = "2010-08-07";
  return house.stored(Status::provisional, feed);
}

}  // namespace

TEST_CASE("a high-trust document validates by a person's hand, and its kind is recorded [RIS.INS.18] [RIS.INS.20] [RIS.INS.24] [RIS.INS.25]") {
  const std::vector<std::pair<Status, Status>> table{{Status::provisional, Status::validated},
                                                     {Status::recovered, Status::qualified},
                                                     {Status::validated, Status::validated},
                                                     {Status::qualified, Status::qualified}};
  for (const auto& [before, after] : table) {
    IdentityHouse house;
    const auto patient = house.stored(before);
    const auto proved = prove(house, patient, {"CN", "", "vue au guichet"});
    CHECK(proved.status == after);
    CHECK(proved.ins == patient.ins);
    const auto kept = proofs(house, patient);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].code == "CN");
    CHECK(kept[0].trust == "high");
    CHECK(kept[0].checkedBy == "account:secretary");
    CHECK(house.happened(kept[0].checkedAt));
    CHECK(kept[0].note == "vue au guichet");
  }
}

TEST_CASE("a low-trust document is recorded and raises nothing; an unknown code is refused; the lists are configured [RIS.INS.19]") {
  IdentityHouse house;
  const auto patient = house.stored(Status::recovered);
  CHECK(prove(house, patient, {"CC", "", ""}).status == Status::recovered);
  REQUIRE(proofs(house, patient).size() == 1);
  CHECK(proofs(house, patient)[0].trust == "low");
  CHECK(house.events("patient.identity_changed", patient.id) == 0);
  CHECK(refusalOf([&] { prove(house, house.patient(patient.id), {"PERMIS", "", ""}); }) == "identity.proof.unknown");
  CHECK(house.service.proofKinds().size() == 6);
  auto rules = identityRulesForTests();
  rules.highProofs.push_back("PERMIS");
  CHECK(work::trustOf({"PERMIS", "", ""}, rules, "1979-03-28", "2026-11-20") == "high");
}

TEST_CASE("a birth certificate alone never validates; for a minor it does beside a parent's document [RIS.INS.19]") {
  IdentityHouse house;
  const auto adult = house.stored(Status::provisional, nessi());
  CHECK(prove(house, adult, {"AN", "CN", ""}).status == Status::provisional);
  auto minor = child(house);
  minor = prove(house, minor, {"AN", "", ""});
  CHECK(minor.status == Status::provisional);
  CHECK(refusalOf([&] { prove(house, minor, {"AN", "CC", ""}); }) == "identity.proof.unknown");
  minor = prove(house, minor, {"AN", "CN", ""});
  CHECK(minor.status == Status::validated);
  CHECK(proofs(house, minor).back().code == "AN+CN");
}

TEST_CASE("a doubtful identity is not validated and no document is recorded for it [RIS.INS.27]") {
  IdentityHouse house;
  const auto patient = house.stored(IdentityState{Status::provisional, true, false, false, false});
  CHECK(refusalOf([&] { prove(house, patient, {"CN", "", ""}); }) == "identity.attribute");
  CHECK(proofs(house, patient).empty());
}

TEST_CASE("withdrawing the last high-trust document takes the validation back, an earlier one or a weak one does not [RIS.INS.18]") {
  IdentityHouse house;
  auto patient = house.stored(Status::recovered);
  for (const char* code : {"CC", "CN", "PA"}) patient = prove(house, patient, {code, "", ""});
  REQUIRE(patient.status == Status::qualified);
  const auto kept = proofs(house, patient);
  patient = withdraw(house, patient, kept[1].id);
  CHECK(patient.status == Status::qualified);
  patient = withdraw(house, patient, kept[0].id);
  CHECK(patient.status == Status::qualified);
  patient = withdraw(house, patient, kept[2].id);
  CHECK(patient.status == Status::recovered);
  CHECK_FALSE(insForOutlet(patient, Environment::test).has_value());
  CHECK(refusalOf([&] { withdraw(house, patient, kept[2].id); }) == "identity.proof.none");
  CHECK(refusalOf([&] { withdraw(house, patient, "nothing"); }) == "identity.proof.none");
  CHECK(proofs(house, patient)[2].withdrawnBy == "account:identity_officer");
}

TEST_CASE("a proof of somebody else cannot be withdrawn here") {
  IdentityHouse house;
  const auto mine = house.stored(Status::provisional);
  const auto other = prove(house, house.stored(Status::provisional, nessi()), {"CN", "", ""});
  CHECK(refusalOf([&] { withdraw(house, mine, proofs(house, other)[0].id); }) == "identity.proof.none");
  CHECK(house.patient(other.id).status == Status::validated);
}
