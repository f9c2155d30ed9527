// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/time/instant.h"

namespace date {
class time_zone;
}

namespace clairis {

/// A site's time zone (IANA, system database). Thread-safe; cheap to copy. Throws Refusal "zone.unknown".
class Zone {
public:
  explicit Zone(std::string_view ianaName);
  const std::string& name() const noexcept { return _name; }

  int year(Instant instant) const;                     ///< counting year (SR-11)
  std::string date(Instant instant) const;             ///< "2026-11-20"
  std::string time(Instant instant) const;             ///< "11:17:00"
  std::string french(Instant instant) const;           ///< "20/11/2026 à 11:17"
  std::string hl7(Instant instant) const;              ///< "20261120111700+0100": CDA TS and HL7 TS
  std::string dicomDate(Instant instant) const;        ///< "20261120"
  std::string dicomTime(Instant instant) const;        ///< "111700"

  /// HL7 TS "YYYYMMDD[HHMM[SS[.f…]]][±ZZZZ]"; without offset it is local time of this zone. A local time skipped by the
  /// change to summer time moves forward; a repeated one is the first. Throws Refusal "timestamp.malformed".
  Instant fromHl7(std::string_view text) const;

private:
  std::string _name;
  const ::date::time_zone* _zone;
};

}  // namespace clairis
