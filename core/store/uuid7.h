// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include "core/time/instant.h"

namespace clairis {

/// UUID version 7 (RFC 9562) as 36 lower-case characters: 48 bits of milliseconds, a 12-bit counter, 62 random bits. Strictly ascending within
/// the process, also when the clock stands still or goes back, so that id order is creation order. Thread-safe.
class Uuid7Generator {
public:
  std::string next(Instant now);

private:
  std::uint64_t randomBits();

  std::mutex _mutex;
  std::uint64_t _millisecond = 0;
  std::uint32_t _counter = 0;
  unsigned char _random[1024] = {};
  std::size_t _used = sizeof(_random);
};

}  // namespace clairis
