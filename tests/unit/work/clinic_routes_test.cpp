// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/clinic_routes.h"

#include <doctest/doctest.h>

#include <set>

#include "unit/work/desk.h"

using namespace clairis;
using namespace clairis::test;
using nlohmann::json;

namespace {

std::vector<std::string> insReads(FrontDesk& desk) {
  std::vector<std::string> details;
  const auto rows = desk.house.read(
      [](Reader& reader) { return reader.query("SELECT actor, object, detail FROM audit_entry WHERE action = 'patient.ins.read' ORDER BY id"); });
  for (const auto& row : rows) details.push_back(row[0].text() + " " + row[1].text() + " " + row[2].text());
  return details;
}

json person(const char* name, const char* id) {
  return {{"birthName", name},
          {"firstBirthName", "ANNE"},
          {"birthDate", "1979-03-28"},
          {"sex", "F"},
          {"identifiers", {{{"value", id}, {"authority", "CIM-TEST"}}}}};
}

json sameAgain() {
  return {{"birthName", "PAT-TROIS"},          {"firstBirthName", "DOMINIQUE"}, {"birthNames", "DOMINIQUE MARIE-LOUISE"},
          {"birthDate", "1979-03-28"},          {"sex", "F"},                    {"birthPlaceCode", "51215"},
          {"identifiers", {{{"value", "IPP0001"}, {"authority", "CIM-TEST"}}}}};
}

std::set<std::string> names(const json& page) {
  std::set<std::string> found;
  for (const auto& item : page["items"]) found.insert(item["birthName"]);
  return found;
}

}  // namespace

TEST_CASE("each reading of an INS is traced with who read whose; a patient without INS leaves no such trace [RIS.INS.03]") {
  FrontDesk desk;
  desk.caller.roles.emplace_back("embedding_editor");
  const auto qualified = desk.house.receive(patTrois()).id;
  const auto plain = json::parse(desk.call("POST", "/api/v1/patients", person("SANS-INS", "P9")).body)["id"].get<std::string>();
  CHECK(desk.get("/api/v1/patients/" + qualified)["ins"]["matricule"] == "279035121518989");
  CHECK_FALSE(desk.get("/api/v1/patients/" + plain).contains("ins"));
  CHECK(insReads(desk) == std::vector<std::string>{"account:radiologist patient:" + qualified + " {\"purpose\":\"care\",\"patients\":[\"" + qualified + "\"]}"});
  desk.get("/api/v1/patients/" + qualified);
  CHECK(insReads(desk).size() == 2);
}

TEST_CASE("who does not hold ins.read is shown patients without matricule and OID, in every answer, and leaves no trace of an INS [RIS.INS.05]") {
  FrontDesk desk;
  const auto id = desk.house.receive(patTrois()).id;
  const auto shown = [&] {
    return desk.get("/api/v1/patients/" + id).dump() + desk.get("/api/v1/patients", {{"name", "PAT"}}).dump() +
           desk.call("POST", "/api/v1/patients", sameAgain()).body;
  };
  desk.caller.roles = {"delivery_operator"};
  const auto without = shown();
  CHECK(without.find("279035121518989") == std::string::npos);
  CHECK(without.find("\"ins\"") == std::string::npos);
  CHECK(without.find("1.2.250.1.213.1.4.10") == std::string::npos);
  CHECK(insReads(desk).empty());
  FrontDesk other;
  const auto same = other.house.receive(patTrois()).id;
  for (const auto& grant : roleGrants()) {
    other.caller.roles = {std::string(grant.role)};
    CAPTURE(other.caller.roles[0]);
    CHECK(other.get("/api/v1/patients/" + same).contains("ins") == allowed(other.caller, kInsRead));
  }
}

