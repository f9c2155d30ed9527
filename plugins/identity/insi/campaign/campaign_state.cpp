// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/campaign/campaign_state.h"

namespace clairis::identity::insi {

std::optional<CampaignState> findCampaign(Reader& reader) {
  const auto row = reader.first(
      "SELECT state, round_started_at, due_before, cursor_at, cursor_id, checked, ok, ko, failed, last_call_at, last_code, lease_until FROM"
      " identity_insi_campaign WHERE id = 'campaign'");
  if (row.empty()) return std::nullopt;
  return CampaignState{row[0].text() == "running", row[1].text(),    row[2].text(),    row[3].text(), row[4].text(),  row[5].integer(),
                       row[6].integer(),           row[7].integer(), row[8].integer(), row[9].text(), row[10].text(), row[11].text()};
}

void saveCampaign(UnitOfWork& work, const CampaignState& state) {
  work.execute(
      "INSERT INTO identity_insi_campaign (id, state, round_started_at, due_before, cursor_at, cursor_id, checked, ok, ko, failed, last_call_at,"
      " last_code, lease_until) VALUES ('campaign', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
      " ON CONFLICT (id) DO UPDATE SET state = excluded.state, round_started_at = excluded.round_started_at, due_before = excluded.due_before,"
      " cursor_at = excluded.cursor_at, cursor_id = excluded.cursor_id, checked = excluded.checked, ok = excluded.ok, ko = excluded.ko,"
      " failed = excluded.failed, last_call_at = excluded.last_call_at, last_code = excluded.last_code, lease_until = excluded.lease_until",
      {state.running ? "running" : "paused", state.roundStartedAt, state.dueBefore, state.cursorAt, state.cursorId, state.checked, state.ok, state.ko,
       state.failed, state.lastCallAt, state.lastCode, state.leaseUntil});
}

std::vector<DueIdentity> dueIdentities(Reader& reader, const CampaignState& state, std::int64_t limit) {
  std::vector<DueIdentity> out;
  for (const auto& row : reader.query("SELECT id, insi_checked_at FROM patient WHERE ins_matricule IS NOT NULL AND merged_into = ''"
                                      " AND (insi_checked_at, id) > ($1, $2) AND insi_checked_at < $3 ORDER BY insi_checked_at, id LIMIT $4",
                                      {state.cursorAt, state.cursorId, state.dueBefore, limit})) {
    out.push_back({row[0].text(), row[1].text()});
  }
  return out;
}

std::int64_t remainingIdentities(Reader& reader, const CampaignState& state) {
  if (state.roundStartedAt.empty()) return 0;
  return reader
      .first(
          "SELECT COUNT(*) FROM patient WHERE ins_matricule IS NOT NULL AND merged_into = '' AND (insi_checked_at, id) > ($1, $2)"
          " AND insi_checked_at < $3",
          {state.cursorAt, state.cursorId, state.dueBefore})[0]
      .integer();
}

}  // namespace clairis::identity::insi
