// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/safety_question.h"

#include <algorithm>

#include "core/domain/exam.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::size_t kDetailLimit = 1000;

bool contains(std::string_view words, std::string_view word) {
  std::size_t at = 0;
  while (at <= words.size()) {
    const auto end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

bool concerns(const SafetyQuestion& question, std::string_view modality) {
  return question.about == "*" || contains(question.about, modality) || (contains(question.about, "radiation") && irradiating(modality));
}

}  // namespace

const std::vector<SafetyQuestion>& safetyQuestions() {
  static const std::vector<SafetyQuestion> questions{
      {"pregnancy", "La patiente est-elle enceinte, ou peut-elle l'être ?", "radiation MR", "no possible yes unknown not_applicable", true},
      {"laterality", "Côté confirmé par le patient", "*", "R L B", true},
      {"contrast_reaction", "Réaction à un produit de contraste ?", "CT MR XA RF", "no yes unknown", true},
      {"renal_function", "Fonction rénale avant injection", "CT MR XA", "normal reduced unknown", true},
      {"breast_feeding", "Allaitement en cours ?", "NM PT CT MR", "no yes unknown not_applicable", false},
      {"anticoagulant", "Traitement anticoagulant ?", "XA US CT", "no yes unknown", false},
      {"mri_pacemaker", "Stimulateur ou défibrillateur cardiaque ?", "MR", "no yes unknown", true},
      {"mri_implant", "Implant, prothèse, valve, clip, neurostimulateur, pompe ?", "MR", "no yes unknown", true},
      {"mri_metal", "Éclat métallique dans l'œil ou le corps ?", "MR", "no yes unknown", true},
      {"mri_claustrophobia", "Claustrophobie ?", "MR", "no yes unknown", false},
      {"metformin", "Prise de metformine ?", "CT XA", "no yes unknown", false},
  };
  return questions;
}

const SafetyQuestion& safetyQuestion(std::string_view code) {
  for (const auto& question : safetyQuestions()) {
    if (question.code == code) return question;
  }
  throw Refusal("safety.question", "expected a code of the catalogue (GET …/safety lists them), found \"" + std::string(code.substr(0, 40)) + "\"",
                "question");
}

std::vector<SafetyQuestion> questionsFor(std::string_view modality, std::string_view laterality) {
  std::vector<SafetyQuestion> wanted;
  for (const auto& question : safetyQuestions()) {
    const bool side = question.code == "laterality" && laterality.empty();
    if (concerns(question, modality) && !side) wanted.push_back(question);
  }
  return wanted;
}

void check(const SafetyAnswer& answer) {
  const auto& question = safetyQuestion(answer.question);
  if (answer.answer.empty() || !contains(question.answers, answer.answer)) {
    throw Refusal("safety.answer", std::string(question.code) + ": expected one of " + std::string(question.answers), "answer");
  }
  if (answer.detail.size() > kDetailLimit) throw Refusal("safety.detail", "expected at most 1000 bytes of detail", "detail");
}

}  // namespace clairis
