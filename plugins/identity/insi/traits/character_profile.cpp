// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/traits/character_profile.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::identity::insi {
namespace {

constexpr std::size_t kLongest = 100;

/// The sign of the profile that stands for a code point, or 0. Combining marks are met after decomposition and dropped with the letter kept.
char equivalent(UChar32 point) {
  if (point >= 'a' && point <= 'z') return static_cast<char>(point - 'a' + 'A');
  if (point >= 'A' && point <= 'Z') return static_cast<char>(point);
  switch (point) {
    case ' ':
    case 0x00A0:  // no-break space
    case 0x202F:  // narrow no-break space
      return ' ';
    case '\'':
    case 0x2019:  // typographic apostrophe
      return '\'';
    case '-':
    case 0x2010:  // hyphen
    case 0x2011:  // no-break hyphen
      return '-';
    default:
      return 0;
  }
}

icu::UnicodeString decomposed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFDInstance(status);
  const auto whole = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  auto result = U_SUCCESS(status) ? form->normalize(whole, status) : icu::UnicodeString();
  if (U_FAILURE(status)) throw Refusal("insi.name.character", "the name cannot be decomposed into letters and accents");
  return result;
}

std::string inProfile(std::string_view text, const std::string& field) {
  const auto points = decomposed(text);
  std::string out;
  int position = 0;
  for (int32_t i = 0; i < points.length(); i = points.moveIndex32(i, 1)) {
    const auto point = points.char32At(i);
    if (u_charType(point) == U_NON_SPACING_MARK && !out.empty() && out.back() >= 'A') continue;
    ++position;
    const char sign = equivalent(point);
    if (sign == 0) {
      throw Refusal("insi.name.character",
                    "character " + std::to_string(position) + " has no equivalent among A to Z, space, apostrophe and hyphen: nothing was sent",
                    field);
    }
    out += sign;
  }
  const auto first = out.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : out.substr(first, out.find_last_not_of(' ') - first + 1);
}

bool has(const std::string& name, std::string_view part) { return name.find(part) != std::string::npos; }

std::string checked(std::string_view text, const std::string& field) {
  auto name = inProfile(text, field);
  const auto refuse = [&](const char* code, const char* rule) { throw Refusal(code, std::string(rule) + ": nothing was sent", field); };
  if (name.empty()) refuse("insi.name.empty", "a name is needed");
  if (name.size() > kLongest) refuse("insi.name.length", "at most 100 characters are taken");
  if (name.front() == '-') refuse("insi.name.form", "a name does not begin with a hyphen");
  if (std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) refuse("insi.name.form", "a name has a letter");
  if (has(name, "  ") || has(name, "''") || has(name, " '") || has(name, "' ")) {
    refuse("insi.name.form", "space and apostrophe are neither doubled nor side by side");
  }
  if (has(name, "---")) refuse("insi.name.form", "at most two hyphens stand together");
  return name;
}

}  // namespace

std::string insiBirthName(std::string_view text, const std::string& field) { return checked(text, field); }

std::string insiFirstName(std::string_view text, const std::string& field) {
  auto name = checked(text, field);
  if (has(name, "--")) throw Refusal("insi.name.form", "a first name has no double hyphen: nothing was sent", field);
  if (name.back() == '-' || name.back() == '\'') {
    throw Refusal("insi.name.form", "a first name does not end with a hyphen or an apostrophe: nothing was sent", field);
  }
  return name;
}

}  // namespace clairis::identity::insi
