// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/accounts.h"

#include <algorithm>
#include <utility>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr auto kFind =
    "SELECT id, version, login, password_hash, failures, locked_at, practitioner_id, active, must_change_password, created_at FROM account WHERE id = $1";
constexpr auto kFindByLogin =
    "SELECT id, version, login, password_hash, failures, locked_at, practitioner_id, active, must_change_password, created_at FROM account WHERE login = "
    "$1";
constexpr auto kPage =
    "SELECT id, version, login, password_hash, failures, locked_at, practitioner_id, active, must_change_password, created_at FROM account WHERE login > "
    "$1 "
    "ORDER BY login LIMIT $2";
constexpr auto kInsert =
    "INSERT INTO account (id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, must_change_password, "
    "created_at) VALUES ($1, 1, $2, $3, 0, '', $4, $5, $6, 1, $7, $8) ON CONFLICT (login) DO NOTHING";

Account accountOf(Reader& reader, const Row& row) {
  Account account;
  account.id = row[0].text();
  account.version = row[1].integer();
  account.login = row[2].text();
  account.passwordHash = row[3].text();
  account.failures = static_cast<int>(row[4].integer());
  account.lockedAt = row[5].text();
  account.practitionerId = row[6].text();
  account.active = row[7].boolean();
  account.mustChangePassword = row[8].boolean();
  account.createdAt = row[9].text();
  account.grants = grants::of(reader, account.id);
  return account;
}

void audit(UnitOfWork& work, const std::string& actor, const char* action, const std::string& id) {
  work.audit({actor, action, "account:" + id, "ok", "{}"});
}

void checkPractitioner(UnitOfWork& work, const Account& account) {
  if (account.practitionerId.empty()) return;
  if (work.first("SELECT id FROM practitioner WHERE id = $1", {account.practitionerId}).empty()) {
    throw Refusal("account.practitioner.unknown", "no practitioner has the id " + account.practitionerId, "/practitionerId");
  }
}

/// Sites as account.site_ids has them, for the version before.
std::string siteList(const std::vector<SiteGrant>& list) {
  return grants::allSites(list) ? std::string(SiteGrant::kAllSites) : joinList(grants::siteIds(list));
}

std::string json(const std::vector<SiteGrant>& list) {
  std::string text;
  for (const auto& grant : list) text += (text.empty() ? "\"" : ",\"") + grant.role + "@" + grant.siteId + "\"";
  return "[" + text + "]";
}

}  // namespace

void requireOver(const Caller& caller, const std::vector<SiteGrant>& held) {
  for (const auto& grant : held) requireAt(caller, "account.write", grant.siteId);
}

namespace accounts {

std::string checkedLogin(std::string_view login) {
  std::string known;
  for (const char c : login) known += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  const bool plain = std::all_of(known.begin(), known.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
  });
  if (!plain || known.size() < 2 || known.size() > 64) {
    throw Refusal("account.login.malformed", "expected 2 to 64 of a-z 0-9 . _ - @, found " + std::to_string(login.size()) + " bytes", "/login");
  }
  return known;
}

std::optional<Account> find(Reader& reader, std::string_view id) {
  const Row row = reader.first(kFind, {id});
  return row.empty() ? std::nullopt : std::optional(accountOf(reader, row));
}

std::optional<Account> findByLogin(Reader& reader, std::string_view login) {
  const Row row = reader.first(kFindByLogin, {login});
  return row.empty() ? std::nullopt : std::optional(accountOf(reader, row));
}

Account managed(Reader& reader, const Caller& caller, std::string_view id) {
  auto account = find(reader, id);
  if (!account) throw NotFound("account.unknown", "no account has this id");
  requireOver(caller, account->grants);
  return *account;
}

std::vector<Account> page(Reader& reader, std::string_view afterLogin, int limit) {
  std::vector<Account> list;
  for (const auto& row : reader.query(kPage, {afterLogin, limit})) list.push_back(accountOf(reader, row));
  return list;
}

