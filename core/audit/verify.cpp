// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/verify.h"

#include <map>

#include "core/audit/chain.h"
#include "core/audit/head_file.h"

namespace clairis {
namespace {

constexpr std::int64_t kPage = 1000;

using Heads = std::map<std::int64_t, std::string>;  ///< seal by position

class ChainCheck {
public:
  ChainCheck(Reader& reader, std::string_view key, Heads table, Heads file)
      : _reader(reader), _key(key), _table(std::move(table)), _file(std::move(file)) {}

  AuditReport run() {
    begin();
    for (auto rows = page(); !rows.empty(); rows = page()) {
      for (const auto& row : rows) check(row);
    }
    finish();
    return _report;
  }

private:
  /// The chain begins at position 1, or after the head of a purged segment.
  void begin() {
    const auto row = _reader.first("SELECT MIN(position) FROM audit_entry WHERE position IS NOT NULL");
    const auto lowest = row.at(0).null() ? 0 : row.at(0).integer();
    _seal = firstSeal(_key);
    const auto purged = _reader.first("SELECT value FROM instance_fact WHERE name = 'audit.purged'");
    const auto upTo = purged.empty() ? 0 : std::stoll(purged[0].text());
    const auto kept = _table.find(upTo);
    if (upTo == 0 || kept == _table.end() || (lowest != 0 && lowest <= upTo)) return;
    _report.purgedUpTo = upTo;
    _position = upTo;
    _seal = kept->second;
    compare(_file, upTo, _seal);
  }

  Rows page() {
    return _reader.query(
        std::string("SELECT ") + std::string(kAuditColumns) + ", seal FROM audit_entry WHERE position > $1 ORDER BY position LIMIT $2",
        {_position, kPage});
  }

  void check(const Row& row) {
    const auto entry = sealedEntryFrom(row);
    if (entry.position != _position + 1) lost(_position + 1, entry.position - 1);
    const auto& stored = row.at(8).text();
    // After a gap the previous seal is unknown: the line is judged by its head, and the next ones by this line.
    const bool follows = entry.position == _position + 1;
    if (follows && nextSeal(_key, _seal, entry) != stored) broken(entry.position);
    _seal = stored;
    _position = entry.position;
    ++_report.entries;
    compare(_table, _position, _seal);
    compare(_file, _position, _seal);
  }

  void finish() {
    const auto highestInTable = _table.empty() ? 0 : _table.rbegin()->first;
    const auto highestInFile = _file.empty() ? 0 : _file.rbegin()->first;
    const auto highest = std::max(highestInTable, highestInFile);
    if (highest > _position) {
      lost(_position + 1, highest);
      _report.truncatedAfter = _position;
    }
    if (_report.purgedUpTo > 0 && !purgeRecorded()) lost(1, _report.purgedUpTo);
    _report.waiting = _reader.first("SELECT COUNT(*) FROM audit_entry WHERE position IS NULL").at(0).integer();
  }

  /// A real purge left its own line in the trail; without it the lines were just deleted.
  bool purgeRecorded() {
    const auto detail = "{\"position\":" + std::to_string(_report.purgedUpTo) + "}";
    return !_reader.query("SELECT 1 FROM audit_entry WHERE action = 'audit.purged' AND detail = $1", {detail}).empty();
  }

  void compare(const Heads& heads, std::int64_t position, const std::string& seal) {
    const auto found = heads.find(position);
    if (found == heads.end()) return;
    ++_report.heads;
    if (found->second != seal) broken(position);
  }

  void lost(std::int64_t first, std::int64_t last) {
    _report.missing += last - first + 1;
    if (!_report.firstMissing) _report.firstMissing = first;
  }

  void broken(std::int64_t position) {
    if (!_report.firstBroken || position < *_report.firstBroken) _report.firstBroken = position;
  }

  Reader& _reader;
  std::string_view _key;
  Heads _table;
  Heads _file;
  std::string _seal;
  std::int64_t _position = 0;
  AuditReport _report;
};

Heads tableHeads(Reader& reader) {
  Heads heads;
  for (const auto& row : reader.query("SELECT position, seal FROM audit_head")) heads[row[0].integer()] = row[1].text();
  return heads;
}

Heads fileHeads(const std::filesystem::path& file) {
  Heads heads;
  // The first line of a position is the true one: a second comes from a trail that was cut and written on.
  for (const auto& head : headsOf(file)) heads.emplace(head.position, head.seal);
  return heads;
}

}  // namespace

AuditReport verifyAudit(Reader& reader, std::string_view key, const std::filesystem::path& externalFile) {
  return ChainCheck(reader, key, tableHeads(reader), fileHeads(externalFile)).run();
}

std::int64_t purgeAuditBefore(UnitOfWork& unit, std::string_view segment) {
  const auto last = unit.first("SELECT MAX(position) FROM audit_head WHERE segment < $1", {segment});
  if (last.at(0).null()) return 0;
  const auto upTo = last.at(0).integer();
  const auto dropped = unit.execute("DELETE FROM audit_entry WHERE position <= $1", {upTo});
  unit.execute(
      "DELETE FROM audit_head WHERE segment < $1 AND position NOT IN (SELECT MAX(position) FROM audit_head WHERE segment < $1 GROUP BY segment)",
      {segment});
  unit.execute("INSERT INTO instance_fact (name, value) VALUES ('audit.purged', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
               {std::to_string(upTo)});
  unit.audit({"system", "audit.purged", "segment:" + std::string(segment), "ok", "{\"position\":" + std::to_string(upTo) + "}"});
  return dropped;
}

}  // namespace clairis
