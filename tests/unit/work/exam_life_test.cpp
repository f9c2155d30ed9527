// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/store/idle_rule_repository.h"
#include "core/work/idle_closing.h"
#include "unit/work/desk.h"
#include "unit/work/steps.h"

using namespace clairis;
using namespace clairis::test;
using nlohmann::json;

namespace {

struct Desk : Steps {
  RouteTable table;
  Desk() {
    struct Into final : Routes {
      explicit Into(RouteTable& routes) : table(routes) {}
      void add(Route route) override { table.add(std::move(route)); }
      RouteTable& table;
    } into(table);
    addExamLifeRoutes(into, *house.store, house.clinic, service);
    addIdleRuleRoutes(into, *house.store);
  }
  HttpResponse call(const std::string& method, const std::string& path, const json& body = {}, const std::string& etag = "") {
    HttpRequest request;
    request.caller = house.radiologist();
    request.body = body.is_null() ? std::string() : body.dump();
    if (!etag.empty()) request.headers["if-match"] = etag;
    const auto match = table.match(method, pathSegments(path));
    request.parameters = match.parameters;
    request.permission = match.route->permission;
    return match.route->handle(request);
  }
  json ask(const std::string& method, const std::string& path, const json& body = {}) { return json::parse(call(method, path, body).body); }
  std::string path(const char* word) { return "/api/v1/exams/" + exam.id + "/" + word; }
  void rule(const IdleRule& wanted) {
    house.write([&](UnitOfWork& work) { return store::saveIdleRule(work, wanted); });
  }
  /// As if so much time had passed on the database's clock.
  int closeIdle(std::chrono::minutes later) {
    const auto now = house.write([](UnitOfWork& work) { return work.now(); });
    return work::closeIdleExams(*house.store, house.clinic, now + later, {});
  }
  bool visible() { return house.count("SELECT on_worklist FROM exam WHERE id = $1", {exam.id}) == 1; }
};

}  // namespace

TEST_CASE("arrival, preparation and start by hand are states, events and audit entries; a mistake can be taken back") {
  Desk d;
  CHECK(d.ask("POST", d.path("arrive"))["state"] == "arrived");
  CHECK(d.ask("POST", d.path("reset"))["state"] == "scheduled");
  CHECK(d.ask("POST", d.path("arrive"))["state"] == "arrived");
  CHECK(d.ask("POST", d.path("ready"))["state"] == "ready");
  const auto started = d.ask("POST", d.path("start"));
  CHECK(started["state"] == "started");
  CHECK(started["startedAt"] == d.stored().startedAt);
  CHECK_FALSE(d.stored().startedAt.empty());
  for (const char* event : {"exam.arrived", "exam.ready", "exam.started", "exam.rescheduled"}) {
    CHECK(d.house.events(event, d.exam.id) == (std::string(event) == "exam.arrived" ? 2 : 1));
    CHECK(d.house.count("SELECT COUNT(*) FROM audit_entry WHERE action = $1", {event}) >= 1);
  }
  CHECK(refusalOf([&] { d.ask("POST", d.path("arrive")); }) == "exam.state");
  CHECK(refusalOf([&] { d.ask("POST", d.path("cancel")); }) == "exam.state");
}

TEST_CASE("cancelling the exam takes it off the worklist and ends its order") {
  Desk d;
  CHECK(d.ask("POST", d.path("cancel"), {{"reason", "doublon"}})["state"] == "cancelled");
  CHECK_FALSE(d.visible());
  CHECK(d.house.count("SELECT COUNT(*) FROM imaging_order WHERE cancelled = 1") == 1);
  CHECK(d.house.events("order.cancelled", d.exam.id) == 1);
}

TEST_CASE("the preparation is read, replaced and protected against two writers over REST") {
  Desk d;
  auto preparation = d.ask("GET", d.path("preparation"));
  CHECK(preparation["version"] == 0);
  preparation["weightKg"] = "72.5";
  preparation["allergies"] = "Iode";
  CHECK(d.ask("PUT", d.path("preparation"), preparation)["version"] == 1);
  CHECK(refusalOf([&] { d.ask("PUT", d.path("preparation"), preparation); }) == "preparation.version");
  CHECK(d.call("PUT", d.path("preparation"), {{"weightKg", "70"}}, "\"1\"").headers.at("ETag") == "\"2\"");
  CHECK(refusalOf([&] { d.ask("PUT", d.path("preparation"), {{"weightKg", "7 stone"}, {"version", 2}}); }) == "preparation.weight");
  CHECK(d.ask("GET", d.path("preparation"))["weightKg"] == "70");
}

TEST_CASE("safety answers are kept with who and when, the newest counts, pregnancy reaches the console's answer") {
  Desk d;
  CHECK(d.ask("PUT", d.path("safety"), {{"question", "pregnancy"}, {"answer", "possible"}})["history"].size() == 1);
  const auto sheet = d.ask("PUT", d.path("safety"), {{"question", "pregnancy"}, {"answer", "no"}, {"detail", "test négatif"}});
  CHECK(sheet["history"].size() == 2);
  CHECK(sheet["questions"][0]["answer"]["answer"] == "no");
  CHECK(sheet["questions"][0]["answer"]["answeredBy"] == "account:radiologist");
  CHECK(d.ask("GET", d.path("preparation"))["pregnancy"] == "no");
  CHECK(refusalOf([&] { d.ask("PUT", d.path("safety"), {{"question", "pregnancy"}, {"answer", "peut-être"}}); }) == "safety.answer");
}

