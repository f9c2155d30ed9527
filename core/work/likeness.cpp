// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/likeness.h"

#include <algorithm>
#include <set>

#include "core/domain/entered_traits.h"
#include "core/domain/search_key.h"

namespace clairis::work {
namespace {

constexpr std::size_t kDate = 10;
constexpr std::size_t kOneError = 4;
constexpr std::size_t kTwoErrors = 8;

/// Letters alone, so that a hyphen more or less is no difference.
std::string letters(std::string_view name) {
  auto key = searchKey(name);
  std::erase_if(key, [](char c) { return c == ' ' || c == '^'; });
  return key;
}

/// Letters changed, lost, added or exchanged with their neighbour.
std::size_t errorsBetween(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + same});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

bool close(const std::string& a, const std::string& b) {
  const auto shorter = std::min(a.size(), b.size());
  if (shorter < kOneError) return false;
  if (a.starts_with(b) || b.starts_with(a)) return true;
  const std::size_t allowed = shorter >= kTwoErrors ? 2 : 1;
  // Longer than any name: nothing that an edit distance should be asked about.
  if (std::max(a.size(), b.size()) > 200 || std::max(a.size(), b.size()) - shorter > allowed) return false;
  return errorsBetween(a, b) <= allowed;
}

struct Names {
  explicit Names(const Traits& t) : birth(letters(t.birthName)), used(letters(t.usedName)), first(letters(t.firstBirthName)) {
    if (!first.empty()) given.insert(first);
    if (auto usedFirst = letters(t.usedFirstName); !usedFirst.empty()) given.insert(usedFirst);
    // Whole words of the list, compound ones in one piece as they were written.
    std::string word;
    for (const char c : t.birthNames + " ") {
      if (c != ' ') {
        word += c;
      } else if (auto key = letters(word); !key.empty()) {
        given.insert(key);
        word.clear();
      } else {
        word.clear();
      }
    }
  }
  std::string birth, used, first;
  std::set<std::string> given;
};

struct Scale {
  Likeness likeness;
  void say(const char* code, int points) {
    likeness.because.emplace_back(code);
    likeness.score += points;
  }
};

bool wholeDate(std::string_view date) { return date.size() == kDate; }

bool dayMonthSwapped(std::string_view a, std::string_view b) {
  return a.substr(0, 4) == b.substr(0, 4) && a.substr(5, 2) == b.substr(8, 2) && a.substr(8, 2) == b.substr(5, 2);
}

int digitsApart(std::string_view a, std::string_view b) {
  int apart = 0;
  for (std::size_t i = 0; i < kDate; ++i) apart += a[i] != b[i] ? 1 : 0;
  return apart;
}

void sayDate(Scale& scale, const std::string& a, const std::string& b) {
  if (!wholeDate(a) || !wholeDate(b)) return scale.say("birth_date_unknown", 10);
  if (a == b) return scale.say("birth_date", 40);
  if (dayMonthSwapped(a, b)) return scale.say("day_month_swapped", 30);
  if (digitsApart(a, b) == 1) return scale.say("one_digit", 25);
  scale.say("birth_date_differs", -20);
}

/// True when first names are spoken for already.
bool sayName(Scale& scale, const Names& a, const Names& b) {
  if (a.birth == b.birth) {
    scale.say("birth_name", 30);
  } else if (!a.first.empty() && !b.first.empty() && a.birth == b.first && a.first == b.birth) {
    scale.say("swapped_names", 45);
    return true;
  } else if ((!a.used.empty() && (a.used == b.birth || a.used == b.used)) || (!b.used.empty() && b.used == a.birth)) {
    scale.say("used_name", 24);
  } else if (close(a.birth, b.birth)) {
    scale.say("birth_name_close", 20);
  } else {
    scale.say("birth_name_differs", -15);
  }
  return false;
}

void sayFirstName(Scale& scale, const Names& a, const Names& b) {
  if (a.given.empty() || b.given.empty()) return scale.say("first_name_unknown", 0);
  const auto any = [&](auto&& alike) {
    return std::any_of(a.given.begin(), a.given.end(),
                       [&](const auto& x) { return std::any_of(b.given.begin(), b.given.end(), [&](const auto& y) { return alike(x, y); }); });
  };
  if (a.first.empty() ? any(std::equal_to<>()) : (a.first == b.first || b.given.contains(a.first) || a.given.contains(b.first))) {
    return scale.say("first_name", 20);
  }
  if (any(std::equal_to<>()) || close(a.first, b.first)) return scale.say("first_name_close", 12);
  scale.say("first_name_differs", -25);
}

void sayRest(Scale& scale, const Traits& a, const Traits& b) {
  if (a.sex != Sex::unknown && b.sex != Sex::unknown) {
    if (a.sex == b.sex) {
      scale.say("sex", 5);
    } else {
      scale.say("sex_differs", -10);
    }
  }
  const auto knownPlace = [](const Traits& t) { return !t.birthPlaceCode.empty() && t.birthPlaceCode != "99999"; };
  if (!knownPlace(a) || !knownPlace(b)) return;
  if (a.birthPlaceCode == b.birthPlaceCode) {
    scale.say("birth_place", 5);
  } else {
    scale.say("birth_place_differs", -5);
  }
}

}  // namespace

Likeness likeness(const Patient& a, const Patient& b) {
  if (a.ins && b.ins && a.ins == b.ins) return {100, {"same_ins"}};
  Scale scale;
  const Names x(a.traits), y(b.traits);
  const bool otherIns = a.ins && b.ins && a.status == IdentityStatus::qualified && b.status == IdentityStatus::qualified;
  if (otherIns) scale.say("other_ins", 0);
  sayDate(scale, a.traits.birthDate, b.traits.birthDate);
  if (!sayName(scale, x, y)) sayFirstName(scale, x, y);
  sayRest(scale, a.traits, b.traits);
  scale.likeness.score = std::clamp(scale.likeness.score, 0, otherIns ? 20 : 100);
  return scale.likeness;
}

std::vector<std::string> datesLike(std::string_view birthDate) {
  if (!realDate(birthDate)) return {};
  std::set<std::string> dates;
  const auto add = [&](std::string date) {
    if (date != birthDate && realDate(date)) dates.insert(std::move(date));
  };
  add(std::string(birthDate.substr(0, 5)) + std::string(birthDate.substr(8, 2)) + "-" + std::string(birthDate.substr(5, 2)));
  for (std::size_t i = 0; i < birthDate.size(); ++i) {
    if (birthDate[i] == '-') continue;
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string date(birthDate);
      date[i] = digit;
      add(std::move(date));
    }
  }
  return {dates.begin(), dates.end()};
}

}  // namespace clairis::work
