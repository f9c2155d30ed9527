// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"

namespace clairis::identity::insi {

/// Local traits in the form that INSi takes them.
struct SearchTraits {
  std::string birthName;
  std::vector<std::string> firstNames;  ///< the first one alone, then the others of the list, in order
  std::string sex;                      ///< M or F
  std::string birthDate;                ///< AAAA-MM-JJ
  std::string birthPlace;               ///< COG, empty when unknown
};

/// First names in the order in which they are tried: the first birth name (which may be compound), then what follows it in the list of birth
/// names. Hyphen, apostrophe and space are one when the two are compared. Without a first birth name: the words of the list.
std::vector<std::string> firstNamesInOrder(const Traits& traits);

/// Refused when the identity is doubtful, fictitious (RIS.INS.28) or was merged into another: "insi.identity.doubtful",
/// "insi.identity.fictitious", "insi.identity.merged".
void requireCallable(const Patient& patient);

/// Checked before anything leaves: names by the character profile, sex M or F, a birth date that exists and is not after `today`
/// ("2026-11-25"), a COG of five characters or none (99999, unknown, counts as none). Refusal "insi.name.…", "insi.sex", "insi.birth_date",
/// "insi.birth_place".
SearchTraits searchTraits(const Traits& traits, std::string_view today);

/// AAAA-MM-JJ of a day that exists and is not after `today`. Refusal "insi.birth_date".
std::string insiBirthDate(std::string_view text, std::string_view today);

}  // namespace clairis::identity::insi
