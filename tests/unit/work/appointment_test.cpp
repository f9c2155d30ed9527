// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/appointment.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

Exam appoint(House& house, const std::string& examId, const Appointment& appointment) {
  return house.write([&](UnitOfWork& work) { return house.clinic.appoint(work, house.radiologist(), examId, appointment); });
}

Exam advance(House& house, const std::string& examId, ExamCommand command) {
  return house.write([&](UnitOfWork& work) { return house.clinic.advance(work, house.radiologist(), examId, command, ""); });
}

}  // namespace

TEST_CASE("a new appointment moves time and device, in the site's own local time for its consoles") {
  House house;
  const auto placed = house.place(House::chest(house.receive(patTrois()).id, "P1"));
  Appointment appointment;
  appointment.at = fromIso("2026-03-15T13:30:00.000Z");
  appointment.stationAe = "IRM2";
  const auto exam = appoint(house, placed.exam.id, appointment);
  CHECK(exam.scheduledAt == "2026-03-15T13:30:00.000Z");
  CHECK(exam.stationAe == "IRM2");
  CHECK(house.events("exam.rescheduled", exam.id) == 1);
  CHECK(house.count("SELECT COUNT(*) FROM exam WHERE id = $1 AND scheduled_local = '20260315143000'", {exam.id}) == 1);
}

TEST_CASE("an appointment told twice does not send home a patient who has arrived; a new one does") {
  House house;
  const auto placed = house.place(House::chest(house.receive(patTrois()).id, "P1"));
  Appointment appointment;
  appointment.at = fromIso("2026-03-15T13:30:00.000Z");
  appoint(house, placed.exam.id, appointment);
  advance(house, placed.exam.id, ExamCommand::arrive);
  CHECK(appoint(house, placed.exam.id, appointment).state == ExamState::arrived);
  CHECK(house.events("exam.rescheduled", placed.exam.id) == 1);
  appointment.at = fromIso("2026-03-16T13:30:00.000Z");
  CHECK(appoint(house, placed.exam.id, appointment).state == ExamState::scheduled);
}

TEST_CASE("an exam that has begun or is cancelled takes no new appointment") {
  for (const auto command : {ExamCommand::start, ExamCommand::cancel}) {
    House house;
    const auto placed = house.place(House::chest(house.receive(patTrois()).id, "P1"));
    advance(house, placed.exam.id, command);
    Appointment appointment;
    appointment.at = fromIso("2026-03-15T13:30:00.000Z");
    CHECK_THROWS_AS(appoint(house, placed.exam.id, appointment), Refusal);
  }
}
