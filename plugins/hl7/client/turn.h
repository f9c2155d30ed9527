// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace clairis::hl7 {

/// One holder at a time, waited for with a deadline that a stop ends at once. Thread-safe.
class Turn {
public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Gives the turn back when it goes; false: it was not had.
  class Holder {
  public:
    explicit Holder(Turn* turn) noexcept : _turn(turn) {}
    ~Holder() {
      if (_turn != nullptr) _turn->give();
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    explicit operator bool() const noexcept { return _turn != nullptr; }

  private:
    Turn* _turn;
  };

  Holder take() {
    return Holder(taken([this](auto& lock) { _given.wait(lock, [this] { return !_held; }); }));
  }
  Holder take(Deadline deadline, const std::stop_token& stop) {
    return Holder(taken([&](auto& lock) { _given.wait_until(lock, stop, deadline, [this] { return !_held; }); }));
  }
  Holder takeNow() {
    return Holder(taken([](auto&) {}));
  }

private:
  template <class Wait>
  Turn* taken(Wait&& wait) {
    std::unique_lock lock(_mutex);
    wait(lock);
    if (_held) return nullptr;
    _held = true;
    return this;
  }
  void give() {
    {
      const std::lock_guard lock(_mutex);
      _held = false;
    }
    _given.notify_one();
  }

  std::mutex _mutex;
  std::condition_variable_any _given;
  bool _held = false;
};

}  // namespace clairis::hl7
