// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/safety_repository.h"

namespace clairis::store {

std::vector<SafetyAnswer> safetyAnswers(Reader& reader, std::string_view examId) {
  std::vector<SafetyAnswer> answers;
  for (const auto& row : reader.query(
           "SELECT question, answer, detail, measured_on, answered_by, answered_at FROM safety_answer WHERE exam_id = $1 ORDER BY id", {examId})) {
    answers.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text()});
  }
  return answers;
}

void addSafetyAnswer(UnitOfWork& work, std::string_view examId, const SafetyAnswer& a) {
  work.execute(
      "INSERT INTO safety_answer (id, exam_id, question, answer, detail, measured_on, answered_by, answered_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {work.newId(), examId, a.question, a.answer, a.detail, a.measuredOn, a.answeredBy, a.answeredAt});
}

}  // namespace clairis::store