TEST_CASE("the trace of a reading says its purpose and its session; an unknown purpose shows nothing [RIS.INS.03]") {
  FrontDesk desk;
  const auto id = desk.house.receive(patTrois()).id;
  desk.caller.sessionId = "0190-session";
  for (const auto purpose : readPurposes()) {
    desk.headers = {{"x-clairis-purpose", std::string(purpose)}};
    desk.get("/api/v1/patients/" + id);
    CHECK(insReads(desk).back() == "account:radiologist patient:" + id + " {\"purpose\":\"" + std::string(purpose) +
                                       "\",\"session\":\"0190-session\",\"patients\":[\"" + id + "\"]}");
  }
  const auto before = insReads(desk).size();
  for (const char* wrong : {"curiosity", "CARE", "care ", "care\",\"x\":\"", "soins"}) {
    desk.headers = {{"x-clairis-purpose", wrong}};
    CHECK(refusalOf([&] { desk.get("/api/v1/patients/" + id); }) == "purpose.unknown");
    CHECK(refusalOf([&] { desk.get("/api/v1/patients", {{"name", "PAT"}}); }) == "purpose.unknown");
  }
  CHECK(insReads(desk).size() == before);
}

TEST_CASE("a registration that answers with an INS is traced as a reading in its own unit of work [RIS.INS.03]") {
  FrontDesk desk;
  const auto id = desk.house.receive(patTrois()).id;
  const auto answer = json::parse(desk.call("POST", "/api/v1/patients", sameAgain()).body);
  CHECK(answer["id"] == id);
  CHECK(answer.contains("ins"));
  CHECK(insReads(desk).size() == 1);
}

TEST_CASE("a list that shows INS traces the patients shown, and only those [RIS.INS.03]") {
  FrontDesk desk;
  const auto first = desk.house.receive(patTrois()).id;
  const auto second = desk.house.receive(nessi()).id;
  desk.get("/api/v1/patients", {{"name", "PAT"}});
  REQUIRE(insReads(desk).size() == 1);
  CHECK(insReads(desk)[0].find(first) != std::string::npos);
  CHECK(insReads(desk)[0].find(second) == std::string::npos);
}

TEST_CASE("patients are found by date of birth, first letters, or both; accents, case and hyphens do not matter [RIS.INS.07]") {
  FrontDesk desk;
  desk.caller.roles.emplace_back("embedding_editor");
  desk.call("POST", "/api/v1/patients", person("LÉGER-DURAND", "1"));
  desk.call("POST", "/api/v1/patients", person("LEGUEN", "2"));
  auto other = person("LEGER", "3");
  other["birthDate"] = "1950-01-02";
  desk.call("POST", "/api/v1/patients", other);
  CHECK(names(desk.get("/api/v1/patients", {{"birthDate", "1979-03-28"}})) == std::set<std::string>{"LÉGER-DURAND", "LEGUEN"});
  CHECK(names(desk.get("/api/v1/patients", {{"name", "leger"}})) == std::set<std::string>{"LÉGER-DURAND", "LEGER"});
  CHECK(names(desk.get("/api/v1/patients", {{"name", "Léger"}, {"birthDate", "1979-03-28"}})) == std::set<std::string>{"LÉGER-DURAND", "LEGUEN"});
  CHECK(names(desk.get("/api/v1/patients", {{"name", "Dur"}, {"birthDate", "1979-03-28"}})) == std::set<std::string>{"LÉGER-DURAND"});
  CHECK(names(desk.get("/api/v1/patients", {{"name", "leger durand"}})) == std::set<std::string>{"LÉGER-DURAND"});
  CHECK(names(desk.get("/api/v1/patients", {{"name", "LEZ"}})).empty());
  CHECK(names(desk.get("/api/v1/patients", {{"name", "%"}, {"birthDate", "2000-01-01"}})).empty());
  CHECK(refusalOf([&] { desk.get("/api/v1/patients"); }) == "patient.search.empty");
}

