// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <mutex>

#include "core/store/fair_lanes.h"

namespace clairis {

/// A bounded number of writers at the same time, admitted in fair order. Thread-safe.
class FairSlots {
public:
  explicit FairSlots(std::size_t slots) : _free(slots) {}

  class Place {
  public:
    explicit Place(FairSlots& slots) : _slots(slots) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { _slots.leave(); }

  private:
    FairSlots& _slots;
  };

  Place enter(Lane lane);

private:
  struct Waiting {
    bool admitted = false;
    std::condition_variable wake;
  };
  void leave() noexcept;

  std::mutex _mutex;
  std::size_t _free;
  FairLanes<Waiting*> _lanes;
};

}  // namespace clairis
