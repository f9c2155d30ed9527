// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/idle_rule_repository.h"

#include "core/domain/refusal.h"

namespace clairis::store {
namespace {

// Local time is at most 14 hours ahead of UTC: the index on it bounds the search, the UTC instant decides.
constexpr auto kLargestOffset = std::chrono::hours(14);

}  // namespace

std::vector<IdleRule> idleRules(Reader& reader) {
  std::vector<IdleRule> rules;
  for (const auto& row : reader.query(
           "SELECT station_ae, version, scheduled_minutes, arrived_minutes, ready_minutes, started_minutes FROM idle_rule ORDER BY station_ae")) {
    rules.push_back({row[0].text(), row[1].integer(), row[2].integer(), row[3].integer(), row[4].integer(), row[5].integer()});
  }
  return rules;
}

IdleRule saveIdleRule(UnitOfWork& work, IdleRule rule) {
  const auto changed = work.execute(
      "INSERT INTO idle_rule (station_ae, version, scheduled_minutes, arrived_minutes, ready_minutes, started_minutes) VALUES ($1, 1, $2, $3, $4, $5)"
      " ON CONFLICT (station_ae) DO UPDATE SET version = idle_rule.version + 1, scheduled_minutes = excluded.scheduled_minutes,"
      " arrived_minutes = excluded.arrived_minutes, ready_minutes = excluded.ready_minutes, started_minutes = excluded.started_minutes"
      " WHERE idle_rule.version = $6",
      {rule.stationAe, rule.scheduled, rule.arrived, rule.ready, rule.started, rule.version});
  if (changed != 1) throw Conflict("idle_rule.version", "the rule was changed by somebody else meanwhile: read again, then repeat");
  ++rule.version;
  return rule;
}

void removeIdleRule(UnitOfWork& work, std::string_view stationAe) {
  if (work.execute("DELETE FROM idle_rule WHERE station_ae = $1", {stationAe}) != 1) {
    throw NotFound("idle_rule.unknown", "no idle rule for " + std::string(stationAe));
  }
}

std::vector<std::string> idleExams(Reader& reader, const IdleRule& rule, ExamState state, Instant before, int limit) {
  const auto bound = toUtcDigits(before + kLargestOffset);
  const auto rows =
      rule.stationAe == "*"
          ? reader.query("SELECT e.id FROM exam e WHERE e.on_worklist = 1 AND e.scheduled_local < $1 AND e.state = $2 AND e.scheduled_at < $3"
                         " AND e.changed_at < $4 AND NOT EXISTS (SELECT 1 FROM idle_rule r WHERE r.station_ae = e.station_ae)"
                         " ORDER BY e.scheduled_local, e.id LIMIT $5",
                         {bound, toText(state), before, before, limit})
          : reader.query("SELECT e.id FROM exam e WHERE e.on_worklist = 1 AND e.station_ae = $1 AND e.scheduled_local < $2 AND e.state = $3"
                         " AND e.scheduled_at < $4 AND e.changed_at < $5 ORDER BY e.scheduled_local, e.id LIMIT $6",
                         {rule.stationAe, bound, toText(state), before, before, limit});
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row[0].text());
  return ids;
}

}  // namespace clairis::store
