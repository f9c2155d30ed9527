// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/engine.h"

#include <exception>

namespace clairis {
namespace {

double seconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

std::string_view toText(Lane lane) noexcept {
  switch (lane) {
    case Lane::interactive:
      return "interactive";
    case Lane::feed:
      return "feed";
    case Lane::batch:
      return "batch";
  }
  return "batch";
}

void runAfterCommit(const EngineServices& services, const CommittedWork& work) noexcept {
  const auto guarded = [&](const std::function<void()>& action) noexcept {
    try {
      action();
    } catch (const std::exception& error) {
      services.log.error("store.after_commit.failed", {{"detail", error.what()}});
    }
  };
  if (work.recorded && services.recorded) guarded([&] { services.recorded(work.eventNames); });
  for (const auto& action : work.actions) guarded(action);
}

void WriteTimer::waited(Lane lane, std::chrono::steady_clock::duration time) {
  _metrics.observe("clairis_write_wait_seconds", "Waiting for the turn to write, by lane", seconds(time), {{"lane", std::string(toText(lane))}});
}

void WriteTimer::ran(Lane lane, std::chrono::steady_clock::duration time) {
  _metrics.observe("clairis_write_transaction_seconds", "Duration of a unit of work without waiting and without the commit's flush", seconds(time),
                   {{"lane", std::string(toText(lane))}});
  const auto ticks = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  auto highest = _highest.load();
  while (ticks > highest && !_highest.compare_exchange_weak(highest, ticks)) {
  }
  if (ticks > highest) {
    _metrics.gauge("clairis_write_transaction_seconds_max", "Longest unit of work since the start", seconds(time));
  }
}

}  // namespace clairis
