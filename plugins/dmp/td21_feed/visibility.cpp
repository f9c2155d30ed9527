// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/visibility.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "core/domain/refusal.h"

namespace clairis::dmp {
namespace {

/// YYYYMMDD as a number, so that two of them differ by 10000 per year.
std::optional<int> dayNumber(std::string_view digits) {
  int number = 0;
  if (digits.size() < 8) return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + 8, number);
  if (error != std::errc() || end != digits.data() + 8) return std::nullopt;
  return number;
}

std::optional<int> age(const reports::DocumentEntry& entry, Instant at) {
  constexpr std::string_view kBirth = "PID-7|";
  for (const std::string_view info : entry.sourcePatientInfo) {
    if (info.substr(0, kBirth.size()) != kBirth) continue;
    const auto birth = dayNumber(info.substr(kBirth.size()));
    const auto today = dayNumber(toUtcDigits(at));
    if (birth && today) return (*today - *birth) / 10000;
  }
  return std::nullopt;
}

}  // namespace

void hideFromRepresentatives(reports::DocumentEntry& entry, const ReportSharing& sharing, Instant validatedAt, int majorityAge) {
  const auto years = age(entry, validatedAt);
  const bool adult = years && *years >= majorityAge;
  if (sharing.hiddenFromRepresentatives && adult) {
    throw Refusal("dmp.visibility.adult", "a report of an adult cannot be hidden from legal representatives: lift that choice");
  }
  const bool minor = years && *years < majorityAge;
  if (!sharing.hiddenFromRepresentatives && !(sharing.announcementNeeded && minor)) return;
  entry.confidentialityCodes.push_back(
      {"INVISIBLE_REPRESENTANTS_LEGAUX", "Non visible par les représentants légaux du patient", "1.2.250.1.213.1.1.4.13"});
}

}  // namespace clairis::dmp