Account create(UnitOfWork& work, const std::string& actor, Account account) {
  account.login = checkedLogin(account.login);
  account.grants = grants::simplified(std::move(account.grants));
  grants::check(work, account.grants, "/roles");
  checkPractitioner(work, account);
  account.id = work.newId();
  account.version = 1;
  account.createdAt = toIso(work.now());
  const auto rows = work.execute(kInsert, {account.id, account.login, account.passwordHash, joinList(grants::roles(account.grants)),
                                           siteList(account.grants), account.practitionerId, account.mustChangePassword, account.createdAt});
  if (rows == 0) throw Conflict("account.login.taken", "another account has this login", "/login");
  grants::store(work, account.id, account.grants);
  audit(work, actor, "account.created", account.id);
  return account;
}

Account setGrants(UnitOfWork& work, const std::string& actor, const std::string& id, std::optional<std::int64_t> expectedVersion,
                  std::vector<SiteGrant> wanted) {
  auto account = find(work, id);
  if (!account) throw NotFound("account.unknown", "no account has this id");
  if (expectedVersion && *expectedVersion != account->version) {
    throw Conflict("account.version", "the account is at version " + std::to_string(account->version) + ": read it again, then repeat");
  }
  wanted = grants::simplified(std::move(wanted));
  grants::check(work, wanted, "/grants");
  const auto before = std::exchange(account->grants, std::move(wanted));
  work.execute("UPDATE account SET roles = $1, site_ids = $2, version = version + 1 WHERE id = $3",
               {joinList(grants::roles(account->grants)), siteList(account->grants), id});
  grants::store(work, id, account->grants);
  ++account->version;
  work.audit({actor, "account.grants_changed", "account:" + id, "ok", R"({"before":)" + json(before) + R"(,"after":)" + json(account->grants) + "}"});
  return *account;
}

void recordFailure(UnitOfWork& work, const std::string& id) {
  // A locked account writes nothing more: guessing on does not fill the trail.
  const auto counted = work.execute("UPDATE account SET failures = failures + 1, version = version + 1 WHERE id = $1 AND locked_at = ''", {id});
  if (counted == 0) return;
  work.audit({"account:" + id, "session.refused", "account:" + id, "session.refused", "{}"});
  const auto locked =
      work.execute("UPDATE account SET locked_at = $1 WHERE id = $2 AND locked_at = '' AND failures >= $3", {work.now(), id, kFailuresToLock});
  if (locked > 0) audit(work, "system", "account.locked", id);
}

void unlock(UnitOfWork& work, const std::string& actor, const std::string& id) {
  const auto rows = work.execute("UPDATE account SET failures = 0, locked_at = '', version = version + 1 WHERE id = $1", {id});
  if (rows == 0) throw NotFound("account.unknown", "no account has this id");
  audit(work, actor, "account.unlocked", id);
}

void setActive(UnitOfWork& work, const std::string& actor, const std::string& id, bool active) {
  const auto rows = work.execute("UPDATE account SET active = $1, version = version + 1 WHERE id = $2", {active, id});
  if (rows == 0) throw NotFound("account.unknown", "no account has this id");
  audit(work, actor, active ? "account.activated" : "account.deactivated", id);
}

bool admit(UnitOfWork& work, const std::string& id) {
  // Asked again here: nine parallel guesses and the right one must not pass a lock that has come since.
  return work.execute("UPDATE account SET failures = 0 WHERE id = $1 AND locked_at = '' AND active = 1", {id}) > 0;
}

void setPasswordHash(UnitOfWork& work, const std::string& id, const std::string& hash, bool temporary) {
  work.execute("UPDATE account SET password_hash = $1, must_change_password = $2, version = version + 1 WHERE id = $3", {hash, temporary, id});
}

}  // namespace accounts
}  // namespace clairis
