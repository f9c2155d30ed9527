// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/uuid7.h"

#include <openssl/rand.h>

#include <cstring>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::uint32_t kCounterLimit = 1U << 12;
constexpr std::uint32_t kCounterStart = 1U << 8;  // random start below it leaves room to count up within one millisecond

std::string formatted(std::uint64_t high, std::uint64_t low) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) text += '-';
    const auto word = nibble < 16 ? high : low;
    text += kHex[(word >> (60 - 4 * (nibble % 16))) & 0xF];
  }
  return text;
}

}  // namespace

std::uint64_t Uuid7Generator::randomBits() {
  if (_used + sizeof(std::uint64_t) > sizeof(_random)) {
    if (RAND_bytes(_random, sizeof(_random)) != 1) throw Refusal("random.unavailable", "the system gives no random bytes for a new id");
    _used = 0;
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, _random + _used, sizeof(bits));
  _used += sizeof(bits);
  return bits;
}

std::string Uuid7Generator::next(Instant now) {
  const std::lock_guard lock(_mutex);
  const auto wall = static_cast<std::uint64_t>(now.time_since_epoch().count());
  const auto bits = randomBits();
  if (wall > _millisecond) {
    _millisecond = wall;
    _counter = static_cast<std::uint32_t>(randomBits() % kCounterStart);
  } else if (++_counter == kCounterLimit) {
    ++_millisecond;
    _counter = 0;
  }
  const auto high = (_millisecond << 16) | 0x7000U | _counter;
  const auto low = (bits >> 2) | (std::uint64_t{1} << 63);
  return formatted(high, low);
}

}  // namespace clairis
