// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace clairis {

/// Whether the patient is pregnant, as far as somebody asked. DICOM (0010,21C0): 1 no, 2 possibly, 3 definitely, 4 unknown.
enum class Pregnancy { notAsked, no, possible, yes, unknown };

std::string_view toText(Pregnancy pregnancy) noexcept;  ///< "", "no", "possible", "yes", "unknown"
/// Throws Refusal "pregnancy.unknown".
Pregnancy pregnancyFrom(std::string_view text);

/// What a technologist must know before he begins. Every member may be empty: not known. Texts are UTF-8, in the practice's language.
struct ExamPreparation {
  std::int64_t version = 0;       ///< row version, 0 when nothing is stored yet
  std::string weightKg;           ///< decimal with a point, "72.5"
  std::string heightM;            ///< decimal with a point, "1.68"
  Pregnancy pregnancy = Pregnancy::notAsked;
  std::string lastMenses;         ///< YYYY-MM-DD
  std::string allergies;
  std::string medicalAlerts;      ///< pacemaker, renal failure, anticoagulant …
  std::string specialNeeds;       ///< wheelchair, interpreter, sedation …
  std::string patientState;
  std::string location;           ///< ward, room
  std::string transport;          ///< on foot, wheelchair, bed
  std::string contrastAgent;      ///< requested
  std::string premedication;
  std::string remarks;
  bool operator==(const ExamPreparation&) const = default;
};

/// Throws Refusal "preparation.weight", "preparation.height" or "preparation.last_menses" for what no person has.
void check(const ExamPreparation& preparation);

}  // namespace clairis
