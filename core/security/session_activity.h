// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/time/instant.h"

namespace clairis {

/// When each session of this node was last used, in memory: a request costs no write. What the database knows lags by up to a minute, so
/// after a restart, or on another node, a session counts as idle for up to a minute longer than it was, never shorter. Thread-safe.
class SessionActivity {
public:
  static constexpr std::chrono::seconds kPersistEvery{60};

  /// The later of what is known here and `stored`.
  Instant last(const std::string& id, Instant stored);
  /// Used now. True when it is time to store that: at most once a minute.
  bool use(const std::string& id, Instant stored, Instant now);
  void forget(const std::string& id);

private:
  struct Use {
    Instant last, persisted;
  };
  static constexpr std::size_t kMost = 65'536;
  std::mutex _mutex;
  std::unordered_map<std::string, Use> _uses;
};

}  // namespace clairis
