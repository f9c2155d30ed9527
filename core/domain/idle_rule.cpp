// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/idle_rule.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::int64_t kLeast = 15, kMost = 366 * 24 * 60;

}  // namespace

std::int64_t IdleRule::minutes(ExamState state) const noexcept {
  switch (state) {
    case ExamState::scheduled: return scheduled;
    case ExamState::arrived: return arrived;
    case ExamState::ready: return ready;
    case ExamState::started: return started;
    default: return 0;
  }
}

void check(const IdleRule& rule) {
  const auto allowed = [](char c) { return c > 0x20 && c < 0x7F && c != '/' && c != '\\'; };
  if (rule.stationAe.empty() || rule.stationAe.size() > 16 || !std::all_of(rule.stationAe.begin(), rule.stationAe.end(), allowed)) {
    throw Refusal("idle_rule.station", "expected a station AE title of 1 to 16 printable characters, or * for the others", "stationAe");
  }
  for (const auto state : kOpenStates) {
    const auto minutes = rule.minutes(state);
    if (minutes != 0 && (minutes < kLeast || minutes > kMost)) {
      throw Refusal("idle_rule.minutes", "expected 0 (never) or 15 minutes to a year, found " + std::to_string(minutes), std::string(toText(state)));
    }
  }
}

}  // namespace clairis
