// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/work/steps.h"

using namespace clairis;
using namespace clairis::test;

TEST_CASE("a step starts its exam, ends it, and leaves series, dose, equipment and contrast on it [SR-11]") {
  Steps s;
  auto step = s.begin(s.said("1.2.1"));
  CHECK(s.stored().state == ExamState::started);
  CHECK(s.stored().startedAt == "2026-11-20T09:40:00.000Z");
  CHECK(s.house.events("exam.started", s.exam.id) == 1);
  step.dose = "PDL 320 mGy.cm";
  step.contrast = {"Iohexol 350", "80", "LOT42"};
  step.series = {{"1.2.9", "Thorax", "THX", "", 240}};
  s.end(step);
  const auto exam = s.stored();
  CHECK(exam.state == ExamState::completed);
  CHECK(exam.endedAt == "2026-11-20T10:05:00.000Z");
  CHECK(exam.dose == "PDL 320 mGy.cm");
  CHECK(exam.equipment == "Scanner salle 1");
  CHECK(exam.contrast == "Iohexol 350 80 ml, lot LOT42");
  CHECK(s.house.events("exam.completed", s.exam.id) == 1);
  CHECK(s.house.count("SELECT COUNT(*) FROM exam WHERE on_worklist = 1") == 0);
  const auto steps = s.house.read([&](Reader& reader) { return s.service.ofExam(reader, s.exam.id); });
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].series.at(0).images == 240);
  CHECK(steps[0].dataSet == "ended");
  CHECK(s.waiting().empty());
}

TEST_CASE("a step finds its exam by study, else accession number, else the ids the console was given") {
  for (const int by : {0, 1, 2, 3}) {
    CAPTURE(by);
    Steps s;
    auto said = s.said("1.2.1");
    auto& reference = said.references[0];
    if (by > 0) reference.studyInstanceUid = "1.2.840.99";
    if (by > 1) reference.accessionNumber.clear();
    if (by > 2) reference.requestedProcedureId.clear();
    s.begin(said);
    CHECK(s.stored().state == ExamState::started);
  }
}

TEST_CASE("ids that another system gave are found too, an id of several exams finds none") {
  Steps s;
  auto order = House::chest(s.patient.id, "P2");
  order.step = {"RP77", "SPS77", "Thorax", "", {}};
  const auto imported = s.house.place(order).exam;
  auto said = s.said("1.2.1");
  said.references = {{"", "", "RP77", ""}};
  s.begin(said);
  CHECK(s.stored(imported).state == ExamState::started);
  order.placerNumber = "P3";
  s.house.place(order);
  said = s.said("1.2.2");
  said.references = {{"", "", "RP77", ""}};
  s.begin(said);
  CHECK(s.reasons() == "unscheduled ");
}

TEST_CASE("a step that names no exam is stored and waits, and moves nothing") {
  Steps s;
  auto said = s.said("1.2.1");
  said.references = {{"1.2.840.7", "NOPE", "", ""}};
  s.begin(said);
  CHECK(s.reasons() == "unscheduled ");
  CHECK(s.stored().state == ExamState::scheduled);
  s.end(said);
  CHECK(s.waiting().size() == 1);
  CHECK(s.house.read([&](Reader& reader) { return s.service.find(reader, "1.2.1"); })->state == StepState::completed);
}

TEST_CASE("a step of the wrong patient does not touch the exam it names") {
  Steps s;
  auto said = s.said("1.2.1");
  said.patient = {"IPP0002", "", "NESSI^RUTH", "1977-07-14", "F"};
  s.begin(said);
  s.end(said);
  CHECK(s.stored().state == ExamState::scheduled);
  CHECK(s.reasons() == "wrong_patient ");
  CHECK(s.house.events("exam.completed", s.exam.id) == 0);
}

TEST_CASE("a cancelled exam that was performed waits for a person") {
  Steps s;
  s.house.force(s.exam.id, ExamState::cancelled);
  s.begin(s.said("1.2.1"));
  CHECK(s.reasons() == "cancelled_exam ");
  CHECK(s.stored().state == ExamState::cancelled);
}

TEST_CASE("an emergency under a fictitious identity goes on, and waits to be given its name") {
  Steps s;
  auto feed = nessi();
  feed.patient.ins.reset();
  feed.validated = false;
  feed.patient.fictitious = true;
  const auto unknown = s.house.receive(feed);
  const auto exam = s.house.place(House::chest(unknown.id, "P9")).exam;
  auto said = s.said("1.2.1", exam);
  said.patient = {"IPP0002", "", "NESSI^RUTH", "1977-07-14", "F"};
  s.begin(said);
  CHECK(s.stored(exam).state == ExamState::started);
  CHECK(s.reasons() == "fictitious_identity ");
}

TEST_CASE("one step for several scheduled ones ends them all, several steps of one exam end it together") {
  Steps s;
  const auto second = s.house.place(House::chest(s.patient.id, "P2")).exam;
  auto group = s.said("1.2.1");
  group.references.push_back({second.studyInstanceUid, "", "", ""});
  s.begin(group);
  s.end(group);
  CHECK(s.stored().state == ExamState::completed);
  CHECK(s.stored(second).state == ExamState::completed);

  const auto third = s.house.place(House::chest(s.patient.id, "P3")).exam;
  const auto one = s.begin(s.said("1.2.2", third)), two = s.begin(s.said("1.2.3", third));
  s.end(one, StepState::discontinued, "20261120105000");
  CHECK(s.stored(third).state == ExamState::started);
  s.end(two, StepState::completed, "20261120110000");
  CHECK(s.stored(third).state == ExamState::completed);
  CHECK(s.stored(third).endedAt == "2026-11-20T10:00:00.000Z");
  CHECK(s.house.events("exam.completed", third.id) == 1);
}

