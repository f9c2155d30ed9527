// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/exam.h"
#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"

namespace clairis::work {

/// What happens to an exam between its order and its report. One place for the rules, whether a device says it (MPPS) or a person.

/// The exam was made or broken off. An append to a completed exam adds what it says and keeps it completed. Refusal "exam.state",
/// "exam.times".
Exam performExam(UnitOfWork& work, const Caller& caller, Exam exam, const Performance& done);

/// arrive, makeReady, start, reschedule (back to scheduled) or cancel. Refusal "exam.state".
Exam advanceExam(UnitOfWork& work, const Caller& caller, Exam exam, ExamCommand command, std::string_view reason);
/// A device has begun: started at `startedAt` (UTC ISO-8601) or now. Nothing when it runs or is completed already.
Exam startByDevice(UnitOfWork& work, const Caller& caller, Exam exam, const std::string& startedAt);

/// Takes an open exam off the consoles' lists and says nothing medical. False when it is not on them.
bool closeIdle(UnitOfWork& work, const Caller& caller, Exam exam);
/// Puts it back. Refusal "exam.not_closed".
Exam reopenExam(UnitOfWork& work, const Caller& caller, Exam exam);

}  // namespace clairis::work
