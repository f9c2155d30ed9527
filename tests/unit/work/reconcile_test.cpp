// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/work/desk.h"
#include "unit/work/steps.h"

using namespace clairis;
using namespace clairis::test;
using nlohmann::json;

namespace {

/// The same resources over REST, with one step that waits.
struct List {
  FrontDesk desk;
  work::PerformedStepsService service{std::shared_ptr<Clinic>(&desk.house.clinic, [](Clinic*) {})};
  Patient patient = desk.house.receive(patTrois());
  Exam exam = desk.house.place(House::chest(patient.id, "P1")).exam;
  Caller console;

  List() {
    console.principal = "dicom:CT1";
    console.allSites = true;
    struct Into final : Routes {
      explicit Into(RouteTable& routes) : table(routes) {}
      void add(Route route) override { table.add(std::move(route)); }
      RouteTable& table;
    } into(desk.table);
    addExamLifeRoutes(into, *desk.house.store, desk.house.clinic, service);
    addReconcileRoutes(into, *desk.house.store, desk.house.clinic, service);
  }

  std::string unscheduled(const std::string& study = "1.2.840.113619.7") {
    PerformedStep step;
    step.sopInstanceUid = "1.2.1";
    step.callingAe = step.stationAe = "CT1";
    step.modality = "CT";
    step.description = "Thorax";
    step.startLocal = "20261120104000";
    step.patient = {"IPP0001", "", "PAT-TROIS^DOMINIQUE", "1979-03-28", "F"};
    step.references = {{study, "", "", ""}};
    desk.house.write([&](UnitOfWork& work) { service.begin(work, console, step); });
    step.state = StepState::completed;
    step.endLocal = "20261120110000";
    desk.house.write([&](UnitOfWork& work) { service.change(work, console, step); });
    return desk.get("/api/v1/worklists/reconcile")["items"][0]["id"];
  }
  json post(const std::string& path, const json& body) { return json::parse(desk.call("POST", path, body).body); }
};

}  // namespace

TEST_CASE("the reconcile list shows what was sent and the exams it may belong to, best first") {
  List list;
  const auto id = list.unscheduled();
  const auto entry = list.desk.get("/api/v1/worklists/reconcile/" + id);
  CHECK(entry["reason"] == "unscheduled");
  CHECK(entry["step"]["patient"]["name"] == "PAT-TROIS^DOMINIQUE");
  REQUIRE(entry["candidates"].size() == 1);
  CHECK(entry["candidates"][0]["examId"] == list.exam.id);
  CHECK(entry["candidates"][0]["because"] == "patient_id");
}

TEST_CASE("attaching a waiting step takes effect on the exam once; a second decision is refused") {
  List list;
  const auto id = list.unscheduled();
  const auto exam = list.post("/api/v1/worklists/reconcile/" + id + "/attach", {{"examId", list.exam.id}});
  CHECK(exam["state"] == "completed");
  CHECK(list.desk.get("/api/v1/worklists/reconcile")["items"].empty());
  CHECK(list.desk.house.events("exam.completed", list.exam.id) == 1);
  CHECK(refusalOf([&] { list.post("/api/v1/worklists/reconcile/" + id + "/dismiss", {{"reason", "trop tard"}}); }) == "reconcile.closed");
  CHECK(list.desk.house.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'reconcile.attached'") == 1);
}

TEST_CASE("an exam made from a waiting step keeps the study of its images") {
  List list;
  const auto id = list.unscheduled();
  const auto exam = list.post("/api/v1/worklists/reconcile/" + id + "/create", {{"patientId", list.patient.id}});
  CHECK(exam["studyInstanceUid"] == "1.2.840.113619.7");
  CHECK(exam["state"] == "completed");
  CHECK(exam["modality"] == "CT");
  CHECK(exam["procedure"]["display"] == "Thorax");
  const auto steps = list.desk.get("/api/v1/exams/" + exam["id"].get<std::string>() + "/steps");
  CHECK(steps["items"].size() == 1);
}

TEST_CASE("dismissing needs its reason, and keeps it with the step") {
  List list;
  const auto id = list.unscheduled();
  const std::string path = "/api/v1/worklists/reconcile/" + id + "/dismiss";
  CHECK(refusalOf([&] { list.post(path, json::object()); }) == "reconcile.reason_missing");
  CHECK(list.post(path, {{"reason", "essai du constructeur"}})["note"] == "essai du constructeur");
  CHECK(list.desk.get("/api/v1/worklists/reconcile/" + id)["outcome"] == "dismissed");
}

TEST_CASE("who is not active at the site sees no entry and decides nothing") {
  List list;
  const auto id = list.unscheduled();
  list.desk.caller = list.desk.house.elsewhere();
  CHECK(list.desk.get("/api/v1/worklists/reconcile")["items"].empty());
  CHECK(refusalOf([&] { list.desk.get("/api/v1/worklists/reconcile/" + id); }) == "reconcile.unknown");
  CHECK(refusalOf([&] { list.post("/api/v1/worklists/reconcile/" + id + "/attach", {{"examId", list.exam.id}}); }) == "reconcile.unknown");
}

TEST_CASE("a step cannot be attached to a cancelled exam, nor to one that does not exist") {
  List list;
  const auto id = list.unscheduled();
  list.desk.house.force(list.exam.id, ExamState::cancelled);
  CHECK(refusalOf([&] { list.post("/api/v1/worklists/reconcile/" + id + "/attach", {{"examId", list.exam.id}}); }) == "exam.state");
  CHECK(refusalOf([&] { list.post("/api/v1/worklists/reconcile/" + id + "/attach", {{"examId", "nothing"}}); }) == "exam.unknown");
  CHECK(list.desk.get("/api/v1/worklists/reconcile/" + id)["outcome"] == "");
}
