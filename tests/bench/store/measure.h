// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

namespace clairis::bench {

using Steady = std::chrono::steady_clock;

inline double secondsSince(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

/// One JSON line; `floor` is what the disk or library alone gives in the same run.
inline void print(std::string_view name, double value, std::string_view unit, double floor = 0) {
  auto line = fmt::format("{{\"bench\":\"store\",\"case\":\"{}\",\"value\":{:.2f},\"unit\":\"{}\"", name, value, unit);
  if (floor > 0) line += fmt::format(",\"floor\":{:.2f},\"ratio\":{:.3f}", floor, value / floor);
  std::puts((line + "}").c_str());
  std::fflush(stdout);
}

/// Flushes a second of the folder's disk: write `size` bytes in place, fdatasync, from one thread.
double flushesPerSecond(const std::string& folder, std::size_t size);

/// Accepted deliveries a second, from planned to accepted with proof.
void benchDeliveries();

}  // namespace clairis::bench
