// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/clinic_json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

using namespace clairis;
using nlohmann::json;

namespace {

/// "code field" of the refusal, or "" when the body is taken.
template <class F>
std::string refused(F&& parse, const char* body) {
  try {
    parse(json::parse(body));
  } catch (const Refusal& refusal) {
    return refusal.code() + " " + refusal.field();
  }
  return {};
}

std::string patient(const char* body) { return refused(patientFrom, body); }
std::string order(const char* body) { return refused(orderFrom, body); }
std::string site(const char* body) { return refused(siteFrom, body); }
std::string person(const char* body) {
  return refused([](const json& value) { return practitionerFrom(value, "/requester"); }, body);
}

}  // namespace

TEST_CASE("a member nobody knows is refused with its path, at every depth") {
  CHECK(patient(R"({"birthName":"A","birthname":"B"})") == "json.member.unknown /birthname");
  CHECK(patient(R"({"birthName":"A","address":{"town":"PARIS"}})") == "json.member.unknown /address/town");
  CHECK(patient(R"({"birthName":"A","identifiers":[{"value":"1","authority":"X"},{"value":"1","authority":"X","oid":"1"}]})") ==
        "json.member.unknown /identifiers/1/oid");
  CHECK(patient(R"({"birthName":"A","ins":{"matricule":"1","oid":"2","key":"3"}})") == "json.member.unknown /ins/key");
  CHECK(order(R"({"patientId":"1","modality":"CT","status":"x"})") == "json.member.unknown /status");
  CHECK(order(R"({"patientId":"1","modality":"CT","requester":{"family":"A","rppsNumber":"1"}})") == "json.member.unknown /requester/rppsNumber");
  CHECK(order(R"({"patientId":"1","modality":"CT","procedure":{"value":"1"}})") == "json.member.unknown /procedure/value");
  CHECK(site(R"({"code":"a","name":"b","structureId":"1750803447","timezone":"Europe/Paris"})") == "json.member.unknown /timezone");
  CHECK(refused(performanceFrom, R"({"ended":"2026-11-20T10:00:00Z"})") == "json.member.unknown /ended");
  CHECK(refused(codingFrom, R"({"loinc":"1"})") == "json.member.unknown /loinc");
}

TEST_CASE("a value of the wrong type is refused with its path") {
  CHECK(patient("[]") == "json.object.expected /");
  CHECK(patient("null") == "json.object.expected /");
  CHECK(patient(R"("text")") == "json.object.expected /");
  CHECK(patient(R"({"birthName":1})") == "json.text.expected /birthName");
  CHECK(patient(R"({"birthName":"A","deceased":"no"})") == "json.boolean.expected /deceased");
  CHECK(patient(R"({"birthName":"A","identifiers":{}})") == "json.array.expected /identifiers");
  CHECK(patient(R"({"birthName":"A","identifiers":["P1"]})") == "json.object.expected /identifiers/0");
  CHECK(patient(R"({"birthName":"A","address":"Paris"})") == "json.object.expected /address");
  CHECK(patient(R"({"birthName":"A","address":{"city":7}})") == "json.text.expected /address/city");
  CHECK(order(R"({"patientId":"1","modality":"CT","scheduledAt":1700000000})") == "json.text.expected /scheduledAt");
  CHECK(order(R"({"patientId":"1","modality":"CT","scheduledAt":"tomorrow"})").find(" /scheduledAt") != std::string::npos);
  CHECK(order(R"({"patientId":"1","modality":"CT","requester":[]})") == "json.object.expected /requester");
  CHECK(order(R"({"patientId":"1","modality":"CT","procedure":"24627-2"})") == "json.object.expected /procedure");
  CHECK(refused(performanceFrom, R"({"discontinued":1})") == "json.boolean.expected /discontinued");
}

TEST_CASE("what is needed and missing, or empty, is named") {
  CHECK(patient("{}") == "json.member.missing /birthName");
  CHECK(patient(R"({"birthName":""})") == "json.member.missing /birthName");
  CHECK(patient(R"({"birthName":null})") == "json.member.missing /birthName");
  CHECK(patient(R"({"birthName":"A","identifiers":[{"value":"1"}]})") == "json.member.missing /identifiers/0/authority");
  CHECK(patient(R"({"birthName":"A","ins":{"matricule":"279035121518989"}})") == "json.member.missing /ins/oid");
  CHECK(order(R"({"modality":"CT"})") == "json.member.missing /patientId");
  CHECK(order(R"({"patientId":"1"})") == "json.member.missing /modality");
  CHECK(person("{}") == "json.member.missing /requester/family");
  CHECK(site(R"({"code":"a","name":"b"})") == "json.member.missing /structureId");
}

