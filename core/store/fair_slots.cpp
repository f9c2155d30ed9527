// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/fair_slots.h"

namespace clairis {

FairSlots::Place FairSlots::enter(Lane lane) {
  std::unique_lock lock(_mutex);
  if (_free > 0) {
    --_free;
    return Place(*this);
  }
  Waiting waiting;
  _lanes.push(lane, &waiting);
  waiting.wake.wait(lock, [&] { return waiting.admitted; });
  return Place(*this);
}

void FairSlots::leave() noexcept {
  const std::lock_guard lock(_mutex);
  const auto next = _lanes.pop();
  if (!next) {
    ++_free;
    return;
  }
  // The place goes straight to the next one, still under the lock: its waiter lives on that thread's stack.
  (*next)->admitted = true;
  (*next)->wake.notify_one();
}

}  // namespace clairis
