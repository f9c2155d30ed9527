// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <deque>
#include <optional>

#include "core/plugin/sql.h"

namespace clairis {

/// Three first-in-first-out lanes. Interactive goes first, then feed, then batch; a lane that was passed over `kPatience` times while it had
/// something waiting gets the next turn, so none starves: feed has at least every 9th turn, batch every 33rd. Not thread-safe.
template <class T>
class FairLanes {
public:
  static constexpr std::array<int, 3> kPatience{0, 8, 32};

  void push(Lane lane, T value) { _queues[static_cast<std::size_t>(lane)].push_back(std::move(value)); }

  std::optional<T> pop() {
    const auto chosen = choose();
    if (!chosen) return std::nullopt;
    for (std::size_t lane = 0; lane < _queues.size(); ++lane) {
      if (lane == *chosen) {
        _passedOver[lane] = 0;
      } else if (!_queues[lane].empty()) {
        ++_passedOver[lane];
      }
    }
    T value = std::move(_queues[*chosen].front());
    _queues[*chosen].pop_front();
    return value;
  }

  bool empty() const noexcept { return _queues[0].empty() && _queues[1].empty() && _queues[2].empty(); }
  std::size_t size(Lane lane) const noexcept { return _queues[static_cast<std::size_t>(lane)].size(); }

private:
  std::optional<std::size_t> choose() const {
    for (std::size_t lane = _queues.size() - 1; lane > 0; --lane) {
      if (!_queues[lane].empty() && _passedOver[lane] >= kPatience[lane]) return lane;
    }
    for (std::size_t lane = 0; lane < _queues.size(); ++lane) {
      if (!_queues[lane].empty()) return lane;
    }
    return std::nullopt;
  }

  std::array<std::deque<T>, 3> _queues;
  std::array<int, 3> _passedOver{};
};

}  // namespace clairis
