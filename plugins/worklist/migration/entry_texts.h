// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/people.h"
#include "dicom/worklist_entry.h"

namespace clairis::worklist {

/// A DICOM person name, its alphabetic group alone.
struct NameParts {
  std::string family;
  std::string given;
  std::string middle;
  std::string prefix;
  bool empty() const noexcept { return family.empty() && given.empty(); }
};
NameParts nameParts(std::string_view pn);

/// DA, also as ACR-NEMA wrote it (2026.11.20): "YYYYMMDD"; empty stays empty. Throws Refusal "worklist.entry.date" with `field`.
std::string dicomDate(std::string_view text, const char* field);
/// TM, also with colons, fractions dropped: "HHMMSS"; empty is midnight. Throws Refusal "worklist.entry.time".
std::string dicomTime(std::string_view text, const char* field);
std::string isoDate(const std::string& digits);

/// The OID of a DICOM coding scheme designator that Clairis knows by one, or empty.
std::string systemOf(std::string_view scheme);
bool ccam(std::string_view scheme);

}  // namespace clairis::worklist
