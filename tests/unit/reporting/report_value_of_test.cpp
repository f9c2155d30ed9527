// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/report_value_of.h"

#include <doctest/doctest.h>

#include "unit/reporting/stored_case.h"

using namespace clairis;
using namespace clairis::test;

namespace {

const Oid kOurs = Oid::parse("1.2.250.1.999.1");

reports::ReportValue valueOf(const ReportCase& stored, const Oid& root = kOurs) { return reporting::reportValueOf(stored, Environment::test, root); }

}  // namespace

TEST_CASE("the INS goes on a document only through the guard [SR-02] [RIS.INS.37]") {
  auto stored = storedCase();
  CHECK(valueOf(stored).ins == stored.patient.ins);
  CHECK_FALSE(reporting::reportValueOf(stored, Environment::production, kOurs).ins.has_value());
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::recovered, IdentityStatus::validated}) {
    stored.patient.status = status;
    CHECK_FALSE(valueOf(stored).ins.has_value());
  }
  stored = storedCase();
  stored.patient.doubtful = true;
  CHECK_FALSE(valueOf(stored).ins.has_value());
  stored = storedCase();
  stored.patient.fictitious = true;
  CHECK_FALSE(valueOf(stored).ins.has_value());
}

TEST_CASE("an order without a number of the requester gets ours, one with a number keeps it and its authority [DB/RIS.03]") {
  auto stored = storedCase();
  const auto ours = valueOf(stored).orders.at(0);
  CHECK(ours.placerNumber == "CLA0000000001");
  CHECK(ours.placerAuthorityOid == "1.2.250.1.999.1.3");
  CHECK(ours.accessionNumber == "CLA0000000001");
  CHECK(ours.accessionAuthorityOid == "1.2.250.1.999.1.4");
  stored.orders[0].placerNumber = "P1";
  stored.orders[0].placerAuthorityOid = "1.2.3.4";
  CHECK(valueOf(stored).orders.at(0).placerNumber == "P1");
  CHECK(valueOf(stored).orders.at(0).placerAuthorityOid == "1.2.3.4");
  stored.orders[0].placerAuthorityOid = "not an oid";
  CHECK(valueOf(stored).orders.at(0).placerAuthorityOid == "1.2.250.1.999.1.3");
}

TEST_CASE("under 2.25 our numbers' authorities hang under the structure, which is ours, not under a root that is everybody's") {
  const auto value = valueOf(storedCase(), Oid::parse("2.25"));
  CHECK(value.patient.localIds.at(0).authorityOid == "1.2.250.1.71.4.2.2.1750803447.2");
  CHECK(value.orders.at(0).accessionAuthorityOid == "1.2.250.1.71.4.2.2.1750803447.4");
  auto stored = storedCase();
  stored.patient.localIds[0].authorityOid = "1.2.3";
  CHECK(valueOf(stored).patient.localIds.at(0).authorityOid == "1.2.3");
}

TEST_CASE("codes get their French words and systems") {
  const auto value = valueOf(storedCase());
  CHECK_FALSE(value.acts.at(0).modality.display.empty());
  CHECK(value.acts.at(0).modality.display != "CT");
  CHECK_FALSE(value.acts.at(0).region.display.empty());
  CHECK_FALSE(value.acts.at(0).region.system.empty());
  CHECK_FALSE(value.site.facilityType.display.empty());
  CHECK_FALSE(value.validator.specialty.display.empty());
  CHECK_FALSE(value.requester.specialty.display.empty());
}

TEST_CASE("a title and an indication that nobody wrote come from procedure and order; written ones stay") {
  auto stored = storedCase();
  CHECK(valueOf(stored).text.title == "Scanner thoracique");
  CHECK(valueOf(stored).text.indication == "Toux persistante");
  stored.report.text.title = "Mon titre";
  stored.report.text.indication = "Mon indication";
  CHECK(valueOf(stored).text.title == "Mon titre");
  CHECK(valueOf(stored).text.indication == "Mon indication");
}

TEST_CASE("validation time, set, version and parent pass unchanged [SR-01]") {
  auto stored = storedCase();
  stored.versionNumber = 3;
  stored.replacesOid = "2.25.7";
  stored.createdAt = stored.validatedAt + std::chrono::hours(5);
  const auto value = valueOf(stored);
  CHECK(value.versionNumber == 3);
  CHECK(value.replacesOid == "2.25.7");
  CHECK(value.setId == stored.report.setId);
  CHECK(value.documentOid == stored.documentOid);
  CHECK(value.validatedAt == stored.validatedAt);
  CHECK(value.createdAt == stored.createdAt);
}

TEST_CASE("an exam without order has no requester") {
  auto stored = storedCase();
  stored.orders.clear();
  CHECK(valueOf(stored).requester.familyName.empty());
  CHECK(valueOf(stored).orders.empty());
}
