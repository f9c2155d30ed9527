// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis {

/// A session or token as its owner, or an administrator, sees it.
struct SessionView {
  std::string id;
  std::string name;  ///< device or browser, as it named itself
  std::string kind;  ///< session, personal, service
  std::string authentication;
  std::string createdAt;
  std::string lastUsedAt;  ///< to the minute; empty: never
  std::string address;     ///< where it was opened
  std::string expiresAt;   ///< empty: never
  std::string lockedAt;    ///< empty: open
};

/// Table access_token, seen as sessions. After a change on this node Authenticator::forget() makes it effective at once.
namespace sessions {

/// Neither revoked nor expired, the oldest first; at most 500.
std::vector<SessionView> of(Reader& reader, std::string_view accountId, Instant now);
/// Audited "session.revoked". NotFound "session.unknown" also when it is another account's.
void revoke(UnitOfWork& work, const std::string& actor, const std::string& accountId, const std::string& id);
/// Every session but `exceptId`; tokens stay. Audited once, with the number. Returns the number.
std::int64_t revokeAll(UnitOfWork& work, const std::string& actor, const std::string& accountId, const std::string& exceptId);

/// Locked, not ended (SR-42). Audited "session.locked" with why: "idle" or "asked". Nothing on one that is locked.
void lock(UnitOfWork& work, const std::string& actor, const std::string& id, const char* why);
/// Audited "session.unlocked".
void unlock(UnitOfWork& work, const std::string& actor, const std::string& id, Instant now);
/// Never moves back.
void used(UnitOfWork& work, const std::string& id, Instant at);

}  // namespace sessions
}  // namespace clairis