TEST_CASE("values that are none are refused: INS, RPPS, structure, zone, sex, status") {
  CHECK(patient(R"({"birthName":"A","ins":{"matricule":"123","oid":"1.2.250.1.213.1.4.10"}})").rfind("ins.malformed", 0) == 0);
  CHECK(patient(R"({"birthName":"A","sex":"X"})").rfind("sex.unknown", 0) == 0);
  CHECK(patient(R"({"birthName":"A","status":"certain"})").rfind("identity_status.unknown", 0) == 0);
  CHECK(person(R"({"family":"A","rpps":"123"})").rfind("rpps.malformed", 0) == 0);
  CHECK(site(R"({"code":"a","name":"b","structureId":"x"})").rfind("structure_id.malformed", 0) == 0);
  CHECK_FALSE(site(R"({"code":"a","name":"b","structureId":"1750803447","zone":"Mars/Olympus"})").empty());
}

TEST_CASE("a patient given by REST is believed; VALI is what his status says [SR-04]") {
  const auto feed = [](const char* status) {
    return patientFrom(
        {{"birthName", "PAT-TROIS"}, {"status", status}, {"ins", {{"matricule", "279035121518989"}, {"oid", std::string(Ins::kNirTest)}}}});
  };
  CHECK(feed("qualified").validated);
  CHECK(feed("validated").validated);
  CHECK_FALSE(feed("recovered").validated);
  CHECK_FALSE(feed("provisional").validated);
  CHECK(feed("qualified").trust == SenderTrust::sameDomain);
  CHECK(feed("qualified").patient.ins->matricule() == "279035121518989");
}

TEST_CASE("an order reads back with its codes' systems and its defaults") {
  const auto wanted = orderFrom(json::parse(R"({"patientId":"1","modality":"CT","procedure":{"code":"24627-2"},"ccam":{"code":"ZBQK002"},
    "region":{"code":"51185008"},"requester":{"family":"MEDIONI","rpps":"01234567897"},"scheduledAt":"2026-11-20T09:30:00Z"})"));
  CHECK(wanted.priority == "R");
  CHECK(wanted.procedure.system == "2.16.840.1.113883.6.1");
  CHECK(wanted.ccam.system == "1.2.250.1.215.300.1");
  CHECK(wanted.region.system == "2.16.840.1.113883.6.96");
  CHECK(wanted.requester.idNat == "801234567897");
  CHECK(toIso(*wanted.scheduledAt) == "2026-11-20T09:30:00.000Z");
  CHECK_FALSE(wanted.requestedAt.has_value());
}

TEST_CASE("the INS is in a patient's JSON only when it may be shown [SR-02]") {
  Patient patient;
  patient.traits.birthName = "PAT-TROIS";
  patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
  CHECK(toJson(patient, true)["ins"]["nature"] == "NIR");
  CHECK(toJson(patient, false).dump().find("279035121518989") == std::string::npos);
}

TEST_CASE("a site's answer can be sent back as a change of the site") {
  Site site;
  site.id = "0190";
  site.version = 3;
  site.code = "main";
  site.name = "Centre de radiologie Ambroise";
  site.structureId = "1750803447";
  site.zone = "Indian/Reunion";
  site.address = {"12 Rue Ambroise", "75010", "PARIS", "FRA"};
  site.facilityType = {"SA08", "Cabinet de groupe", "1.2.250.1.71.4.2.4"};
  site.practiceSetting = {"AMBULATOIRE", "Ambulatoire", "1.2.250.1.213.1.1.4.9"};
  const auto again = siteFrom(toJson(site));
  CHECK(again.zone == site.zone);
  CHECK(again.address == site.address);
  CHECK(again.facilityType == site.facilityType);
  CHECK(again.practiceSetting == site.practiceSetting);
  CHECK(again.paperTraits == site.paperTraits);
}

TEST_CASE("what a site prints of an identity is a list without repetition; a trait that nobody knows is refused [RIS.INS.53]") {
  const auto traits = [](const char* list) {
    return siteFrom(json::parse(std::string(R"({"code":"a","name":"b","structureId":"1750803447","paperTraits":)") + list + "}")).paperTraits;
  };
  CHECK(traits(R"(["birth_place","used_name"])") == std::vector{PaperTrait::birthPlace, PaperTrait::usedName});
  CHECK(traits("[]").empty());
  CHECK(traits("null") == Site().paperTraits);
  for (const auto* list : {R"(["phone"])", R"(["used_name","used_name"])", R"(["Used_name"])"}) {
    CAPTURE(list);
    CHECK_THROWS_WITH_AS(traits(list), doctest::Contains(list == std::string(R"(["used_name","used_name"])") ? "twice" : "expected used_name"), Refusal);
  }
  CHECK(site(R"({"code":"a","name":"b","structureId":"1750803447","paperTraits":"used_name"})") == "json.array.expected /paperTraits");
  CHECK(site(R"({"code":"a","name":"b","structureId":"1750803447","paperTraits":[1]})") == "json.text.expected /paperTraits");
}
