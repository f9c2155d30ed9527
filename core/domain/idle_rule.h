// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "core/domain/exam.h"

namespace clairis {

/// When an exam that nobody touches leaves the consoles' lists, by its scheduled station.
struct IdleRule {
  std::string stationAe;       ///< "*": every station without a rule of its own
  std::int64_t version = 0;    ///< 0: not stored yet
  std::int64_t scheduled = 0;  ///< minutes after its appointment and its last change; 0: never
  std::int64_t arrived = 0;
  std::int64_t ready = 0;
  std::int64_t started = 0;
  std::int64_t minutes(ExamState state) const noexcept;
};

inline constexpr std::array kOpenStates{ExamState::scheduled, ExamState::arrived, ExamState::ready, ExamState::started};

/// Throws Refusal "idle_rule.station" or "idle_rule.minutes": 0, or 15 minutes to a year.
void check(const IdleRule& rule);

}  // namespace clairis
