// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/entered_traits.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

namespace clairis {
namespace {

constexpr std::size_t kLongestName = 100;

bool digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view text) noexcept {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

int daysIn(int year, int month) noexcept {
  if (month == 2) return (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (auto at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return out.append(text);
}

/// Typographic apostrophes, hyphens and no-break spaces as keyboards and word processors make them.
std::string plainSigns(std::string text) {
  for (const auto* apostrophe : {"\u2019", "\u2018", "\u02BC", "\u00B4", "`"}) text = replaced(text, apostrophe, "'");
  for (const auto* hyphen : {"\u2010", "\u2011", "\u2012", "\u2013"}) text = replaced(text, hyphen, "-");
  for (const auto* space : {"\u00A0", "\u202F", "\u2009"}) text = replaced(text, space, " ");
  return text;
}

std::string singleSpaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string strictName(std::string_view text) { return singleSpaces(inCapitals(plainSigns(std::string(text)))); }

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool strictSign(char c) noexcept { return (c >= 'A' && c <= 'Z') || c == ' ' || c == '\'' || c == '-'; }
bool control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

void checkStrict(const std::string& name, const char* code, const char* field) {
  if (name.empty()) return;
  const bool letters = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool signs = std::all_of(name.begin(), name.end(), strictSign) && name.front() != '-' && letters;
  if (!signs || name.size() > kLongestName) {
    throw Refusal(code, "expected at most 100 letters A to Z, spaces, hyphens and apostrophes, not beginning with a hyphen", field);
  }
}

void checkUsed(const std::string& name, const char* code, const char* field) {
  if (characters(name) > kLongestName || std::any_of(name.begin(), name.end(), control)) {
    throw Refusal(code, "expected at most 100 characters and no control character", field);
  }
}

bool spelledAlike(std::string_view a, std::string_view b) { return searchKey(a) == searchKey(b); }
bool agree(const std::string& checked, const std::string& found) { return checked.empty() || found.empty() || spelledAlike(checked, found); }

}  // namespace

Traits asEntered(Traits traits) {
  for (auto* name : {&traits.birthName, &traits.firstBirthName, &traits.birthNames}) *name = strictName(*name);
  for (auto* name : {&traits.usedName, &traits.usedFirstName}) *name = singleSpaces(plainSigns(*name));
  return traits;
}

void checkEntered(const Traits& traits) {
  checkStrict(traits.birthName, "patient.birth_name.malformed", "/birthName");
  checkStrict(traits.firstBirthName, "patient.first_birth_name.malformed", "/firstBirthName");
  checkStrict(traits.birthNames, "patient.birth_names.malformed", "/birthNames");
  checkUsed(traits.usedName, "patient.used_name.malformed", "/usedName");
  checkUsed(traits.usedFirstName, "patient.used_first_name.malformed", "/usedFirstName");
  if (!traits.birthDate.empty() && !realDate(traits.birthDate)) {
    throw Refusal("patient.birth_date.malformed", "expected YYYY-MM-DD of a day in the calendar: month 01 to 12, day 01 to 31", "/birthDate");
  }
  if (!traits.birthPlaceCode.empty() && !birthPlaceCode(traits.birthPlaceCode)) {
    throw Refusal("patient.birth_place.malformed", "expected an INSEE code of 5 characters: 75056, 2A004, 99xxx abroad, 99999 unknown",
                  "/birthPlaceCode");
  }
}

bool realDate(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!digits(text.substr(0, 4)) || !digits(text.substr(5, 2)) || !digits(text.substr(8, 2))) return false;
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  return year >= 1800 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

bool birthPlaceCode(std::string_view text) noexcept {
  if (text.size() != 5 || !digits(text.substr(0, 1)) || !digits(text.substr(2))) return false;
  if (text[1] == 'A' || text[1] == 'B') return text[0] == '2';
  return text[1] >= '0' && text[1] <= '9';
}

bool firstNameBeginsList(std::string_view firstName, std::string_view list) {
  const auto first = searchKey(firstName);
  const auto names = searchKey(list);
  if (first.empty() || names.empty()) return true;
  return names.compare(0, first.size(), first) == 0 && (names.size() == first.size() || names[first.size()] == ' ');
}

bool minorOn(std::string_view birthDate, std::string_view today) noexcept {
  if (!realDate(birthDate) || !realDate(today)) return false;
  const int years = number(today.substr(0, 4)) - number(birthDate.substr(0, 4));
  return years < 18 || (years == 18 && today.substr(5) < birthDate.substr(5));
}

bool proofCovers(const Traits& checked, const Traits& found) {
  const bool places = checked.birthPlaceCode.empty() || checked.birthPlaceCode == "99999" || found.birthPlaceCode.empty() ||
                      checked.birthPlaceCode == found.birthPlaceCode;
  return spelledAlike(checked.birthName, found.birthName) && agree(checked.firstBirthName, found.firstBirthName) &&
         agree(checked.birthNames, found.birthNames) && checked.birthDate == found.birthDate && checked.sex == found.sex && places;
}

}  // namespace clairis
