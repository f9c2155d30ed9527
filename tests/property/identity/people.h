// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>

#include "core/domain/patient.h"

namespace clairis::test {

/// Public test identities, each with his number.
struct Known {
  Traits traits;
  const char* matricule;
  Ins ins() const { return Ins::parse(matricule, Ins::kNirTest); }
};

inline const std::array<Known, 3>& knownPeople() {
  static const std::array<Known, 3> people{
      Known{{"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"}, "279035121518989"},
      Known{{"NESSI", "RUTH", "RUTH ISABELLE", "", "", "1977-07-14", Sex::female, "63220"}, "277076322082910"},
      Known{{"CORSE", "ANTHONY", "ANTHONY", "", "", "1980-03-02", Sex::male, "2B020"}, "180032B02040123"}};
  return people;
}

inline constexpr const char* kAuthority = "CIM-TEST";
/// Patient numbers of the hospital: the last two are registered twice, as people 0 and 1 again.
inline constexpr std::array<const char*, 5> kNumbers{"IPP1", "IPP2", "IPP3", "IPP4", "IPP5"};
inline const Known& personOf(int number) { return knownPeople()[static_cast<std::size_t>(number % 3)]; }

}  // namespace clairis::test
