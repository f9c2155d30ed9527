// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/entry_texts.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return std::string(text);
}

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view two) { return (two[0] - '0') * 10 + two[1] - '0'; }

int daysOf(int year, int month) {
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

std::string without(std::string_view text, char separator) {
  std::string kept(text);
  kept.erase(std::remove(kept.begin(), kept.end(), separator), kept.end());
  return kept;
}

}  // namespace

NameParts nameParts(std::string_view pn) {
  pn = pn.substr(0, pn.find('='));
  std::array<std::string, 5> parts;
  for (auto& part : parts) {
    const auto end = std::min(pn.find('^'), pn.size());
    part = trimmed(pn.substr(0, end));
    pn.remove_prefix(std::min(end + 1, pn.size()));
  }
  return {parts[0], parts[1], parts[2], parts[3]};
}

std::string dicomDate(std::string_view text, const char* field) {
  if (text.empty()) return {};
  const auto date = text.size() == 10 ? without(text, '.') : std::string(text);
  if (date.size() == 8 && digits(date)) {
    const int year = number(date.substr(0, 2)) * 100 + number(date.substr(2, 2)), month = number(date.substr(4, 2)), day = number(date.substr(6, 2));
    if (year >= 1850 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)) return date;
  }
  throw Refusal("worklist.entry.date", "expected a date that exists, YYYYMMDD", field);
}

std::string dicomTime(std::string_view text, const char* field) {
  auto time = without(text.substr(0, text.find('.')), ':');
  if (time.size() <= 6 && time.size() % 2 == 0 && digits(time)) {
    time.resize(6, '0');
    if (number(time.substr(0, 2)) < 24 && number(time.substr(2, 2)) < 60 && number(time.substr(4, 2)) <= 60) {
      if (time.substr(4) == "60") time.replace(4, 2, "59");  // a leap second
      return time;
    }
  }
  throw Refusal("worklist.entry.time", "expected a time, HHMM or HHMMSS", field);
}

std::string isoDate(const std::string& date) {
  if (date.empty()) return {};
  return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
}

std::string systemOf(std::string_view scheme) {
  if (scheme == "LN") return "2.16.840.1.113883.6.1";
  if (scheme == "SCT") return "2.16.840.1.113883.6.96";
  return {};
}

bool ccam(std::string_view scheme) { return scheme == "99CCAM" || scheme == "CCAM"; }

}  // namespace clairis::worklist