TEST_CASE("images added to a completed exam keep it completed and count nothing again [SR-11]") {
  Steps s;
  auto first = s.said("1.2.1");
  first.dose = "PDL 320 mGy.cm";
  s.begin(first);
  s.end(first);
  auto more = s.said("1.2.2");
  more.dose = "PDL 40 mGy.cm";
  s.begin(more);
  CHECK(s.stored().state == ExamState::completed);
  s.end(more, StepState::completed, "20261120111500");
  CHECK(s.stored().dose == "PDL 320 mGy.cm ; PDL 40 mGy.cm");
  CHECK(s.stored().endedAt == "2026-11-20T10:15:00.000Z");
  CHECK(s.house.events("exam.completed", s.exam.id) == 1);
  CHECK(s.house.events("exam.appended", s.exam.id) == 1);
}

TEST_CASE("a patient who comes back: a discontinued exam is started again and completed") {
  Steps s;
  const auto broken = s.begin(s.said("1.2.1"));
  s.end(broken, StepState::discontinued, "20261120105000");
  CHECK(s.stored().state == ExamState::discontinued);
  const auto again = s.begin(s.said("1.2.2"));
  CHECK(s.stored().state == ExamState::started);
  CHECK(s.house.count("SELECT COUNT(*) FROM exam WHERE on_worklist = 1") == 1);
  s.end(again);
  CHECK(s.stored().state == ExamState::completed);
}

TEST_CASE("the same begin said again changes nothing; another step under its UID is refused; a final step stays final") {
  Steps s;
  s.begin(s.said("1.2.1"));
  s.begin(s.said("1.2.1"));
  CHECK(s.house.count("SELECT COUNT(*) FROM performed_step") == 1);
  CHECK(s.house.events("exam.started", s.exam.id) == 1);
  auto other = s.said("1.2.1");
  other.dataSet = "something else";
  CHECK(refusalOf([&] { s.begin(other); }) == "step.duplicate");
  other = s.said("1.2.1");
  other.callingAe = "MR1";
  CHECK(refusalOf([&] { s.begin(other); }) == "step.duplicate");
  s.end(s.said("1.2.1"));
  for (const auto state : {StepState::inProgress, StepState::completed, StepState::discontinued}) {
    auto late = s.said("1.2.1");
    late.state = state;
    CHECK(refusalOf([&] { s.change(late); }) == "step.final");
  }
  CHECK(refusalOf([&] { s.end(s.said("1.2.77")); }) == "step.unknown");
}

TEST_CASE("what is said of a step that was never begun is kept once for a person") {
  Steps s;
  auto orphan = s.said("1.2.5");
  orphan.state = StepState::completed;
  for (int time = 0; time < 2; ++time) s.house.write([&](UnitOfWork& work) { s.service.keepOrphan(work, s.console, orphan); });
  CHECK(s.reasons() == "orphan ");
  CHECK(s.stored().state == ExamState::scheduled);
}

TEST_CASE("a device whose clock is ahead or nonsense does not lose its step") {
  Steps s;
  auto ahead = s.said("1.2.1");
  ahead.startLocal = "20991231000000";
  s.begin(ahead);
  const auto now = s.house.write([](UnitOfWork& work) { return toIso(work.now()); });
  CHECK(s.stored().startedAt <= now);
  CHECK(s.stored().startedAt >= "2026-11-20T10:17:00.000Z");
  s.end(ahead, StepState::completed, "21000101000000");
  CHECK(s.stored().state == ExamState::completed);
  const auto second = s.house.place(House::chest(s.patient.id, "P2")).exam;
  auto nonsense = s.said("1.2.2", second);
  nonsense.startLocal = "20261399999999";
  s.begin(nonsense);
  s.end(nonsense, StepState::completed, "");
  CHECK(s.stored(second).state == ExamState::completed);
  const auto third = s.house.place(House::chest(s.patient.id, "P3")).exam;
  auto backwards = s.said("1.2.3", third);
  s.begin(backwards);
  s.end(backwards, StepState::completed, "20261120080000");
  CHECK(s.stored(third).state == ExamState::completed);
  CHECK(s.stored(third).startedAt <= s.stored(third).endedAt);
}

TEST_CASE("an exam overseas is timed in its own zone, or at the offset the device names") {
  Steps s;
  auto order = House::chest(s.patient.id, "P2");
  order.siteId = s.house.island.id;
  const auto exam = s.house.place(order).exam;
  auto said = s.said("1.2.1", exam);
  said.startLocal = "20261120130000";
  s.begin(said);
  CHECK(s.stored(exam).startedAt == "2026-11-20T09:00:00.000Z");
  auto offset = s.said("1.2.2");
  offset.startLocal = "20261120120000";
  offset.utcOffset = "+0200";
  s.begin(offset);
  CHECK(s.stored().startedAt == "2026-11-20T10:00:00.000Z");
}

TEST_CASE("the side a series shows is compared with the side ordered") {
  Steps s;
  auto order = House::chest(s.patient.id, "P2");
  order.laterality = "R";
  const auto exam = s.house.place(order).exam;
  auto said = s.said("1.2.1", exam);
  s.begin(said);
  said.series = {{"1.2.9", "Main", "", "L", 3}};
  s.end(said);
  CHECK(s.stored(exam).state == ExamState::completed);
  CHECK(s.reasons() == "laterality ");
}
