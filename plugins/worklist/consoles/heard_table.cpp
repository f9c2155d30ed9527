// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/heard_table.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;

#define HEARD_COLUMNS "SELECT ae_title, first_at, last_at, last_status, last_answers, last_peer, queries, spelled_out FROM worklist_heard"
#define RECORDED_COLUMNS \
  "SELECT id, ae_title, at, peer, explicit_vr, identifier, status, remark, answers, cut, accessions, milliseconds FROM worklist_query"

HeardConsole heardOf(const Row& row) {
  HeardConsole heard{row[0].text(),    row[1].text(), row[2].text(),    static_cast<std::uint16_t>(row[3].integer()),
                     row[4].integer(), row[5].text(), row[6].integer(), {}};
  heard.spelledOut = json::parse(row[7].text()).get<std::map<std::string, std::int64_t>>();
  return heard;
}

RecordedQuery recordedOf(const Row& row) {
  RecordedQuery query;
  query.id = row[0].text();
  query.aeTitle = row[1].text();
  query.at = row[2].text();
  query.peer = row[3].text();
  query.identifier = {row[5].bytes(), row[4].boolean()};
  query.status = static_cast<std::uint16_t>(row[6].integer());
  query.remark = row[7].text();
  query.answers = row[8].integer();
  query.cut = row[9].boolean();
  query.accessions = json::parse(row[10].text()).get<std::vector<std::string>>();
  query.milliseconds = row[11].real();
  return query;
}

bool roomFor(UnitOfWork& work, const std::string& aeTitle) {
  if (work.first("SELECT COUNT(*) FROM worklist_heard").at(0).integer() < static_cast<std::int64_t>(kMostHeard)) return true;
  return !work.first("SELECT ae_title FROM worklist_console WHERE ae_title = $1", {aeTitle}).empty();
}

}  // namespace

std::vector<HeardConsole> heardConsoles(Reader& reader) {
  std::vector<HeardConsole> all;
  for (const auto& row : reader.query(HEARD_COLUMNS " ORDER BY ae_title")) all.push_back(heardOf(row));
  return all;
}

std::optional<HeardConsole> heardConsole(Reader& reader, const std::string& aeTitle) {
  const auto row = reader.first(HEARD_COLUMNS " WHERE ae_title = $1", {aeTitle});
  if (row.empty()) return std::nullopt;
  return heardOf(row);
}

bool addHeard(UnitOfWork& work, const HeardConsole& since) {
  auto sum = since;
  if (const auto before = heardConsole(work, since.aeTitle)) {
    sum.queries += before->queries;
    for (const auto& [tag, count] : before->spelledOut) sum.spelledOut[tag] += count;
    work.execute(
        "UPDATE worklist_heard SET last_at = $1, last_status = $2, last_answers = $3, last_peer = $4, queries = $5, spelled_out = $6"
        " WHERE ae_title = $7",
        {sum.lastAt, static_cast<std::int64_t>(sum.lastStatus), sum.lastAnswers, sum.lastPeer, sum.queries, json(sum.spelledOut).dump(),
         sum.aeTitle});
    return true;
  }
  if (!roomFor(work, since.aeTitle)) return false;
  work.execute(
      "INSERT INTO worklist_heard (ae_title, first_at, last_at, last_status, last_answers, last_peer, queries, spelled_out)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ae_title) DO NOTHING",
      {sum.aeTitle, sum.firstAt, sum.lastAt, static_cast<std::int64_t>(sum.lastStatus), sum.lastAnswers, sum.lastPeer, sum.queries,
       json(sum.spelledOut).dump()});
  return true;
}

void addRecorded(UnitOfWork& work, RecordedQuery query) {
  work.execute(
      "INSERT INTO worklist_query (id, ae_title, at, peer, explicit_vr, identifier, status, remark, answers, cut, accessions, milliseconds)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {work.newId(), query.aeTitle, query.at, query.peer, query.identifier.explicitVr, Blob{std::move(query.identifier.bytes)},
       static_cast<std::int64_t>(query.status), query.remark, query.answers, query.cut, json(query.accessions).dump(), query.milliseconds});
}

void trimRecorded(UnitOfWork& work, const std::string& aeTitle, std::size_t kept) {
  work.execute(
      "DELETE FROM worklist_query WHERE ae_title = $1 AND id NOT IN"
      " (SELECT id FROM worklist_query WHERE ae_title = $1 ORDER BY at DESC, id DESC LIMIT $2)",
      {aeTitle, static_cast<std::int64_t>(kept)});
}

std::vector<RecordedQuery> recordedQueries(Reader& reader, const std::string& aeTitle, std::size_t most) {
  std::vector<RecordedQuery> all;
  for (const auto& row :
       reader.query(RECORDED_COLUMNS " WHERE ae_title = $1 ORDER BY at DESC, id DESC LIMIT $2", {aeTitle, static_cast<std::int64_t>(most)})) {
    all.push_back(recordedOf(row));
  }
  return all;
}

RecordedQuery recordedQuery(Reader& reader, const std::string& aeTitle, const std::string& id) {
  const auto row = reader.first(RECORDED_COLUMNS " WHERE id = $1 AND ae_title = $2", {id, aeTitle});
  if (row.empty()) throw NotFound("worklist.query.unknown", "no such recorded query of " + aeTitle + ": it may have made room for newer ones");
  return recordedOf(row);
}

bool purgeRecorded(UnitOfWork& work, const std::string& queriesBefore, const std::string& heardBefore) {
  constexpr std::int64_t kPortion = 500;
  const auto purged =
      work.execute("DELETE FROM worklist_query WHERE id IN (SELECT id FROM worklist_query WHERE at < $1 LIMIT $2)", {queriesBefore, kPortion});
  work.execute("DELETE FROM worklist_heard WHERE last_at < $1 AND ae_title NOT IN (SELECT ae_title FROM worklist_console)", {heardBefore});
  return purged == kPortion;
}

}  // namespace clairis::worklist
