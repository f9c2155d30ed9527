// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clairis {

/// A question that is asked before an exam. The catalogue is data; codes are stable.
struct SafetyQuestion {
  std::string_view code;    ///< "pregnancy", "renal_function", "laterality" …
  std::string_view french;  ///< as it is asked
  std::string_view about;   ///< modalities it concerns, space separated; "*" all, "radiation" every irradiating one
  std::string_view answers; ///< accepted answers, space separated; the first is the harmless one
  bool mandatory;           ///< shown as missing until answered
};

const std::vector<SafetyQuestion>& safetyQuestions();
/// Throws Refusal "safety.question".
const SafetyQuestion& safetyQuestion(std::string_view code);
/// The questions for an exam of this modality; the side is asked only when one was ordered.
std::vector<SafetyQuestion> questionsFor(std::string_view modality, std::string_view laterality);

/// One answer; earlier ones are kept.
struct SafetyAnswer {
  std::string question;
  std::string answer;
  std::string detail;      ///< e.g. "DFG 74 ml/min/1,73 m²", "prothèse de hanche 2019"
  std::string measuredOn;  ///< YYYY-MM-DD of a laboratory value, may be empty
  std::string answeredBy;  ///< principal
  std::string answeredAt;  ///< UTC ISO-8601
};

/// Throws Refusal "safety.question", "safety.answer" or "safety.detail".
void check(const SafetyAnswer& answer);

}  // namespace clairis
