// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/person_name.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "dicom/answer_character_set.h"
#include "dicom/character_set.h"

namespace clairis::dicom {
namespace {

std::string inCapitals(std::string text) {
  if (isAscii(text)) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
  }
  std::string capitals;
  icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale::getRoot()).toUTF8String(capitals);
  return capitals;
}

std::string plain(std::string text) {
  AnswerCharacterSet::of("ISO_IR 6")->spellOut(text);
  return text;
}

}  // namespace

std::string nameFor(std::string name, const ConsoleProfile& profile) {
  if (name.empty()) return name;
  if (profile.letters == ConsoleProfile::Letters::plainCapitals) name = plain(std::move(name));
  if (profile.letters != ConsoleProfile::Letters::stored) name = inCapitals(std::move(name));
  if (profile.allNameComponents) {
    constexpr auto kDelimiters = 4;
    for (auto have = std::count(name.begin(), name.end(), '^'); have < kDelimiters; ++have) name += '^';
  }
  return name;
}

}  // namespace clairis::dicom
