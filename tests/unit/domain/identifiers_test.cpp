// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identifiers.h"

#include <doctest/doctest.h>

#include "core/domain/patient.h"
#include "core/domain/refusal.h"

using namespace clairis;

TEST_CASE("the INS key follows the published rule, Corsica included [RIS.INS.08]") {
  CHECK(Ins::keyMatches("279035121518989"));
  CHECK(Ins::keyMatches("180032B02040123"));
  CHECK(Ins::keyMatches("297022A02077878"));
  CHECK(Ins::keyMatches("160012B02077713"));
  CHECK_FALSE(Ins::keyMatches("279035121518988"));
}

TEST_CASE("a matricule of the wrong shape is refused without being repeated in the message") {
  for (const char* bad : {"", "27903512151898", "2790351215189890", "27903512151898X", "27903512A518989", "279035A21518989"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(Ins::parse(bad, Ins::kNirTest), Refusal);
  }
  try {
    Ins::parse("27903512151898X", Ins::kNirTest);
  } catch (const Refusal& refusal) {
    CHECK(refusal.code() == "ins.malformed");
    CHECK(refusal.detail().find("2790351215189") == std::string::npos);
  }
}

TEST_CASE("a wrong key is refused in production and accepted for test OIDs: two public test identities carry one") {
  CHECK_NOTHROW(Ins::parse("276037510669380", Ins::kNirTest));
  CHECK_THROWS_AS(Ins::parse("276037510669380", Ins::kNir), Refusal);
}

TEST_CASE("an identity that is not qualified never leaves with its INS [SR-02] [RIS.INS.37]") {
  Patient patient;
  patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated}) {
    patient.status = status;
    CHECK_FALSE(insForOutlet(patient, Environment::test));
  }
  patient.status = IdentityStatus::qualified;
  CHECK(insForOutlet(patient, Environment::test) == patient.ins);
  SUBCASE("of the other environment [SR-07]") { CHECK_FALSE(insForOutlet(patient, Environment::production)); }
  SUBCASE("doubtful") {
    patient.doubtful = true;
    CHECK_FALSE(insForOutlet(patient, Environment::test));
  }
  SUBCASE("fictitious") {
    patient.fictitious = true;
    CHECK_FALSE(insForOutlet(patient, Environment::test));
  }
}

TEST_CASE("object identifiers are bounded and well formed") {
  for (const char* good : {"1.2", "2.25.329800735698586629295641978511506172918", "1.2.250.1.213.1.4.8"}) CHECK(Oid::valid(good));
  for (const char* bad : {"", "1", "1.", ".1", "1..2", "3.1", "1.02", "1.2.a", "1.2.250.1.213.1.4.8.1234567890123456789012345678901234567890123456"}) {
    CAPTURE(bad);
    CHECK_FALSE(Oid::valid(bad));
  }
}

TEST_CASE("professional, structure and accession numbers refuse what is not theirs") {
  CHECK(Rpps::parse("801234560801").digits() == "01234560801");
  CHECK(Rpps::parse("01234560801").idNat() == "801234560801");
  CHECK_THROWS_AS(Rpps::parse("8012345608"), Refusal);
  CHECK_NOTHROW(StructureId::parse("1750803447"));
  CHECK_NOTHROW(StructureId::parse("499700366240007"));
  CHECK_THROWS_AS(StructureId::parse("9750803447"), Refusal);
  CHECK_THROWS_AS(StructureId::parse("49970036624000"), Refusal);
  CHECK_NOTHROW(AccessionNumber::parse("CLA0000000000001"));
  CHECK_THROWS_AS(AccessionNumber::parse("CLA00000000000001"), Refusal);
  CHECK_THROWS_AS(AccessionNumber::parse("A\\B"), Refusal);
}