TEST_CASE("pages of patients neither repeat nor lose anyone") {
  FrontDesk desk;
  desk.caller.roles.emplace_back("embedding_editor");
  for (int i = 0; i < 5; ++i) desk.call("POST", "/api/v1/patients", person(("NOM" + std::to_string(i)).c_str(), std::to_string(i).c_str()));
  std::set<std::string> seen;
  std::size_t shown = 0;
  std::map<std::string, std::string> query{{"name", "NOM"}, {"limit", "2"}};
  for (int page = 0; page < 3; ++page) {
    const auto body = desk.get("/api/v1/patients", query);
    shown += body["items"].size();
    seen.merge(names(body));
    CHECK(body["next"].is_null() == (page == 2));
    if (!body["next"].is_null()) query["after"] = body["next"];
  }
  CHECK(shown == 5);
  CHECK(seen.size() == 5);
}

TEST_CASE("an order placed for a site where the caller is not active is taken back") {
  FrontDesk desk;
  const auto patient = desk.house.receive(patTrois()).id;
  const json order{{"patientId", patient}, {"modality", "CT"}, {"procedure", {{"code", "24627-2"}, {"display", "Scanner thoracique"}}}};
  const auto placed = json::parse(desk.call("POST", "/api/v1/orders", order).body);
  CHECK(placed["exam"]["studyInstanceUid"].get<std::string>().rfind("2.25.", 0) == 0);
  const auto traces = desk.house.traces();
  auto away = order;
  away["siteId"] = desk.house.island.id;
  CHECK_THROWS_AS(desk.call("POST", "/api/v1/orders", away), Forbidden);
  CHECK(desk.house.traces() == traces);
}

TEST_CASE("orders and exams of another site are not found, not even in lists") {
  FrontDesk desk;
  const auto placed = desk.house.place(House::chest(desk.house.receive(patTrois()).id));
  const auto exam = desk.get("/api/v1/exams/" + placed.exam.id);
  CHECK(exam["orders"].size() == 1);
  CHECK(exam["reports"].empty());
  CHECK(desk.get("/api/v1/exams")["items"].size() == 1);
  CHECK(desk.get("/api/v1/exams", {{"accession", placed.exam.accessionNumber}})["items"].size() == 1);
  CHECK(desk.get("/api/v1/exams", {{"state", "completed"}})["items"].empty());
  CHECK(refusalOf([&] { desk.get("/api/v1/exams", {{"state", "lost"}}); }) == "exam_state.unknown");

  desk.caller = desk.house.elsewhere();
  CHECK(desk.get("/api/v1/exams")["items"].empty());
  CHECK(refusalOf([&] { desk.get("/api/v1/exams/" + placed.exam.id); }) == "exam.unknown");
  CHECK(refusalOf([&] { desk.get("/api/v1/orders/" + placed.order.id); }) == "order.unknown");
  CHECK(refusalOf([&] { desk.call("POST", "/api/v1/exams/" + placed.exam.id + "/performed", json::object()); }) == "exam.unknown");
  CHECK(refusalOf([&] { desk.call("PUT", "/api/v1/exams/" + placed.exam.id + "/coding", json::object()); }) == "exam.unknown");
}

TEST_CASE("a list of exams narrowed by patient and state keeps to both") {
  FrontDesk desk;
  const auto patient = desk.house.receive(patTrois());
  desk.house.performedFor(patient);
  desk.house.place(House::chest(patient.id));
  CHECK(desk.get("/api/v1/exams", {{"patientId", patient.id}})["items"].size() == 2);
  const auto both = desk.get("/api/v1/exams", {{"patientId", patient.id}, {"state", "completed"}});
  CHECK(both["items"].size() == 1);
}

