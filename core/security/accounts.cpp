// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/accounts.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr auto kFind =
    "SELECT id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, created_at FROM account WHERE id = $1";
constexpr auto kFindByLogin =
    "SELECT id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, created_at FROM account WHERE login = "
    "$1";
constexpr auto kPage =
    "SELECT id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, created_at FROM account WHERE login > "
    "$1 "
    "ORDER BY login LIMIT $2";
constexpr auto kInsert =
    "INSERT INTO account (id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, created_at) "
    "VALUES ($1, 1, $2, $3, 0, '', $4, $5, $6, 1, $7) ON CONFLICT (login) DO NOTHING";

Account accountOf(const Row& row) {
  Account account;
  account.id = row[0].text();
  account.version = row[1].integer();
  account.login = row[2].text();
  account.passwordHash = row[3].text();
  account.failures = static_cast<int>(row[4].integer());
  account.lockedAt = row[5].text();
  account.roles = splitList(row[6].text());
  account.siteIds = splitList(row[7].text());
  account.practitionerId = row[8].text();
  account.active = row[9].boolean();
  account.createdAt = row[10].text();
  return account;
}

void audit(UnitOfWork& work, const std::string& actor, const char* action, const std::string& id) {
  work.audit({actor, action, "account:" + id, "ok", "{}"});
}

void checkReferences(UnitOfWork& work, const Account& account) {
  if (!account.allSites()) {
    for (const auto& site : account.siteIds) {
      if (work.first("SELECT id FROM site WHERE id = $1", {site}).empty())
        throw Refusal("account.site.unknown", "no site has the id " + site, "/siteIds");
    }
  }
  if (account.practitionerId.empty()) return;
  if (work.first("SELECT id FROM practitioner WHERE id = $1", {account.practitionerId}).empty()) {
    throw Refusal("account.practitioner.unknown", "no practitioner has the id " + account.practitionerId, "/practitionerId");
  }
}

}  // namespace

std::vector<std::string> splitList(std::string_view text) {
  std::vector<std::string> values;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) values.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return values;
}

std::string joinList(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ",") + value;
  return text;
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

void checkRoles(const std::vector<std::string>& roles) {
  if (roles.empty()) throw Refusal("account.roles.empty", "an account has at least one role", "/roles");
  for (const auto& role : roles) {
    if (knownRole(role)) continue;
    std::string known;
    for (const auto& grant : roleGrants()) known += (known.empty() ? "" : ", ") + std::string(grant.role);
    throw Refusal("role.unknown", "expected one of " + known, "/roles");
  }
  if (roles.size() > 1 && std::find(roles.begin(), roles.end(), "administrator") != roles.end()) {
    throw Refusal("account.roles.mixed", "an administrator holds no other role; make a second account for the person's daily work", "/roles");
  }
}

std::optional<Account> find(Reader& reader, std::string_view id) {
  const Row row = reader.first(kFind, {id});
  return row.empty() ? std::nullopt : std::optional(accountOf(row));
}

std::optional<Account> findByLogin(Reader& reader, std::string_view login) {
  const Row row = reader.first(kFindByLogin, {login});
  return row.empty() ? std::nullopt : std::optional(accountOf(row));
}

std::vector<Account> page(Reader& reader, std::string_view afterLogin, int limit) {
  std::vector<Account> list;
  for (const auto& row : reader.query(kPage, {afterLogin, limit})) list.push_back(accountOf(row));
  return list;
}

Account create(UnitOfWork& work, const std::string& actor, Account account) {
  account.login = checkedLogin(account.login);
  checkRoles(account.roles);
  checkReferences(work, account);
  account.id = work.newId();
  account.version = 1;
  account.createdAt = toIso(work.now());
  const auto rows = work.execute(kInsert, {account.id, account.login, account.passwordHash, joinList(account.roles), joinList(account.siteIds),
                                           account.practitionerId, account.createdAt});
  if (rows == 0) throw Conflict("account.login.taken", "another account has this login", "/login");
  audit(work, actor, "account.created", account.id);
  return account;
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

void setPasswordHash(UnitOfWork& work, const std::string& id, const std::string& hash) {
  work.execute("UPDATE account SET password_hash = $1, version = version + 1 WHERE id = $2", {hash, id});
}

}  // namespace accounts
}  // namespace clairis
