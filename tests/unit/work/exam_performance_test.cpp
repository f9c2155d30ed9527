// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

struct Scheduled {
  House house;
  std::string examId = house.place(House::chest(house.receive(patTrois()).id)).exam.id;

  Exam perform(const Performance& done) {
    return house.write([&](UnitOfWork& work) { return house.clinic.perform(work, house.radiologist(), examId, done); });
  }
  Exam code(const ExamCoding& coding) {
    return house.write([&](UnitOfWork& work) { return house.clinic.code(work, house.radiologist(), examId, coding); });
  }
  Exam stored() {
    return house.read([&](Reader& reader) { return house.clinic.exam(reader, examId); });
  }
};

}  // namespace

TEST_CASE("a performance by hand is stored with its times, equipment and dose") {
  Scheduled s;
  Performance done;
  done.startedAt = fromIso("2026-11-20T09:40:00.000Z");
  done.endedAt = fromIso("2026-11-20T10:00:00.000Z");
  done.equipment = "Scanner SOMATOM";
  done.dose = "PDL 320 mGy.cm";
  done.source = "manual";
  s.perform(done);
  const auto exam = s.stored();
  CHECK(exam.state == ExamState::completed);
  CHECK(exam.startedAt == "2026-11-20T09:40:00.000Z");
  CHECK(exam.endedAt == "2026-11-20T10:00:00.000Z");
  CHECK(exam.equipment == "Scanner SOMATOM");
  CHECK(exam.dose == "PDL 320 mGy.cm");
  CHECK(s.house.events("exam.completed", s.examId) == 1);
  CHECK(s.house.count("SELECT COUNT(*) FROM exam WHERE on_worklist = 1") == 0);
}

TEST_CASE("an exam that ends before it starts, or in the future, is refused and nothing changes") {
  Scheduled s;
  Performance backwards;
  backwards.startedAt = fromIso("2026-11-20T10:00:00.000Z");
  backwards.endedAt = fromIso("2026-11-20T09:59:59.999Z");
  CHECK(refusalOf([&] { s.perform(backwards); }) == "exam.times");
  Performance future;
  // The instant of the transaction: a PostgreSQL server has its own clock.
  future.endedAt = s.house.write([](UnitOfWork& work) { return work.now(); }) + std::chrono::hours(1);
  CHECK(refusalOf([&] { s.perform(future); }) == "exam.times");
  CHECK(s.stored().state == ExamState::scheduled);
  CHECK(s.stored().version == 1);
}

TEST_CASE("an exam broken off is discontinued, with its own event [SR-11]") {
  Scheduled s;
  Performance done;
  done.discontinued = true;
  CHECK(s.perform(done).state == ExamState::discontinued);
  CHECK(s.house.events("exam.discontinued", s.examId) == 1);
  CHECK(s.house.events("exam.completed", s.examId) == 0);
}

TEST_CASE("codes corrected by hand replace what they name and keep the rest, until the report is validated") {
  Scheduled s;
  const auto before = s.stored();
  s.code({{}, {"ZBQK002", "Scanner du thorax", "1.2.250.1.215.300.1"}, {}, "L"});
  const auto after = s.stored();
  CHECK(after.procedure == before.procedure);
  CHECK(after.region == before.region);
  CHECK(after.ccam.code == "ZBQK002");
  CHECK(after.laterality == "L");
  CHECK(s.house.events("exam.coded", s.examId) == 1);

  s.house.validated(s.house.perform(s.examId));
  CHECK(refusalOf([&] { s.code({{}, {}, {}, "R"}); }) == "exam.coded");
  CHECK(s.stored().laterality == "L");
}

TEST_CASE("a cancelled exam is not coded; an unknown one is not found") {
  Scheduled s;
  s.house.force(s.examId, ExamState::cancelled);
  CHECK(refusalOf([&] { s.code({{}, {}, {}, "R"}); }) == "exam.state");
  s.examId = "nothing";
  CHECK(refusalOf([&] { s.code({}); }) == "exam.unknown");
  CHECK(refusalOf([&] { s.perform({}); }) == "exam.unknown");
}
