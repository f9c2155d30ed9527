// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/match_key.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

namespace clairis::dicom {
namespace {

std::size_t characterLength(std::string_view text, std::size_t at) noexcept {
  std::size_t length = 1;
  while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) ++length;
  return length;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

// searchKey() of a literal piece; a separator beside a wildcard still separates.
std::string foldedPiece(std::string_view piece, bool wildcardBefore, bool wildcardAfter) {
  const auto separates = [](char c) { return c == ' ' || c == '-' || c == '\''; };
  std::string key = searchKey(piece);
  if (piece.empty()) return key;
  if (wildcardBefore && separates(piece.front()) && !key.empty()) key.insert(key.begin(), ' ');
  if (wildcardAfter && separates(piece.back()) && (key.empty() || key.back() != '^')) key += ' ';
  return key;
}

std::string foldedPattern(std::string_view name) {
  std::string pattern;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool end = i == name.size();
    if (!end && name[i] != '*' && name[i] != '?') continue;
    pattern += foldedPiece(name.substr(start, i - start), start > 0, !end);
    if (!end) pattern += name[i];
    start = i + 1;
  }
  return pattern;
}

std::string_view firstComponents(std::string_view name, int count) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '^' && --count == 0) return name.substr(0, i);
  }
  return name;
}

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string without(std::string_view text, char unwanted) {
  std::string rest(text);
  rest.erase(std::remove(rest.begin(), rest.end(), unwanted), rest.end());
  return rest;
}

std::string date(std::string_view value) {
  const std::string text = without(trimmed(value), '.');
  if (text.size() != 8 || !digits(text) || text.substr(4, 2) > "12" || text.substr(6, 2) > "31") {
    throw Refusal("worklist.key.date", "date key: expected YYYYMMDD or a range of two");
  }
  return text;
}

std::string time(std::string_view value, char pad) {
  std::string text = without(trimmed(value), ':');
  text = text.substr(0, text.find('.'));
  if (text.size() < 2 || text.size() > 6 || text.size() % 2 != 0 || !digits(text)) {
    throw Refusal("worklist.key.time", "time key: expected HH, HHMM or HHMMSS or a range of two");
  }
  for (; text.size() < 6; text += pad == '0' ? "00" : "59") {
  }
  if (text.substr(0, 2) > "23" || text.substr(2, 2) > "59" || text.substr(4, 2) > "60") {
    throw Refusal("worklist.key.time", "time key: hour, minute or second out of range");
  }
  return text;
}

template <class First, class Last>
DigitRange range(std::string_view value, First first, Last last, const char* code) {
  value = trimmed(value);
  if (value.empty()) return {};
  const auto dash = value.find('-');
  if (dash == std::string_view::npos) return {first(value), last(value), true};
  const auto from = trimmed(value.substr(0, dash));
  const auto until = trimmed(value.substr(dash + 1));
  if (from.empty() && until.empty()) throw Refusal(code, "range key: both ends are missing");
  return {from.empty() ? "" : first(from), until.empty() ? "" : last(until), false};
}

// One component group of a name; empty when it is universal.
std::string groupPattern(std::string_view group) {
  group = firstComponents(trimmed(group), 2);
  while (!group.empty() && group.back() == '^') group.remove_suffix(1);
  if (group.find_first_not_of("*^ ") == std::string_view::npos) return {};
  std::string pattern = foldedPattern(group);
  if (pattern.find('^') == std::string::npos && (pattern.empty() || pattern.back() != '*')) pattern += "^*";
  return pattern;
}

}  // namespace

bool wildcardMatches(std::string_view pattern, std::string_view value) noexcept {
  std::size_t p = 0, v = 0;
  std::size_t star = std::string_view::npos, retry = 0;
  while (v < value.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = v;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      v += characterLength(value, v);
    } else if (p < pattern.size() && pattern[p] == value[v]) {
      ++p;
      ++v;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      retry += characterLength(value, retry);
      v = retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool TextKey::matches(std::string_view value) const noexcept {
  if (universal()) return true;
  return std::any_of(_patterns.begin(), _patterns.end(),
                     [&](const std::string& pattern) { return _exact ? pattern == value : wildcardMatches(pattern, value); });
}

void TextKey::allow(std::string pattern) { _patterns.push_back(std::move(pattern)); }

void TextKey::allowExactly(std::string value) {
  _exact = true;
  _patterns.push_back(std::move(value));
}

std::vector<std::string> TextKey::literals() const {
  if (_exact) return _patterns;
  for (const auto& pattern : _patterns) {
    if (pattern.find_first_of("*?") != std::string::npos) return {};
  }
  return _patterns;
}

std::string TextKey::prefix() const {
  if (_patterns.size() != 1) return {};
  return _patterns.front().substr(0, _patterns.front().find_first_of("*?"));
}

std::string personPattern(std::string_view name) {
  for (;;) {
    const auto end = name.find('=');
    auto pattern = groupPattern(name.substr(0, end));
    if (!pattern.empty() || end == std::string_view::npos) return pattern;
    name.remove_prefix(end + 1);
  }
}

bool StartWindow::matches(std::string_view startDate, std::string_view startTime) const {
  const std::string start = std::string(startDate) + std::string(startTime);
  if (start < from || (!until.empty() && start > until)) return false;
  return startTime >= timeFrom && (timeUntil.empty() || startTime <= timeUntil);
}

DigitRange dateRange(std::string_view value) { return range(value, date, date, "worklist.key.date"); }

DigitRange timeRange(std::string_view value) {
  return range(
      value, [](std::string_view text) { return time(text, '0'); }, [](std::string_view text) { return time(text, '9'); }, "worklist.key.time");
}

StartWindow startWindow(const DigitRange& date, const DigitRange& time) {
  StartWindow window;
  const bool combined = !time.universal() && !date.universal() && (date.single || !time.single);
  if (!date.from.empty()) window.from = date.from + (combined && !time.from.empty() ? time.from : "000000");
  if (!date.until.empty()) window.until = date.until + (combined && !time.until.empty() ? time.until : "235960");
  if (!combined) {
    window.timeFrom = time.from;
    window.timeUntil = time.until;
  }
  return window;
}

}  // namespace clairis::dicom
