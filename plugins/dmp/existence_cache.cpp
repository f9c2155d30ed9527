// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/existence_cache.h"

namespace clairis::dmp {

bool ExistenceCache::holds(const std::string& key, Time now) const {
  const std::lock_guard lock(_mutex);
  const auto found = _until.find(key);
  return found != _until.end() && now < found->second;
}

void ExistenceCache::remember(const std::string& key, Time now) {
  const std::lock_guard lock(_mutex);
  if (_until.size() >= kMost) std::erase_if(_until, [now](const auto& entry) { return entry.second <= now; });
  if (_until.size() >= kMost) _until.clear();
  _until[key] = now + _lifetime;
}

void ExistenceCache::forget(const std::string& key) {
  const std::lock_guard lock(_mutex);
  _until.erase(key);
}

}  // namespace clairis::dmp
