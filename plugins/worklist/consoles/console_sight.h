// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "plugins/worklist/consoles/console_routes.h"
#include "plugins/worklist/consoles/heard_table.h"

class DcmDataset;

namespace clairis::worklist {

/// What a console would get now: its query run through runQuery() with its present profile, as on the network, and nothing recorded.
struct ConsoleSight {
  dicom::WorklistOutcome outcome;
  std::vector<std::string> accessions;  ///< of all answers, in order
  std::vector<std::string> studies;     ///< likewise
  nlohmann::ordered_json answers;       ///< the first `shown` by keyword, read back from the bytes a console would get
  double milliseconds = 0;
};

/// `identifier` null: not a readable data set.
ConsoleSight look(const ConsoleContext& context, const std::string& aeTitle, DcmDataset* identifier, std::size_t shown);

/// A query and where it comes from.
struct ChosenQuery {
  std::shared_ptr<DcmDataset> identifier;  ///< null: not a readable data set
  std::optional<RecordedQuery> recorded;   ///< none: it was made here
};

/// The recorded query of this id, without one the last of the console, without any a query that restricts nothing and asks for everything.
/// NotFound "worklist.query.unknown".
ChosenQuery chooseQuery(Reader& reader, const std::string& aeTitle, const std::string& queryId);
/// A query with these keys (attributes by keyword, of the step in a ScheduledProcedureStepSequence) that asks for everything.
ChosenQuery queryOf(const nlohmann::json& keys);

nlohmann::ordered_json toJson(const ConsoleSight& sight);
/// `whole`: with the identifier by keyword, null when it is not a readable data set.
nlohmann::ordered_json toJson(const RecordedQuery& query, bool whole);
/// Identifier, then and now of a recorded query.
nlohmann::ordered_json replay(const ConsoleContext& context, const RecordedQuery& query);

/// Consoles are not bound to sites, and their lists and queries name patients of all of them: Forbidden "site.right" for a caller who does
/// not hold worklist.read at every site.
void requireEverySite(Reader& reader, const Caller& caller);

}  // namespace clairis::worklist
