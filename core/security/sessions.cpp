// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/sessions.h"

#include "core/domain/refusal.h"

namespace clairis::sessions {

std::vector<SessionView> of(Reader& reader, std::string_view accountId, Instant now) {
  std::vector<SessionView> list;
  for (const auto& row : reader.query("SELECT id, name, kind, authentication, created_at, last_used_at, address, expires_at, locked_at FROM access_token "
                                      "WHERE account_id = $1 AND revoked_at = '' AND (expires_at = '' OR expires_at > $2) ORDER BY id LIMIT 500",
                                      {accountId, now})) {
    list.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text(), row[6].text(), row[7].text(),
                    row[8].text()});
  }
  return list;
}

void revoke(UnitOfWork& work, const std::string& actor, const std::string& accountId, const std::string& id) {
  if (work.first("SELECT id FROM access_token WHERE id = $1 AND account_id = $2", {id, accountId}).empty())
    throw NotFound("session.unknown", "this account has no such session");
  const auto rows = work.execute("UPDATE access_token SET revoked_at = $1 WHERE id = $2 AND revoked_at = ''", {work.now(), id});
  if (rows > 0) work.audit({actor, "session.revoked", "account:" + accountId, "ok", R"({"token":")" + id + "\"}"});
}

std::int64_t revokeAll(UnitOfWork& work, const std::string& actor, const std::string& accountId, const std::string& exceptId) {
  const auto rows = work.execute("UPDATE access_token SET revoked_at = $1 WHERE account_id = $2 AND id <> $3 AND kind = 'session' AND revoked_at = ''",
                                 {work.now(), accountId, exceptId});
  if (rows > 0) work.audit({actor, "sessions.revoked", "account:" + accountId, "ok", R"({"sessions":)" + std::to_string(rows) + "}"});
  return rows;
}

void lock(UnitOfWork& work, const std::string& actor, const std::string& id, const char* why) {
  const auto rows = work.execute("UPDATE access_token SET locked_at = $1 WHERE id = $2 AND locked_at = '' AND kind = 'session'", {work.now(), id});
  if (rows > 0) work.audit({actor, "session.locked", "token:" + id, "ok", std::string(R"({"why":")") + why + "\"}"});
}

void unlock(UnitOfWork& work, const std::string& actor, const std::string& id, Instant now) {
  work.execute("UPDATE access_token SET locked_at = '', last_used_at = $1 WHERE id = $2", {now, id});
  work.audit({actor, "session.unlocked", "token:" + id, "ok", "{}"});
}

void used(UnitOfWork& work, const std::string& id, Instant at) {
  work.execute("UPDATE access_token SET last_used_at = $1 WHERE id = $2 AND last_used_at < $1", {at, id});
}

}  // namespace clairis::sessions
