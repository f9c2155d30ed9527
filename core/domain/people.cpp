// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/people.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis {

std::optional<Rpps> Practitioner::rpps() const {
  if (idNat.size() != 12 || idNat.front() != '8') return std::nullopt;
  return Rpps::parse(idNat);
}

bool Practitioner::physician() const {
  // G15 is "médecin" in TRE_G15; the specialty follows the slash (SMxx).
  return rpps().has_value() && specialty.code.rfind("G15_10/", 0) == 0 && specialty.code.size() > 7;
}

std::string_view toText(PaperTrait trait) noexcept {
  switch (trait) {
    case PaperTrait::usedName:
      return "used_name";
    case PaperTrait::usedFirstName:
      return "used_first_name";
    case PaperTrait::birthNames:
      return "birth_names";
    case PaperTrait::birthPlace:
      return "birth_place";
    case PaperTrait::localId:
      return "local_id";
  }
  return "";
}

namespace {

PaperTrait paperTraitFrom(std::string_view word) {
  for (const auto trait :
       {PaperTrait::usedName, PaperTrait::usedFirstName, PaperTrait::birthNames, PaperTrait::birthPlace, PaperTrait::localId}) {
    if (word == toText(trait)) return trait;
  }
  throw Refusal("site.paper_traits",
                "expected used_name, used_first_name, birth_names, birth_place or local_id, found \"" + std::string(word.substr(0, 32)) + "\"",
                "paperTraits");
}

}  // namespace

std::vector<PaperTrait> paperTraitsFrom(std::string_view words) {
  std::vector<PaperTrait> traits;
  while (!words.empty()) {
    const auto space = words.find(' ');
    const auto word = words.substr(0, space);
    words = space == std::string_view::npos ? std::string_view() : words.substr(space + 1);
    if (word.empty()) continue;
    const auto trait = paperTraitFrom(word);
    if (std::find(traits.begin(), traits.end(), trait) != traits.end())
      throw Refusal("site.paper_traits", std::string(word) + " is named twice: each trait is printed once", "paperTraits");
    traits.push_back(trait);
  }
  return traits;
}

std::string toText(const std::vector<PaperTrait>& traits) {
  std::string words;
  for (const auto trait : traits) words += (words.empty() ? "" : " ") + std::string(toText(trait));
  return words;
}

}  // namespace clairis
