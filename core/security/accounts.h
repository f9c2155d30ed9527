// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/sql.h"
#include "core/security/grants.h"

namespace clairis {

struct Account {
  std::string id;
  std::int64_t version = 0;
  std::string login;
  std::string passwordHash;  ///< empty: cannot sign in with a password
  int failures = 0;
  std::string lockedAt;  ///< ISO instant, empty: not locked
  std::vector<SiteGrant> grants;
  std::string practitionerId;
  bool active = true;
  bool mustChangePassword = false;  ///< chosen by somebody else: good for choosing another, and nothing more
  std::string createdAt;

  bool locked() const noexcept { return !lockedAt.empty(); }
};

/// Who manages accounts (account.write) at some sites touches the accounts that hold roles at those alone, and gives roles there alone:
/// Forbidden "site.right".
void requireOver(const Caller& caller, const std::vector<SiteGrant>& held);

/// Table account. Logins are lower-case ASCII: a-z 0-9 . _ - @, 2 to 64 characters.
namespace accounts {

constexpr int kFailuresToLock = 10;

/// Lower case, or Refusal "account.login.malformed".
std::string checkedLogin(std::string_view login);

std::optional<Account> find(Reader& reader, std::string_view id);
std::optional<Account> findByLogin(Reader& reader, std::string_view login);
/// The account, if the caller manages it. Throws NotFound "account.unknown", Forbidden "site.right".
Account managed(Reader& reader, const Caller& caller, std::string_view id);
std::vector<Account> page(Reader& reader, std::string_view afterLogin, int limit);

/// What the account holds from now on, instead of what it held. Audited "account.grants_changed" with both. `expectedVersion`: the one that
/// was read, Conflict "account.version". Throws NotFound "account.unknown" and what checkGrants() throws.
Account setGrants(UnitOfWork& work, const std::string& actor, const std::string& id, std::optional<std::int64_t> expectedVersion,
                  std::vector<SiteGrant> grants);

/// Checks and stores; gives id, version and createdAt. Audited "account.created". Throws Conflict "account.login.taken",
/// Refusal "account.site.unknown", "account.practitioner.unknown".
Account create(UnitOfWork& work, const std::string& actor, Account account);

/// One more failure, audited "session.refused"; the tenth locks, audited "account.locked". Nothing on an account already locked.
void recordFailure(UnitOfWork& work, const std::string& id);
/// Forgets failures and takes the lock away; audited "account.unlocked". Throws NotFound "account.unknown".
void unlock(UnitOfWork& work, const std::string& actor, const std::string& id);
/// An account that is not active signs in by no means, its tokens included. Audited. Throws NotFound "account.unknown".
void setActive(UnitOfWork& work, const std::string& actor, const std::string& id, bool active);
/// A right password was given: true when the account may still sign in at this instant, and then failures are forgotten.
bool admit(UnitOfWork& work, const std::string& id);
/// `temporary`: chosen by somebody else, to be changed first.
void setPasswordHash(UnitOfWork& work, const std::string& id, const std::string& hash, bool temporary);

}  // namespace accounts

}  // namespace clairis
