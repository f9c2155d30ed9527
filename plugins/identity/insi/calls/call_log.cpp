// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/calls/call_log.h"

namespace clairis::identity::insi {
namespace {

constexpr const char* kColumns =
    "id, search_id, number, patient_id, operation, purpose, mode, structure, site_id, started_at, started_by, criteria_hash, message_id, instance, "
    "ended_at, code, decision, decided_at, decided_by, reason";

Call callOf(const Row& row) {
  Call call;
  std::size_t i = 0;
  call.id = row[i++].text();
  call.searchId = row[i++].text();
  call.number = static_cast<int>(row[i++].integer());
  for (auto* member : {&call.patientId, &call.operation, &call.purpose, &call.mode, &call.structure, &call.siteId, &call.startedAt, &call.startedBy,
                       &call.criteriaHash, &call.messageId, &call.instance, &call.endedAt, &call.code, &call.decision, &call.decidedAt,
                       &call.decidedBy, &call.reason}) {
    *member = row[i++].text();
  }
  return call;
}

}  // namespace

void beginCall(UnitOfWork& work, const Call& call) {
  work.execute(
      "INSERT INTO identity_insi_call (id, search_id, number, patient_id, operation, purpose, mode, structure, site_id, started_at, started_by,"
      " criteria_hash, message_id, instance, ended_at, code, decision, decided_at, decided_by, reason)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', '', '', '', '')",
      {call.id, call.searchId, call.number, call.patientId, call.operation, call.purpose, call.mode, call.structure, call.siteId, work.now(),
       call.startedBy, call.criteriaHash, call.messageId, call.instance});
}

void endCall(UnitOfWork& work, std::string_view id, std::string_view code, const std::string& content) {
  work.execute("UPDATE identity_insi_call SET ended_at = $1, code = $2, content = $3 WHERE id = $4 AND ended_at = ''",
               {work.now(), code, Blob{content}, id});
}

bool decideCall(UnitOfWork& work, std::string_view id, std::string_view decision, std::string_view by, std::string_view reason) {
  return work.execute("UPDATE identity_insi_call SET decision = $1, decided_at = $2, decided_by = $3, reason = $4 WHERE id = $5 AND decision = ''",
                      {decision, work.now(), by, reason, id}) == 1;
}

std::optional<Call> findCall(Reader& reader, std::string_view id) {
  static const std::string sql = std::string("SELECT ") + kColumns + ", content FROM identity_insi_call WHERE id = $1";
  const auto row = reader.first(sql, {id});
  if (row.empty()) return std::nullopt;
  auto call = callOf(row);
  call.content = row.back().bytes();
  return call;
}

std::vector<Call> callsOf(Reader& reader, std::string_view patientId, int limit) {
  static const std::string sql =
      std::string("SELECT ") + kColumns + " FROM identity_insi_call WHERE patient_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2";
  std::vector<Call> out;
  for (const auto& row : reader.query(sql, {patientId, limit})) out.push_back(callOf(row));
  return out;
}

std::int64_t purgeCalls(UnitOfWork& work, Instant before, int limit) {
  return work.execute(
      "DELETE FROM identity_insi_call WHERE id IN (SELECT id FROM identity_insi_call WHERE started_at < $1 ORDER BY started_at LIMIT $2)",
      {before, limit});
}

}  // namespace clairis::identity::insi
