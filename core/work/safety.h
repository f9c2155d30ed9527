// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/exam.h"
#include "core/domain/safety_question.h"
#include "core/plugin/caller.h"
#include "core/plugin/sql.h"

namespace clairis::work {

/// See Clinic::answerSafety.
void answerSafety(UnitOfWork& work, const Caller& caller, const Exam& exam, SafetyAnswer answer);

/// Mandatory questions of this exam without an answer.
std::vector<SafetyQuestion> openQuestions(Reader& reader, const Exam& exam);
/// Refusal "exam.safety" naming them.
void requireSafety(Reader& reader, const Exam& exam);

}  // namespace clairis::work
