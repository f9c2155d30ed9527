// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dicom/profiled_query.h"
#include "plugins/worklist/consoles/console_sight.h"

namespace clairis::worklist {

/// Why a console shows an exam, or does not.
struct ExamExplanation {
  std::string examId;
  std::string siteId;
  std::string state;
  bool onWorklist = false;
  std::string closedAt;   ///< by the idle rule; empty: it was not
  std::string scheduled;  ///< YYYYMMDDHHMMSS in the site's zone
  std::string station;
  bool shown = false;                   ///< the console gets it when it asks this now
  std::vector<dicom::KeyVerdict> keys;  ///< of the query and of the profile, in the order of the model
  std::vector<std::string> reasons;     ///< sentences
};

struct Explanation {
  std::string accession;
  std::string aeTitle;
  std::optional<RecordedQuery> query;  ///< none: a query that restricts nothing
  std::optional<HeardConsole> heard;
  std::vector<ExamExplanation> exams;
  std::vector<std::string> remarks;  ///< sentences on the console and its query
  bool shown = false;                ///< one of the exams
};

/// `queryId` empty: the last recorded query of the console, else one that restricts nothing. Exams that are off the worklist are found too.
/// Refusal "accession_number…", NotFound "worklist.query.unknown".
Explanation explain(const ConsoleContext& context, const std::string& accession, const std::string& aeTitle, const std::string& queryId);

nlohmann::ordered_json toJson(const Explanation& explanation);
std::string toText(const Explanation& explanation);

}  // namespace clairis::worklist
