// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace clairis {

/// A point in time, UTC, to the millisecond. Durations that matter are measured on a monotonic clock, never as a difference of these.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-11-20T10:17:00.000Z": the form of every stored instant; sorts as text.
std::string toIso(Instant instant);
/// The same form, seconds or milliseconds, Z or ±hh:mm. Throws Refusal "instant.malformed".
Instant fromIso(std::string_view text);

/// "20261120101700": XDS DTM and SOAP creationTime, UTC without offset.
std::string toUtcDigits(Instant instant);

/// The clock comes in as an argument everywhere; tests move their own.
class Clock {
public:
  virtual ~Clock();
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
public:
  Instant now() const override;
};

}  // namespace clairis
