// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "dicom/worklist_field.h"

namespace clairis::dicom {

/// One condition of a query: a matching key of the model or a filter of the console's profile. matches() and explain() both walk
/// matchConditions() and nothing else, so that an explanation cannot differ from the list.
struct MatchCondition {
  enum class Kind { text, birthDate, start, procedureCode, protocolCode, profileStation, profileUnassigned, profileStatus, profileDays };

  Kind kind;
  const WorklistField* field;  ///< of text, birthDate and start

  /// Whether the query restricts by it.
  bool asked(const WorklistQuery& query) const;
  /// Whether the entry fulfils what is asked; only when asked().
  bool holds(const WorklistQuery& query, const WorklistEntry& entry) const;
};

/// All there are, in the order of the model, then of the profile.
const std::vector<MatchCondition>& matchConditions();

}  // namespace clairis::dicom
