// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/sealer.h"

#include <utility>

#include "core/audit/head_file.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::size_t kShortestKey = 32;

AuditHead headFrom(const Row& row) { return {row.at(0).integer(), row.at(1).text(), row.at(2).text(), row.at(3).text()}; }

}  // namespace

AuditSealer::AuditSealer(std::string key, std::filesystem::path externalFile, Log& log, Metrics& metrics)
    : _key(std::move(key)), _file(std::move(externalFile)), _log(log), _metrics(metrics) {
  if (_key.size() < kShortestKey) throw Refusal("audit.key", "the audit key has " + std::to_string(_key.size()) + " bytes, expected at least 32");
}

void AuditSealer::catchUp(Reader& reader) {
  const auto kept = lastHeadOf(_file);
  _owed.clear();
  for (const auto& row : reader.query("SELECT position, seal, at, segment FROM audit_head WHERE position > $1 ORDER BY position", {kept.position})) {
    _owed.push_back(headFrom(row));
  }
  append(_owed);
}

SequencerStep AuditSealer::step() {
  return {[this](UnitOfWork& unit, std::size_t limit) { return seal(unit, limit); }, [this] { committed(); }};
}

AuditHead AuditSealer::lastHead(Reader& reader) {
  const auto row = reader.first("SELECT position, seal, at, segment FROM audit_head ORDER BY position DESC LIMIT 1");
  if (row.empty()) return {0, firstSeal(_key), {}, {}};
  return headFrom(row);
}

std::size_t AuditSealer::seal(UnitOfWork& unit, std::size_t limit) {
  _batch = {};
  const auto rows = unit.query(std::string("SELECT ") + std::string(kAuditColumns) + " FROM audit_entry WHERE position IS NULL ORDER BY id LIMIT $1",
                               {static_cast<std::int64_t>(limit)});
  if (rows.empty()) return 0;
  auto head = lastHead(unit);
  if (head.position < _highest) {
    _log.error("audit.chain.rewound", {{"expected", std::to_string(_highest)}, {"found", std::to_string(head.position)}});
    _metrics.count("clairis_audit_alerts_total", "Signs that somebody changed the audit trail");
  }
  for (const auto& row : rows) {
    auto entry = sealedEntryFrom(row);
    entry.position = ++head.position;
    head.seal = nextSeal(_key, head.seal, entry);
    unit.execute("UPDATE audit_entry SET position = $1, seal = $2 WHERE id = $3", {entry.position, head.seal, entry.id});
  }
  head.at = toIso(unit.now());
  head.segment = head.at.substr(0, 7);
  unit.execute("INSERT INTO audit_head (position, segment, seal, at) VALUES ($1, $2, $3, $4)", {head.position, head.segment, head.seal, head.at});
  _batch = head;
  return rows.size();
}

void AuditSealer::committed() {
  if (_batch.position == 0) return;
  _log.info("audit.sealed", {{"position", std::to_string(_batch.position)}, {"seal", _batch.seal}});
  _highest = _batch.position;
  _owed.push_back(std::exchange(_batch, {}));
  append(_owed);
}

void AuditSealer::append(const std::vector<AuditHead>& heads) {
  try {
    appendHeads(_file, heads);
    _owed.clear();
  } catch (const std::exception& error) {
    // Kept and tried with the next batch: the trail itself is in the database.
    _log.error("audit.head_file.failed", {{"detail", error.what()}});
    _metrics.count("clairis_audit_alerts_total", "Signs that somebody changed the audit trail");
  }
}

}  // namespace clairis
