// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "core/time/instant.h"

namespace clairis {

struct BreakerRules {
  int failures = 5;                       ///< transport failures in a row that open it
  std::chrono::milliseconds rest{60000};  ///< how long it stays open before one trial
};

/// One breaker per (channel, structure), in this process: after several transport failures in a row nothing is sent for a while, then one trial
/// decides. Business answers of any kind count as a working transport. Thread-safe.
class Breakers {
public:
  explicit Breakers(BreakerRules rules) : _rules(rules) {}

  /// True: send. Half-open it is true once, for the trial, until its result is told.
  bool admit(const std::string& channel, const std::string& structure, Instant now);
  void succeeded(const std::string& channel, const std::string& structure);
  /// The instant until which it is open, when this failure opened it; otherwise the epoch.
  Instant failed(const std::string& channel, const std::string& structure, Instant now);
  Instant openUntil(const std::string& channel, const std::string& structure) const;
  /// The admitted send did not happen: its trial may be another's.
  void withdrawn(const std::string& channel, const std::string& structure);

private:
  struct Breaker {
    int failures = 0;
    Instant openUntil{};
    bool trial = false;
  };
  using Key = std::pair<std::string, std::string>;

  BreakerRules _rules;
  mutable std::mutex _mutex;
  std::map<Key, Breaker> _breakers;
};

}  // namespace clairis
