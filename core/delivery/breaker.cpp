// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/breaker.h"

namespace clairis {

bool Breakers::admit(const std::string& channel, const std::string& structure, Instant now) {
  const std::lock_guard lock(_mutex);
  const auto found = _breakers.find({channel, structure});
  if (found == _breakers.end() || found->second.openUntil == Instant{}) return true;
  auto& breaker = found->second;
  if (now < breaker.openUntil || breaker.trial) return false;
  breaker.trial = true;
  return true;
}

void Breakers::succeeded(const std::string& channel, const std::string& structure) {
  const std::lock_guard lock(_mutex);
  _breakers.erase({channel, structure});
}

Instant Breakers::failed(const std::string& channel, const std::string& structure, Instant now) {
  const std::lock_guard lock(_mutex);
  auto& breaker = _breakers[{channel, structure}];
  ++breaker.failures;
  const bool opens = breaker.trial || (breaker.openUntil == Instant{} && breaker.failures >= _rules.failures);
  if (!opens) return {};
  breaker.trial = false;
  breaker.openUntil = now + _rules.rest;
  return breaker.openUntil;
}

Instant Breakers::openUntil(const std::string& channel, const std::string& structure) const {
  const std::lock_guard lock(_mutex);
  const auto found = _breakers.find({channel, structure});
  return found == _breakers.end() ? Instant{} : found->second.openUntil;
}

void Breakers::withdrawn(const std::string& channel, const std::string& structure) {
  const std::lock_guard lock(_mutex);
  const auto found = _breakers.find({channel, structure});
  if (found != _breakers.end()) found->second.trial = false;
}

}  // namespace clairis
