// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

namespace clairis {

enum class Language { french, english };

/// The language asked for, by quality; French when none of the two is named (RFC 9110 §12.5.4).
Language preferredLanguage(std::string_view acceptLanguage);

struct CatalogueText {
  std::string_view title;     ///< what happened, one line
  std::string_view whatToDo;  ///< for the person who reads it
};

/// What a family of refusal codes means to people. An entry covers its code and every code below it ("patient" covers "patient.ins.…");
/// the longest entry wins.
struct CatalogueEntry {
  std::string_view prefix;
  int status;  ///< HTTP status of a plain Refusal, 0 = 422
  CatalogueText french;
  CatalogueText english;

  const CatalogueText& in(Language language) const noexcept { return language == Language::french ? french : english; }
};

/// Sorted by prefix.
const std::vector<CatalogueEntry>& catalogue();

/// The entry for a code; the general one ("", "refused") when no area claims it: a test keeps that from happening for our own codes.
const CatalogueEntry& catalogueEntry(std::string_view code);

}  // namespace clairis
