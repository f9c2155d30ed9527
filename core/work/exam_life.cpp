// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/exam_life.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"

namespace clairis::work {
namespace {

constexpr auto kClockTolerance = std::chrono::minutes(5);

void keep(UnitOfWork& work, Exam& exam) {
  store::updateExam(work, exam, store::scheduledLocalOf(work, exam.id));
  ++exam.version;
}

void tell(UnitOfWork& work, const Caller& caller, const Exam& exam, const std::string& event, const std::string& detail = "{}") {
  work.publish({event, exam.id, "{}"});
  work.audit({caller.principal, event, "exam:" + exam.id, "ok", detail});
}

ExamState mustFollow(const Exam& exam, ExamCommand command) {
  if (const auto state = next(exam.state, command)) return *state;
  throw Refusal("exam.state", fmt::format("cannot {} an exam that is {}", toText(command), toText(exam.state)));
}

std::string eventOf(ExamCommand command) {
  switch (command) {
    case ExamCommand::arrive: return "exam.arrived";
    case ExamCommand::makeReady: return "exam.ready";
    case ExamCommand::start: return "exam.started";
    case ExamCommand::reschedule: return "exam.rescheduled";
    case ExamCommand::cancel: return "order.cancelled";
    case ExamCommand::complete: return "exam.completed";
    case ExamCommand::discontinue: return "exam.discontinued";
  }
  return "exam.changed";
}

void addTo(std::string& text, const std::string& more) {
  if (more.empty() || text.find(more) != std::string::npos) return;
  text += (text.empty() ? "" : " ; ") + more;
}

/// With its last exam the order ends too: the requester must not wait for it.
void cancelOrderOf(UnitOfWork& work, const Exam& exam, std::string_view reason) {
  auto order = store::findOrder(work, exam.orderId);
  const auto open = work.first("SELECT COUNT(*) FROM exam WHERE order_id = $1 AND state <> 'cancelled'", {exam.orderId})[0].integer();
  if (!order || open > 0) return;
  order->cancelled = true;
  if (!reason.empty()) order->reason += (order->reason.empty() ? "" : "\n") + std::string(reason);
  store::updateOrder(work, *order);
}

}  // namespace

Exam performExam(UnitOfWork& work, const Caller& caller, Exam exam, const Performance& done) {
  const bool append = exam.state == ExamState::completed && done.source == "mpps";
  const auto ended = done.endedAt.value_or(work.now());
  const auto started = done.startedAt.value_or(exam.startedAt.empty() ? ended : fromIso(exam.startedAt));
  if (ended < started) throw Refusal("exam.times", "the exam ends before it starts", "endedAt");
  if (ended > work.now() + kClockTolerance) throw Refusal("exam.times", "the exam ends in the future: check the clock of the device", "endedAt");
  const auto command = done.discontinued ? ExamCommand::discontinue : ExamCommand::complete;
  if (!append) {
    // Broken off before anybody said that it had begun.
    if (done.discontinued && exam.state != ExamState::started && next(exam.state, ExamCommand::start)) exam.state = ExamState::started;
    exam.state = mustFollow(exam, command);
  }
  exam.startedAt = toIso(started);
  exam.endedAt = toIso(ended);
  if (!done.equipment.empty()) exam.equipment = done.equipment;
  if (done.source == "mpps") {
    addTo(exam.dose, done.dose);
    addTo(exam.contrast, done.contrast);
  } else {
    if (!done.dose.empty()) exam.dose = done.dose;
    if (!done.contrast.empty()) exam.contrast = done.contrast;
  }
  keep(work, exam);
  tell(work, caller, exam, append ? "exam.appended" : eventOf(command), R"({"source":")" + done.source + R"("})");
  return exam;
}

Exam advanceExam(UnitOfWork& work, const Caller& caller, Exam exam, ExamCommand command, std::string_view reason) {
  if (command == ExamCommand::complete || command == ExamCommand::discontinue) {
    throw Refusal("exam.state", "the end of an exam is recorded with its times: POST …/performed");
  }
  exam.state = mustFollow(exam, command);
  if (command == ExamCommand::start) {
    exam.startedAt = toIso(work.now());
    exam.endedAt.clear();
  }
  if (command != ExamCommand::cancel) exam.worklistClosedAt.clear();
  keep(work, exam);
  if (command == ExamCommand::cancel) cancelOrderOf(work, exam, reason);
  tell(work, caller, exam, eventOf(command));
  return exam;
}

Exam startByDevice(UnitOfWork& work, const Caller& caller, Exam exam, const std::string& startedAt) {
  if (exam.state == ExamState::started || exam.state == ExamState::completed) return exam;
  exam.state = mustFollow(exam, ExamCommand::start);
  exam.startedAt = startedAt.empty() ? toIso(work.now()) : startedAt;
  exam.endedAt.clear();
  exam.worklistClosedAt.clear();
  keep(work, exam);
  tell(work, caller, exam, "exam.started", R"({"source":"mpps"})");
  return exam;
}

bool closeIdle(UnitOfWork& work, const Caller& caller, Exam exam) {
  if (!onWorklist(exam)) return false;
  exam.worklistClosedAt = toIso(work.now());
  keep(work, exam);
  tell(work, caller, exam, "exam.closed_idle", fmt::format(R"({{"state":"{}"}})", toText(exam.state)));
  return true;
}

Exam reopenExam(UnitOfWork& work, const Caller& caller, Exam exam) {
  if (exam.worklistClosedAt.empty()) throw Refusal("exam.not_closed", "the idle rule has not taken this exam off the worklist");
  exam.worklistClosedAt.clear();
  keep(work, exam);
  tell(work, caller, exam, "exam.reopened");
  return exam;
}

}  // namespace clairis::work