TEST_CASE("a confirmed side that is not the ordered one waits for a person, once") {
  Desk d;
  d.exam.laterality = "R";
  d.house.write([&](UnitOfWork& work) { store::updateExam(work, d.exam, store::scheduledLocalOf(work, d.exam.id)); });
  d.ask("PUT", d.path("safety"), {{"question", "laterality"}, {"answer", "R"}});
  CHECK(d.waiting().empty());
  d.ask("PUT", d.path("safety"), {{"question", "laterality"}, {"answer", "L"}});
  d.ask("PUT", d.path("safety"), {{"question", "laterality"}, {"answer", "L"}});
  CHECK(d.reasons() == "laterality ");
  CHECK(refusalOf([&] {
          d.house.write([&](UnitOfWork& work) { d.service.attach(work, d.house.radiologist(), d.waiting()[0].id, d.exam.id); });
        }) == "reconcile.no_step");
}

TEST_CASE("where the instance demands it, a start by hand waits for the safety questions, a device's start does not") {
  Steps s;
  work::ClinicService strict(Environment::test, {s.house.root, "CLA", true});
  const auto start = [&] {
    s.house.write([&](UnitOfWork& work) { return strict.advance(work, s.house.radiologist(), s.exam.id, ExamCommand::start, ""); });
  };
  CHECK(refusalOf(start) == "exam.safety");
  for (const auto& question : questionsFor("CT", "")) {
    if (!question.mandatory) continue;
    const std::string harmless(question.answers.substr(0, question.answers.find(' ')));
    s.house.write([&](UnitOfWork& work) {
      strict.answerSafety(work, s.house.radiologist(), s.exam.id, {std::string(question.code), harmless, "", "", "", ""});
    });
  }
  CHECK(refusalOf(start).empty());
  const auto other = s.house.place(House::chest(s.patient.id, "P2")).exam;
  s.begin(s.said("1.2.1", other));
  CHECK(s.stored(other).state == ExamState::started);
}

TEST_CASE("without a rule nothing is ever closed; a rule closes what nobody touched, and says nothing medical") {
  Desk d;
  constexpr auto kMuchLater = std::chrono::hours(24 * 400);
  CHECK(d.closeIdle(kMuchLater) == 0);
  CHECK(d.visible());
  d.rule({"CT1", 0, 12 * 60, 0, 0, 0});
  CHECK(d.closeIdle(kMuchLater) == 1);
  CHECK_FALSE(d.visible());
  CHECK(d.stored().state == ExamState::scheduled);
  CHECK(d.house.events("exam.closed_idle", d.exam.id) == 1);
  CHECK(d.closeIdle(kMuchLater) == 0);
  CHECK(d.ask("POST", d.path("reopen"))["worklistClosedAt"].is_null());
  CHECK(d.visible());
  CHECK(refusalOf([&] { d.ask("POST", d.path("reopen")); }) == "exam.not_closed");
}

TEST_CASE("an idle rule looks at the state, at the appointment and at the last change; a station's rule goes before the general one") {
  Desk d;
  d.rule({"*", 0, 60, 60, 60, 60});
  d.rule({"CT1", 0, 0, 120, 0, 0});
  CHECK(d.closeIdle(std::chrono::hours(5)) == 0);  // scheduled: never on CT1
  d.ask("POST", d.path("arrive"));
  CHECK(d.closeIdle(std::chrono::minutes(119)) == 0);
  CHECK(d.closeIdle(std::chrono::minutes(121)) == 1);
}

TEST_CASE("an exam closed as idle is found again by its device and by a new appointment") {
  Desk d;
  d.rule({"*", 0, 60, 0, 0, 0});
  REQUIRE(d.closeIdle(std::chrono::hours(10)) == 1);
  auto moved = House::chest(d.patient.id, "P1");
  moved.scheduledAt = fromIso("2026-11-20T15:00:00.000Z");
  d.house.write([&](UnitOfWork& work) { return d.house.clinic.changeOrder(work, d.house.radiologist(), moved); });
  CHECK(d.visible());
  REQUIRE(d.closeIdle(std::chrono::hours(10)) == 1);
  d.begin(d.said("1.2.1"));
  CHECK(d.stored().state == ExamState::started);
  CHECK(d.visible());
}

TEST_CASE("a thousand idle entries are closed in batches, each once") {
  Desk d;
  d.house.write([&](UnitOfWork& work) {
    for (int i = 0; i < 1000; ++i) d.house.clinic.placeOrder(work, d.house.radiologist(), House::chest(d.patient.id, "B" + std::to_string(i)));
  });
  d.rule({"CT1", 0, 60, 0, 0, 0});
  CHECK(d.closeIdle(std::chrono::hours(5)) == 1001);
  CHECK(d.house.count("SELECT COUNT(*) FROM exam WHERE on_worklist = 1") == 0);
}

TEST_CASE("idle rules are listed, changed against the version read, and removed, with audit") {
  Desk d;
  const std::string path = "/api/v1/worklist/idle-rules/CT1";
  CHECK(d.ask("PUT", path, {{"scheduled", 720}})["version"] == 1);
  CHECK(refusalOf([&] { d.ask("PUT", path, {{"scheduled", 60}}); }) == "idle_rule.version");
  CHECK(d.ask("PUT", path, {{"scheduled", 60}, {"version", 1}})["version"] == 2);
  CHECK(refusalOf([&] { d.ask("PUT", path, {{"scheduled", 3}, {"version", 2}}); }) == "idle_rule.minutes");
  CHECK(d.ask("GET", "/api/v1/worklist/idle-rules")["items"][0]["scheduled"] == 60);
  CHECK(d.call("DELETE", path).status == 204);
  CHECK(refusalOf([&] { d.call("DELETE", path); }) == "idle_rule.unknown");
  CHECK(d.house.count("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'idle_rule.%'") == 3);
}
