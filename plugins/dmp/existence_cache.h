// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace clairis::dmp {

/// Positive existence answers, believed for a short while. Bounded; thread-safe.
class ExistenceCache {
public:
  using Time = std::chrono::steady_clock::time_point;

  explicit ExistenceCache(std::chrono::milliseconds lifetime) : _lifetime(lifetime) {}
  bool holds(const std::string& key, Time now) const;
  void remember(const std::string& key, Time now);
  void forget(const std::string& key);

private:
  static constexpr std::size_t kMost = 20'000;
  std::chrono::milliseconds _lifetime;
  mutable std::mutex _mutex;
  std::unordered_map<std::string, Time> _until;
};

}  // namespace clairis::dmp
