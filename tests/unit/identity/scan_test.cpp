// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/datamatrix/scan.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/work/patient_merges_service.h"
#include "plugins/identity/datamatrix/scan_routes.h"
#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::identity::datamatrix;
using namespace clairis::test;
using nlohmann::json;

namespace {

const std::string kScan =
    "IS01" + std::string(22, '0') + "S1279035121518989S21.2.250.1.213.1.4.10S3DOMINIQUE MARIE-LOUISE<GS>S4PAT-TROIS<GS>S5FS628-03-1979S751215\r\n";

struct Collected final : Routes {
  void add(Route route) override { routes.push_back(std::move(route)); }
  std::vector<Route> routes;
};

struct Desk {
  explicit Desk(bool trusted = false) { addScanRoutes(collected, {house.edge, house.clinic, house.service, merges, Environment::test, trusted}); }
  HttpResponse post(std::size_t route, const json& body, const std::string& id = {}, std::vector<std::string> roles = {"secretary"}) {
    HttpRequest request;
    request.body = body.dump();
    request.caller = house.person(std::move(roles));
    request.parameters["id"] = id;
    return collected.routes.at(route).handle(request);
  }
  json scan(const json& body) { return json::parse(post(0, body).body); }
  json accept(const Patient& patient, const std::string& text = kScan) {
    return json::parse(post(1, {{"text", text}, {"version", patient.version}, {"firstBirthName", "DOMINIQUE"}}, patient.id).body);
  }
  std::vector<std::string> trail() {
    std::vector<std::string> lines;
    const auto rows = house.read([](Reader& reader) {
      return reader.query("SELECT actor, object, outcome, detail FROM audit_entry WHERE action = 'identity.scanned' ORDER BY id");
    });
    for (const auto& row : rows) lines.push_back(row[0].text() + " " + row[1].text() + " " + row[2].text() + " " + row[3].text());
    return lines;
  }
  std::optional<Ins> apart(const std::string& id) {
    return house.read([&](Reader& reader) { return house.service.unverifiedIns(reader, id); });
  }
  std::int64_t events(const char* name) {
    return house.read([&](Reader& reader) { return reader.first("SELECT COUNT(*) FROM event WHERE name = $1", {name}); })[0].integer();
  }
  IdentityHouse house;
  work::PatientMergesService merges;
  Collected collected;
};

PatientFeed locally(const char* birthName) {
  auto feed = patTrois(false);
  feed.patient.traits.birthName = birthName;
  return feed;
}

}  // namespace

TEST_CASE("the scan of a document is shown beside the stored patient, field by field, and nothing is changed by looking [RIS.INS.54]") {
  Desk desk;
  auto feed = locally("Pat Trois");
  feed.patient.traits.birthNames = "Dominique";
  feed.patient.traits.birthPlaceCode = "75107";
  const auto patient = desk.house.stored(IdentityStatus::validated, feed);
  const auto answer = desk.scan({{"text", kScan}, {"patientId", patient.id}});
  CHECK(answer["collectionMode"] == "CB");
  CHECK(answer["scanned"]["birthName"] == "PAT-TROIS");
  CHECK(answer["scanned"]["birthDate"] == "1979-03-28");
  CHECK(answer["scanned"]["ins"]["nature"] == "NIR");
  CHECK(answer["warnings"].empty());
  CHECK(answer["comparison"]["ins"] == "none");
  CHECK(answer["comparison"]["status"] == "validated");
  std::map<std::string, std::string> marks;
  for (const auto& field : answer["comparison"]["fields"])
    marks[field["field"]] = std::string(field["same"] ? "same" : "other") + (field["alike"] ? " alike" : "");
  CHECK(marks == std::map<std::string, std::string>{{"birthName", "other alike"},
                                                    {"birthNames", "other"},
                                                    {"firstBirthName", "other alike"},
                                                    {"birthDate", "same alike"},
                                                    {"sex", "same alike"},
                                                    {"birthPlaceCode", "other"}});
  CHECK(desk.house.patient(patient.id).version == patient.version);
  CHECK_FALSE(desk.apart(patient.id));
  CHECK(desk.trail() == std::vector<std::string>{"account:secretary patient:" + patient.id + R"( ok {"insShown":true,"mode":"CB"})"});
}

TEST_CASE("matricule and OID of a scan are shown to those who may see an INS, traits to all who may scan [RIS.INS.05] [SR-02]") {
  Desk desk;
  const auto without = desk.post(0, {{"text", kScan}}, {}, {"delivery_operator"}).body;
  CHECK(without.find("279035121518989") == std::string::npos);
  CHECK(without.find("1.2.250.1.213") == std::string::npos);
  CHECK(without.find("PAT-TROIS") != std::string::npos);
  CHECK(desk.post(0, {{"text", kScan}}).body.find("279035121518989") != std::string::npos);
  for (const auto& route : desk.collected.routes) CHECK(route.permission == "insi.call");
  for (const auto& line : desk.trail()) CHECK(line.find("279035121518989") == std::string::npos);
}

