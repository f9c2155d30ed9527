// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clairis::funding {

/// One step of a funding scale: exams a year and ceilings per software instance, in euros.
struct Tranche {
  std::string name;                    ///< A … H
  std::int64_t from = 0;
  std::optional<std::int64_t> to;      ///< nothing: and more
  std::int64_t ceilingTtc = 0;         ///< including VAT
  std::int64_t ceilingHt = 0;          ///< excluding VAT
};

/// A scale is data with a version, a source and a validity period: it will change.
struct Scale {
  std::string name;
  int version = 0;
  std::string source;
  std::string validFrom;               ///< YYYY-MM-DD
  std::string validUntil;              ///< empty: still in force
  std::vector<Tranche> tranches;

  /// Zero exams: no tranche.
  const Tranche* trancheOf(std::int64_t exams) const;
};

/// Reads and checks a scale: tranches join without gap or overlap, the last one is open. Throws Refusal "funding.scale.malformed".
Scale scaleFrom(std::string_view json);

/// The scale shipped with this version that is in force on the last day of `year`; nothing when none is.
std::optional<Scale> scaleOf(int year);

}  // namespace clairis::funding
