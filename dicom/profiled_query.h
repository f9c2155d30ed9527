// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dicom/console_profile.h"
#include "dicom/worklist_entry.h"
#include "dicom/worklist_query.h"

namespace clairis::dicom {

/// The query as the console's profile narrows and widens it: station, statuses, date window, attributes always returned.
/// `today`: YYYYMMDD in the site's zone.
WorklistQuery underProfile(WorklistQuery query, const ConsoleProfile& profile, std::string_view today);

/// One reason why an entry is, or is not, an answer.
struct KeyVerdict {
  std::string key;    ///< "(0010,0010) Patient's Name", or "profile: station"
  std::string asked;  ///< as the query has it, or what the profile wants
  std::string found;  ///< of the entry
  bool matched = true;
  std::string why;  ///< a sentence for a person
};

/// Every key of the query and every filter of the profile in the order of the model, matched or not. The entry is an answer when all
/// are matched: the same rule as matches().
std::vector<KeyVerdict> explain(const WorklistQuery& query, const WorklistEntry& entry);

}  // namespace clairis::dicom
