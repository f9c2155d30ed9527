// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clairis::dicom {

/// Whole-value match with `*` (any run) and `?` (one character, UTF-8). Linear in time for every pattern.
bool wildcardMatches(std::string_view pattern, std::string_view value) noexcept;

/// A matching key on text: no pattern at all is universal, several are alternatives.
class TextKey {
public:
  /// Nothing that restricts: empty, or only `*`.
  bool universal() const noexcept { return _patterns.empty(); }
  bool matches(std::string_view value) const noexcept;
  void allow(std::string pattern);
  /// A value in which `*` and `?` mean themselves; not together with allow().
  void allowExactly(std::string value);
  const std::vector<std::string>& patterns() const noexcept { return _patterns; }
  /// The values when none has a wildcard, else none: what an index can look up.
  std::vector<std::string> literals() const;
  /// What every match starts with: the characters before the first wildcard of a single pattern.
  std::string prefix() const;

private:
  std::vector<std::string> _patterns;
  bool _exact = false;
};

/// The pattern that finds a Person Name by its searchKey(): case, accents, hyphens and apostrophes do not count. A family name alone
/// finds every given name. The first two components of the first group that restricts take part: the alphabetic one, else the ideographic,
/// else the phonetic, for a console that fills only those does not want the whole list. Empty: universal.
std::string personPattern(std::string_view name);

/// What DA and TM keys ask together (PS3.4 K.4.1.1.3.2): bounds are inclusive local digits.
struct StartWindow {
  std::string from;      ///< YYYYMMDDHHMMSS, empty: open
  std::string until;     ///< YYYYMMDDHHMMSS, empty: open
  std::string timeFrom;  ///< HHMMSS on any day, empty: open
  std::string timeUntil;
  bool universal() const noexcept { return from.empty() && until.empty() && timeFrom.empty() && timeUntil.empty(); }
  bool matches(std::string_view startDate, std::string_view startTime) const;
};

/// A range of digits, both ends inclusive; empty: open.
struct DigitRange {
  std::string from;
  std::string until;
  bool single = false;  ///< written without "-"
  bool universal() const noexcept { return from.empty() && until.empty(); }
  /// An unknown value matches only the universal key.
  bool matches(std::string_view value) const noexcept {
    return universal() || (!value.empty() && value >= from && (until.empty() || value <= until));
  }
};

/// DA: YYYYMMDD, a range with "-", the old YYYY.MM.DD too. Throws Refusal "worklist.key.date".
DigitRange dateRange(std::string_view value);
/// TM: HH[MM[SS[.f]]], a range with "-", the old HH:MM:SS too; a shorter time stands for all it begins. Throws Refusal
/// "worklist.key.time".
DigitRange timeRange(std::string_view value);
/// With date and time both given the two describe one window from first date and time to last date and time, unless the date is a
/// range and the time is not: then the time is asked of every day.
StartWindow startWindow(const DigitRange& date, const DigitRange& time);

}  // namespace clairis::dicom
