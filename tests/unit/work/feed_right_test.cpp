// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/http/clinic_routes.h"
#include "unit/work/desk.h"

using namespace clairis;
using namespace clairis::test;
using nlohmann::json;

namespace {

json person() {
  return {{"birthName", "PAT-TROIS"},  {"firstBirthName", "DOMINIQUE"},
          {"birthDate", "1979-03-28"}, {"sex", "F"},
          {"birthPlaceCode", "51215"}, {"identifiers", {{{"value", "IPP0001"}, {"authority", "CIM-TEST"}}}}};
}

json with(json body, const char* member, const json& value) {
  body[member] = value;
  return body;
}

const json kIns{{"matricule", "279035121518989"}, {"oid", Ins::kNirTest}};

json post(FrontDesk& desk, const json& body) { return json::parse(desk.call("POST", "/api/v1/patients", body).body); }

}  // namespace

TEST_CASE("no person declares a status or an INS: identities are proved, not said [RIS.INS.29] [SR-04]") {
  FrontDesk desk;
  const auto traces = desk.house.traces();
  for (const char* role : {"radiologist", "secretary", "identity_officer"}) {
    desk.caller.roles = {role};
    for (const char* status : {"recovered", "validated", "qualified"}) {
      CHECK(refusalOf([&] { post(desk, with(person(), "status", status)); }) == "identity.feed");
    }
    CHECK(refusalOf([&] { post(desk, with(person(), "ins", kIns)); }) == "identity.feed");
    CHECK(refusalOf([&] { post(desk, with(with(person(), "ins", kIns), "status", "qualified")); }) == "identity.feed");
  }
  CHECK(desk.house.traces() == traces);
}

TEST_CASE("a system of the same domain and the embedding editor say status and INS [SR-04]") {
  for (const char* role : {"service", "embedding_editor"}) {
    FrontDesk desk;
    desk.caller.roles = {role};
    const auto patient = post(desk, with(with(person(), "ins", kIns), "status", "qualified"));
    CHECK(patient["status"] == "qualified");
  }
}

TEST_CASE("a person's form changes no trait, status or mark of an identity that was fetched or checked; contact data it does [RIS.INS.29]") {
  FrontDesk desk;
  const auto before = desk.house.receive(patTrois());
  auto body = with(with(person(), "birthDate", "1950-01-01"), "phone", "0102030405");
  body["doubtful"] = true;
  post(desk, body);
  const auto after = desk.house.patient(before.id);
  CHECK(after.traits == before.traits);
  CHECK(after.status == IdentityStatus::qualified);
  CHECK(after.ins == before.ins);
  CHECK_FALSE(after.doubtful);
  CHECK(after.phone == "0102030405");
}

TEST_CASE("who registers somebody by hand gives five traits, in the form of the field [RIS.INS.01] [RIS.INS.11] [RIS.INS.22]") {
  FrontDesk desk;
  for (const char* trait : {"firstBirthName", "birthDate", "sex", "birthPlaceCode"}) {
    auto body = person();
    body.erase(trait);
    CHECK(refusalOf([&] { post(desk, body); }).ends_with(".missing"));
  }
  const auto patient = post(desk, with(with(person(), "birthName", "d’Ægir-léger"), "status", "provisional"));
  CHECK(patient["birthName"] == "D'AEGIR-LEGER");
  CHECK(patient["status"] == "provisional");
}

TEST_CASE("a birth date or birthplace that cannot be is refused, whoever sends it [RIS.INS.01]") {
  for (const char* role : {"radiologist", "service"}) {
    FrontDesk desk;
    desk.caller.roles = {role};
    for (const char* date : {"28/03/1979", "1979-02-30", "1979-13-01", "1979-03-00", "1979-3-28", "79-03-28", "1979-03-28T00:00", "x"}) {
      CHECK(refusalOf([&] { post(desk, with(person(), "birthDate", date)); }) == "patient.birth_date.malformed");
    }
    for (const char* place : {"2C004", "A2004", "7505", "750560", "1A001", "20 04"}) {
      CHECK(refusalOf([&] { post(desk, with(person(), "birthPlaceCode", place)); }) == "patient.birth_place.malformed");
    }
    CHECK(desk.house.count("SELECT COUNT(*) FROM patient") == 0);
  }
}

TEST_CASE("a doubt that a person declares in the form is not cleared by a system's later word [RIS.INS.27]") {
  FrontDesk desk;
  const auto id = post(desk, with(person(), "doubtful", true))["id"].get<std::string>();
  auto feed = patTrois();
  feed.patient.localIds = {{"IPP0001", "CIM-TEST", ""}};
  desk.house.receive(feed);
  const auto after = desk.house.patient(id);
  CHECK(after.doubtful);
  CHECK(after.status == IdentityStatus::provisional);
  CHECK_FALSE(after.ins.has_value());
}
