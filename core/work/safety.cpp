// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/safety.h"

#include <algorithm>

#include "core/domain/exam_preparation.h"
#include "core/domain/refusal.h"
#include "core/store/preparation_repository.h"
#include "core/store/safety_repository.h"
#include "core/work/step_effect.h"

namespace clairis::work {
namespace {

/// What a console shows as Pregnancy Status must be what was answered last.
void rememberPregnancy(UnitOfWork& work, const Exam& exam, const std::string& answer) {
  auto preparation = store::findPreparation(work, exam.id);
  preparation.pregnancy = answer == "not_applicable" ? Pregnancy::notAsked : pregnancyFrom(answer);
  store::savePreparation(work, exam.id, preparation);
}

bool contradictsOrder(const Exam& exam, const SafetyAnswer& answer) {
  return answer.question == "laterality" && !exam.laterality.empty() && exam.laterality != answer.answer;
}

}  // namespace

void answerSafety(UnitOfWork& work, const Caller& caller, const Exam& exam, SafetyAnswer answer) {
  check(answer);
  answer.answeredBy = caller.principal;
  answer.answeredAt = toIso(work.now());
  store::addSafetyAnswer(work, exam.id, answer);
  if (answer.question == "pregnancy") rememberPregnancy(work, exam, answer.answer);
  if (contradictsOrder(exam, answer)) {
    PerformedStep byHand;
    byHand.siteId = exam.siteId;
    reconcile(work, caller, byHand, exam.id, ReconcileReason::laterality);
  }
  work.publish({"exam.safety_answered", exam.id, "{}"});
  work.audit({caller.principal, "exam.safety_answered", "exam:" + exam.id, "ok", R"({"question":")" + answer.question + R"("})"});
}

std::vector<SafetyQuestion> openQuestions(Reader& reader, const Exam& exam) {
  const auto answers = store::safetyAnswers(reader, exam.id);
  auto questions = questionsFor(exam.modality, exam.laterality);
  std::erase_if(questions, [&](const SafetyQuestion& question) {
    const auto answered = [&](const SafetyAnswer& answer) { return answer.question == question.code; };
    return !question.mandatory || std::any_of(answers.begin(), answers.end(), answered);
  });
  return questions;
}

void requireSafety(Reader& reader, const Exam& exam) {
  std::string open;
  for (const auto& question : openQuestions(reader, exam)) open += (open.empty() ? "" : ", ") + std::string(question.code);
  if (!open.empty()) throw Refusal("exam.safety", "these safety questions have no answer yet: " + open);
}

}  // namespace clairis::work
