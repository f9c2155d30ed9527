// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/session_activity.h"

#include <algorithm>

namespace clairis {

Instant SessionActivity::last(const std::string& id, Instant stored) {
  const std::lock_guard lock(_mutex);
  const auto found = _uses.find(id);
  return found == _uses.end() ? stored : std::max(found->second.last, stored);
}

bool SessionActivity::use(const std::string& id, Instant stored, Instant now) {
  const std::lock_guard lock(_mutex);
  // Forgetting is safe: a forgotten session counts as idle since what was stored.
  if (_uses.size() >= kMost && _uses.find(id) == _uses.end()) _uses.clear();
  auto& use = _uses.try_emplace(id, Use{stored, stored}).first->second;
  use.last = std::max(use.last, now);
  use.persisted = std::max(use.persisted, stored);
  if (now - use.persisted < kPersistEvery) return false;
  use.persisted = now;
  return true;
}

void SessionActivity::forget(const std::string& id) {
  const std::lock_guard lock(_mutex);
  _uses.erase(id);
}

}  // namespace clairis
