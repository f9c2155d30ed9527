// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/domain/patient.h"
#include "core/domain/report.h"
#include "core/plugin/sql.h"

namespace clairis::work {

/// Where a new document stands among what receivers have: in which set, as which version, instead of which document.
struct Place {
  std::string setId;  ///< empty: in a new one
  int versionNumber = 1;
  std::string replaces;
  bool operator==(const Place&) const = default;
};

/// Of all that left, or may have left, of any version of the report. A set in which something left for another patient, or under another INS than the
/// one that leaves now, is never continued (SR-05): a receiver would replace a document in the record of somebody else. Of the others, the one of the
/// report, else the one in which something left last; that document is replaced. What nobody received is replaced by nothing (SR-01).
Place placeOf(Reader& reader, const Report& report, const Patient& patient, const std::optional<Ins>& ins);

}  // namespace clairis::work
