// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/appointment.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/time/zone.h"

namespace clairis::work {
namespace {

ExamState rescheduled(const Exam& exam) {
  if (const auto state = next(exam.state, ExamCommand::reschedule)) return *state;
  throw Refusal("exam.state", fmt::format("cannot reschedule an exam that is {}", toText(exam.state)));
}

bool take(Exam& exam, const Appointment& appointment) {
  const auto before = exam;
  if (appointment.at) exam.scheduledAt = toIso(*appointment.at);
  if (!appointment.stationAe.empty()) exam.stationAe = appointment.stationAe;
  if (!appointment.performer.familyName.empty()) exam.performer = appointment.performer;
  const auto same = [](const Practitioner& a, const Practitioner& b) {
    return a.idNat == b.idNat && a.familyName == b.familyName && a.givenName == b.givenName;
  };
  return exam.scheduledAt != before.scheduledAt || exam.stationAe != before.stationAe || !same(exam.performer, before.performer);
}

std::string local(const Site& site, const std::string& instant) {
  const Zone zone(site.zone);
  const auto at = fromIso(instant);
  return zone.dicomDate(at) + zone.dicomTime(at);
}

}  // namespace

Exam appointExam(UnitOfWork& work, const Caller& caller, Exam exam, const Site& site, const Appointment& appointment) {
  // The same appointment told twice must not send home somebody who has arrived.
  if (!take(exam, appointment)) return exam;
  exam.state = rescheduled(exam);
  exam.worklistClosedAt.clear();
  store::updateExam(work, exam, local(site, exam.scheduledAt));
  ++exam.version;
  work.publish({"exam.rescheduled", exam.id, "{}"});
  work.audit({caller.principal, "exam.rescheduled", "exam:" + exam.id, "ok", "{}"});
  return exam;
}

}  // namespace clairis::work