TEST_CASE("a site is changed on the version that was read, by member or by If-Match, and keeps a code of its own") {
  FrontDesk desk;
  const json site{{"code", "north"}, {"name", "Nord"}, {"structureId", "1750803447"}, {"zone", "Europe/Paris"}};
  const auto added = json::parse(desk.call("POST", "/api/v1/sites", site).body);
  const auto path = "/api/v1/sites/" + added["id"].get<std::string>();
  CHECK(refusalOf([&] { desk.call("POST", "/api/v1/sites", site); }) == "site.code.taken");

  auto changed = site;
  changed["version"] = 1;
  changed["name"] = "Nord 2";
  CHECK(json::parse(desk.call("PUT", path, changed).body)["version"] == 2);
  CHECK(refusalOf([&] { desk.call("PUT", path, changed); }) == "site.version");
  changed.erase("version");
  desk.headers["if-match"] = "\"1\"";
  CHECK(refusalOf([&] { desk.call("PUT", path, changed); }) == "site.version");
  desk.headers["if-match"] = "\"2\"";
  CHECK(desk.call("PUT", path, changed).headers.at("ETag") == "\"3\"");
  desk.headers["if-match"] = "\"two\"";
  CHECK(refusalOf([&] { desk.call("PUT", path, changed); }) == "http.if_match.malformed");
  desk.headers.clear();
  changed["version"] = "three";
  CHECK(refusalOf([&] { desk.call("PUT", path, changed); }) == "json.integer.expected");
  changed.erase("version");
  changed["code"] = "main";
  CHECK(refusalOf([&] { desk.call("PUT", path, changed); }) == "site.code.taken");
  CHECK(refusalOf([&] { desk.call("PUT", "/api/v1/sites/nothing", site); }) == "site.unknown");
}

TEST_CASE("a practitioner registered twice is one practitioner") {
  FrontDesk desk;
  const json person{{"rpps", "01234567897"}, {"family", "MEDIONI"}, {"given", "Stéphane"}, {"specialty", "G15_10/SM26"}};
  const auto first = json::parse(desk.call("POST", "/api/v1/practitioners", person).body);
  CHECK(first["idNat"] == "801234567897");
  CHECK(json::parse(desk.call("POST", "/api/v1/practitioners", person).body)["id"] == first["id"]);
  CHECK(desk.get("/api/v1/practitioners")["items"].size() == 2);
  CHECK(refusalOf([&] { desk.call("POST", "/api/v1/practitioners", {{"family", "SANS"}}); }) == "practitioner.id.missing");
}

TEST_CASE("deliveries are listed, resent and cancelled only by who is active at the exam's site") {
  FrontDesk desk;
  const auto done = desk.house.validated(desk.house.performedFor(desk.house.receive(patTrois())));
  const auto page = desk.get("/api/v1/deliveries", {{"state", "queued"}});
  REQUIRE(page["items"].size() == 1);
  const auto id = page["items"][0]["id"].get<std::string>();
  CHECK(page["items"][0]["documentUniqueId"] == done.documentUniqueId);
  CHECK(desk.get("/api/v1/reports/" + done.report.id + "/deliveries")["items"].size() == 1);
  CHECK(desk.get("/api/v1/deliveries/" + id)["attempts"].empty());

  const auto mine = desk.caller;
  desk.caller = desk.house.elsewhere();
  CHECK(desk.get("/api/v1/deliveries")["items"].empty());
  CHECK(desk.get("/api/v1/reports/" + done.report.id + "/deliveries")["items"].empty());
  for (const char* action : {"/resend", "/cancel"}) {
    CHECK(refusalOf([&] { desk.call("POST", "/api/v1/deliveries/" + id + action, json::object()); }) == "delivery.unknown");
  }
  CHECK(refusalOf([&] { desk.get("/api/v1/deliveries/" + id); }) == "delivery.unknown");

  desk.caller = mine;
  desk.call("POST", "/api/v1/deliveries/" + id + "/cancel", json::object());
  CHECK(desk.get("/api/v1/deliveries/" + id)["state"] == "cancelled");
  CHECK(refusalOf([&] { desk.get("/api/v1/deliveries", {{"state", "lost"}}); }) != "");
}
