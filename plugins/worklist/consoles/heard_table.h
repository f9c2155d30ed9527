// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/sql.h"
#include "dicom/dataset_reader.h"

namespace clairis::worklist {

/// What is known of a console that asked; a row of worklist_heard, or what must be added to one.
struct HeardConsole {
  std::string aeTitle;
  std::string firstAt;
  std::string lastAt;
  std::uint16_t lastStatus = 0;
  std::int64_t lastAnswers = 0;
  std::string lastPeer;
  std::int64_t queries = 0;
  std::map<std::string, std::int64_t> spelledOut;  ///< "0010,0010" to a number of queries
};

constexpr std::size_t kMostHeard = 1000;

std::vector<HeardConsole> heardConsoles(Reader& reader);
std::optional<HeardConsole> heardConsole(Reader& reader, const std::string& aeTitle);
/// Adds what was heard since the last time. False: 1000 titles are known and this is another one without a profile.
bool addHeard(UnitOfWork& work, const HeardConsole& since);

/// A C-FIND as it was recorded; a row of worklist_query.
struct RecordedQuery {
  std::string id;
  std::string aeTitle;
  std::string at;
  std::string peer;
  dicom::EncodedDataset identifier;
  std::uint16_t status = 0;
  std::string remark;
  std::int64_t answers = 0;
  bool cut = false;
  std::vector<std::string> accessions;  ///< of the first 100 answers
  double milliseconds = 0;
};

/// Gives it an id.
void addRecorded(UnitOfWork& work, RecordedQuery query);
/// Keeps the last `kept` of a console.
void trimRecorded(UnitOfWork& work, const std::string& aeTitle, std::size_t kept);
/// Newest first.
std::vector<RecordedQuery> recordedQueries(Reader& reader, const std::string& aeTitle, std::size_t most);
/// NotFound "worklist.query.unknown".
RecordedQuery recordedQuery(Reader& reader, const std::string& aeTitle, const std::string& id);
/// Deletes some queries older than `queriesBefore`, and titles without a profile that were silent since `heardBefore`; true when there may be more.
bool purgeRecorded(UnitOfWork& work, const std::string& queriesBefore, const std::string& heardBefore);

}  // namespace clairis::worklist
