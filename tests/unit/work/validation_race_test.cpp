// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What happens to a validation while others change its inputs, or validate too.
#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

struct Race {
  House house;
  Patient patient = house.receive(patTrois());
  Exam exam = house.performedFor(patient);
  Report draft = house.draft(exam);

  void changePatient(int number) {
    auto feed = patTrois();
    feed.patient.traits.usedName = "USAGE" + std::to_string(number);
    house.receive(feed);
  }
  void changeExam(int number) {
    ExamCoding coding;
    coding.laterality = number % 2 == 0 ? "L" : "R";
    house.write([&](UnitOfWork& work) { house.clinic.code(work, house.radiologist(), exam.id, coding); });
  }
  void changeSite(int number) {
    house.write([&](UnitOfWork& work) {
      auto site = store::findSite(work, house.main.id).value();
      site.name = "Centre " + std::to_string(number);
      store::updateSite(work, site);
    });
  }
  void changeOrder(int number) {
    house.write([&](UnitOfWork& work) {
      auto order = store::findOrder(work, exam.orderId).value();
      order.reason = "Motif " + std::to_string(number);
      store::updateOrder(work, order);
    });
  }
  void changeText(int number) {
    auto text = House::text();
    text.conclusion = "Conclusion " + std::to_string(number) + ".";
    const auto version = house.read([&](Reader& reader) { return house.desk.report(reader, draft.id); }).version;
    house.desk.save(house.radiologist(), draft.id, version, text);
  }
  ValidatedReport validate(std::optional<std::int64_t> version = {}) { return house.desk.validate(house.radiologist(), draft.id, version, {}, {}); }
};

}  // namespace

TEST_CASE("inputs changed while the report is rendered: it is rendered again, from the new ones") {
  for (const auto change : {&Race::changePatient, &Race::changeExam, &Race::changeSite, &Race::changeOrder, &Race::changeText}) {
    Race race;
    race.house.renderer->during = [&](int number) {
      if (number == 1) (race.*change)(1);
    };
    const auto done = race.validate();
    CHECK(done.renderings == 2);
    CHECK(race.house.renderer->renderings == 2);
    CHECK(race.house.count("SELECT COUNT(*) FROM document") == 1);
    CHECK(race.house.count("SELECT COUNT(*) FROM delivery") == 1);
    CHECK_FALSE(race.house.read([&](Reader& reader) { return race.house.renditions.holdReason(reader, done.documentId); }).has_value());
  }
}

TEST_CASE("the bytes that are stored carry the identity of the last reading [SR-01]") {
  Race race;
  race.house.renderer->during = [&](int number) {
    if (number == 1) race.changePatient(7);
  };
  const auto done = race.validate();
  const auto view = race.house.archive.current(race.house.radiologist(), done.report.id);
  CHECK(view.cda->find("USAGE7") != std::string::npos);
}

TEST_CASE("inputs that change during every rendering: three tries, then a conflict, and nothing stored") {
  for (const auto change : {&Race::changePatient, &Race::changeExam, &Race::changeSite, &Race::changeOrder, &Race::changeText}) {
    Race race;
    race.house.renderer->during = [&](int number) { (race.*change)(number); };
    std::string code;
    try {
      race.validate();
    } catch (const Conflict& conflict) {
      code = conflict.code();
    }
    CHECK(code == "report.inputs_changing");
    CHECK(race.house.renderer->renderings == 3);
    CHECK(race.house.count("SELECT COUNT(*) FROM document") == 0);
    CHECK(race.house.count("SELECT COUNT(*) FROM delivery") == 0);
    CHECK(race.house.events("report.validated", race.draft.id) == 0);
    CHECK(race.house.read([&](Reader& reader) { return race.house.desk.report(reader, race.draft.id); }).state == ReportState::draft);
  }
}

TEST_CASE("a text saved while the one that was read is rendered is never validated unseen") {
  Race race;
  race.house.renderer->during = [&](int number) {
    if (number == 1) race.changeText(1);
  };
  CHECK(refusalOf([&] { race.validate(race.draft.version); }) == "report.version");
  CHECK(race.house.count("SELECT COUNT(*) FROM document") == 0);
}

TEST_CASE("eight radiologists validate the same report at once: one does, the others are refused, one document is stored") {
  Race race;
  std::barrier together(8);
  std::atomic<int> succeeded{0}, refused{0};
  std::vector<std::thread> radiologists;
  for (int i = 0; i < 8; ++i) {
    radiologists.emplace_back([&] {
      together.arrive_and_wait();
      const auto code = refusalOf([&] { race.validate(); });
      if (code.empty()) ++succeeded;
      if (code == "report.state" || code == "report.version" || code == "report.inputs_changing") ++refused;
    });
  }
  for (auto& radiologist : radiologists) radiologist.join();
  CHECK(succeeded == 1);
  CHECK(refused == 7);
  CHECK(race.house.count("SELECT COUNT(*) FROM document") == 1);
  CHECK(race.house.count("SELECT COUNT(*) FROM delivery") == 1);
  CHECK(race.house.events("report.validated", race.draft.id) == 1);
}

TEST_CASE("an exam gets one draft however many open it at once") {
  House house;
  const auto exam = house.performedFor(house.receive(patTrois()));
  std::barrier together(6);
  std::atomic<int> opened{0}, refused{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 6; ++i) {
    writers.emplace_back([&] {
      together.arrive_and_wait();
      const auto code = refusalOf([&] { house.draft(exam); });
      if (code.empty()) ++opened;
      if (code == "report.exists") ++refused;
    });
  }
  for (auto& writer : writers) writer.join();
  CHECK(opened == 1);
  CHECK(refused == 5);
}