TEST_CASE("a scan that cannot be read is refused with its reason, and traced by its code alone") {
  Desk desk;
  CHECK(refusalOf([&] { desk.scan({{"text", "ISà&àà"}}); }) == "identity.datamatrix.keyboard");
  CHECK(refusalOf([&] { desk.scan({{"text", kScan.substr(0, 60)}}); }).rfind("identity.datamatrix.", 0) == 0);
  REQUIRE(desk.trail().size() == 2);
  CHECK(desk.trail()[0] == R"(account:secretary datamatrix identity.datamatrix.keyboard {"insShown":false,"mode":"CB"})");
  CHECK(refusalOf([&] { desk.scan({{"text", kScan}, {"patientId", "nobody"}}); }) == "patient.unknown");
}

TEST_CASE("an accepted scan proves nothing by itself: its number waits for INSi, out of every outlet [SR-02] [SR-04] [RIS.INS.46]") {
  for (const auto status : {IdentityStatus::provisional, IdentityStatus::validated}) {
    Desk desk;
    const auto patient = desk.house.stored(status, patTrois(false));
    const auto answer = desk.accept(patient);
    CHECK(answer["outcome"] == "to_verify");
    CHECK(answer["status"] == toText(status));
    const auto after = desk.house.patient(patient.id);
    CHECK(after.status == status);
    CHECK_FALSE(after.ins);
    CHECK_FALSE(insForOutlet(after, Environment::test));
    CHECK(desk.apart(patient.id) == patTrois().patient.ins);
    CHECK(desk.events("patient.ins_to_verify") == 1);
    CHECK(desk.trail().back().find(" to_verify ") != std::string::npos);
  }
}

TEST_CASE("a number that the patient bears already is not asked for again") {
  Desk desk;
  const auto patient = desk.house.stored(IdentityStatus::qualified);
  CHECK(desk.accept(patient)["status"] == "qualified");
  CHECK_FALSE(desk.apart(patient.id));
  CHECK(desk.events("patient.ins_to_verify") == 0);
}

TEST_CASE("where scans are trusted, an accepted one counts as INSi's answer: the proof decides between recovered and qualified [RIS.INS.13]") {
  const std::pair<IdentityStatus, const char*> table[] = {{IdentityStatus::provisional, "recovered"}, {IdentityStatus::validated, "qualified"}};
  for (const auto& [before, after] : table) {
    Desk desk(true);
    const auto patient = desk.house.stored(before, locally("Pat Trois"));
    const auto answer = desk.accept(patient);
    CHECK(answer["outcome"] == "taken");
    CHECK(answer["status"] == after);
    const auto stored = desk.house.patient(patient.id);
    CHECK(stored.ins == patTrois().patient.ins);
    CHECK(stored.traits.birthName == "PAT-TROIS");
    CHECK(stored.traits.firstBirthName == "DOMINIQUE");
    CHECK(desk.house.history(patient.id).back().reason == "CB");
    CHECK(desk.events("patient.ins_to_verify") == 0);
  }
}

TEST_CASE("a doubtful or fictitious identity takes no number from a scan, trusted or not [RIS.INS.28]") {
  for (const bool trusted : {false, true}) {
    for (const bool doubtful : {false, true}) {
      Desk desk(trusted);
      const auto patient = desk.house.stored(IdentityState{IdentityStatus::provisional, doubtful, !doubtful, false, false});
      CHECK(refusalOf([&] { desk.accept(patient); }) == "identity.attribute");
      CHECK_FALSE(desk.apart(patient.id));
      CHECK(desk.events("patient.ins_to_verify") == 0);
    }
  }
}

TEST_CASE("accepting asks for the version that was compared, and leaves nothing behind when another is stored") {
  for (const bool trusted : {false, true}) {
    Desk desk(trusted);
    auto patient = desk.house.stored(IdentityStatus::provisional, patTrois(false));
    ++patient.version;
    CHECK(refusalOf([&] { desk.accept(patient); }) == "patient.version");
    CHECK_FALSE(desk.apart(patient.id));
    CHECK_FALSE(desk.house.patient(patient.id).ins);
    CHECK(desk.trail().empty());
  }
}

TEST_CASE("a scan without a patient names those who may be the person, by their traits and never by their number [RIS.INS.07] [SR-02]") {
  Desk desk;
  CHECK(desk.scan({{"text", kScan}})["candidates"].empty());
  auto other = patTrois(false);
  other.patient.traits = {"NESSI", "RUTH", "RUTH ISABELLE", "", "", "1977-07-14", Sex::female, "63220"};
  other.patient.localIds = {{"IPP0002", "CIM-TEST", ""}};
  desk.house.stored(IdentityStatus::provisional, other);
  const auto patient = desk.house.stored(IdentityStatus::qualified);
  const auto answer = desk.scan({{"text", kScan}});
  REQUIRE(answer["candidates"].size() == 1);
  CHECK(answer["candidates"][0]["id"] == patient.id);
  CHECK(answer["candidates"][0]["birthName"] == "PAT-TROIS");
  CHECK_FALSE(answer["candidates"][0]["because"].empty());
  CHECK(answer["candidates"].dump().find("279035121518989") == std::string::npos);
  CHECK_FALSE(answer.contains("comparison"));
}
