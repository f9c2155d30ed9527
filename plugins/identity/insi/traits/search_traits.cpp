// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/traits/search_traits.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"
#include "plugins/identity/insi/traits/character_profile.h"

namespace clairis::identity::insi {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// How many words of the list the first name takes up, when the list begins with it; 0 when it does not.
std::size_t wordsTaken(const std::vector<std::string>& list, const std::string& firstName) {
  const auto wanted = searchKey(firstName);
  std::string begun;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) begun += ' ';
    begun += list[i];
    if (searchKey(begun) == wanted) return i + 1;
  }
  return 0;
}

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool existingDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!digits(year) || !digits(month) || !digits(day)) return false;
  return std::chrono::year_month_day(std::chrono::year(number(year)), std::chrono::month(static_cast<unsigned>(number(month))),
                                     std::chrono::day(static_cast<unsigned>(number(day))))
      .ok();
}

std::string birthPlace(const std::string& code) {
  if (code.empty() || code == "99999") return {};
  std::string upper = code;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const bool department = upper.size() == 5 && digits(upper.substr(0, 1)) && (digits(upper.substr(1, 1)) || upper[1] == 'A' || upper[1] == 'B');
  if (!department || !digits(upper.substr(2))) {
    throw Refusal("insi.birth_place", "expected the five characters of a COG code, or none: nothing was sent", "/traits/birthPlaceCode");
  }
  return upper;
}

}  // namespace

std::vector<std::string> firstNamesInOrder(const Traits& traits) {
  const auto list = words(traits.birthNames);
  if (traits.firstBirthName.empty()) return list;
  std::vector<std::string> out{traits.firstBirthName};
  for (auto i = wordsTaken(list, traits.firstBirthName); i < list.size(); ++i) {
    const auto same = [&](const std::string& name) { return searchKey(name) == searchKey(list[i]); };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(list[i]);
  }
  return out;
}

void requireCallable(const Patient& patient) {
  const auto refuse = [](const char* code, const char* why) { throw Refusal(code, std::string(why) + ": INSi was not called"); };
  if (patient.fictitious) refuse("insi.identity.fictitious", "the identity is marked fictitious");
  if (patient.doubtful) refuse("insi.identity.doubtful", "the identity is marked doubtful");
  if (!patient.mergedInto.empty()) refuse("insi.identity.merged", "the identity was merged into another one");
}

std::string insiBirthDate(std::string_view text, std::string_view today) {
  if (!existingDay(text) || text > today) {
    throw Refusal("insi.birth_date", "expected a day that exists and is not to come, as AAAA-MM-JJ: nothing was sent", "/traits/birthDate");
  }
  return std::string(text);
}

SearchTraits searchTraits(const Traits& traits, std::string_view today) {
  SearchTraits out;
  out.birthName = insiBirthName(traits.birthName, "/traits/birthName");
  for (const auto& name : firstNamesInOrder(traits)) {
    out.firstNames.push_back(insiFirstName(name, out.firstNames.empty() ? "/traits/firstBirthName" : "/traits/birthNames"));
  }
  if (out.firstNames.empty()) throw Refusal("insi.name.empty", "a first name is needed: nothing was sent", "/traits/firstBirthName");
  if (traits.sex == Sex::unknown) throw Refusal("insi.sex", "INSi knows M and F: nothing was sent", "/traits/sex");
  out.sex = std::string(1, traits.sex == Sex::female ? 'F' : 'M');
  out.birthDate = insiBirthDate(traits.birthDate, today);
  out.birthPlace = birthPlace(traits.birthPlaceCode);
  return out;
}

}  // namespace clairis::identity::insi
