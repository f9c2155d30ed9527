// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/second_factor.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/security/digest.h"
#include "core/security/sessions.h"
#include "core/security/totp.h"

namespace clairis {
namespace {

constexpr std::size_t kSecretBytes = 20;    // RFC 4226 §4 R6
constexpr std::size_t kRecoveryBytes = 10;  // 80 bits: no slow hash is needed
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kLongestCode = 64;
constexpr const char* kIssuer = "Clairis";

/// Upper case, without the spaces and hyphens that people put between groups.
std::string plain(const std::string& code) {
  std::string text;
  for (const char c : code.substr(0, kLongestCode)) {
    if (c != ' ' && c != '-') text += c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
  }
  return text;
}

std::string inGroups(const std::string& code) {
  std::string text;
  for (std::size_t at = 0; at < code.size(); at += 4) text += (at == 0 ? "" : "-") + code.substr(at, 4);
  return text;
}

void audit(UnitOfWork& work, const std::string& actor, const char* action, const std::string& id) {
  work.audit({actor, action, "account:" + id, "ok", "{}"});
}

}  // namespace

bool SecondFactorSettings::requiredOf(const std::vector<std::string>& held) const {
  if (mode != SecondFactorMode::required) return false;
  return roles.empty() ||
         std::any_of(held.begin(), held.end(), [&](const std::string& role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); });
}

bool SecondFactor::askedOf(const std::string& accountId) const {
  if (_settings.mode == SecondFactorMode::off) return false;
  return _store.reading([&](Reader& reader) {
    return !reader.first("SELECT account_id FROM account_factor WHERE account_id = $1 AND confirmed_at <> ''", {accountId}).empty();
  });
}

std::string SecondFactor::enrol(const std::string& actor, const Account& account) {
  if (_settings.mode == SecondFactorMode::off) throw Refusal("second_factor.off", "this instance asks for no second factor (security.second_factor)");
  const std::string secret = randomBytes(kSecretBytes);
  const Blob sealed{_vault().seal(secret)};
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto rows = work.execute(
        "INSERT INTO account_factor (account_id, secret, enrolled_at, confirmed_at, last_step) VALUES ($1, $2, $3, '', 0) "
        "ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, enrolled_at = excluded.enrolled_at, last_step = 0 "
        "WHERE account_factor.confirmed_at = ''",
        {account.id, sealed, work.now()});
    if (rows == 0) throw Conflict("second_factor.exists", "this account has a second factor already; an administrator can reset it");
    audit(work, actor, "second_factor.enrolled", account.id);
  });
  return totp::uri(kIssuer, account.login, secret);
}

std::vector<std::string> SecondFactor::confirm(const std::string& actor, const std::string& accountId, const std::string& sessionId,
                                               const std::string& code) {
  const Row row = _store.reading([&](Reader& reader) {
    return reader.first(
        "SELECT f.secret FROM account_factor f JOIN account a ON a.id = f.account_id WHERE f.account_id = $1 AND f.confirmed_at = '' "
        "AND a.locked_at = ''",
        {accountId});
  });
  if (row.empty()) throw Refusal("second_factor.none", "no second factor waits for its first code: set one up first");
  const auto step = totp::matchingStep(_vault().open(row[0].bytes()), plain(code), _clock.now(), 0);
  if (!step) _store.write(Lane::interactive, [&](UnitOfWork& work) { accounts::recordFailure(work, accountId); });
  if (!step) throw Refusal("second_factor.code", "the code is not the one of this moment: check the clock of the telephone", "/code");
  std::vector<std::string> shown;
  for (int number = 0; number < kRecoveryCodes; ++number) shown.push_back(inGroups(totp::base32(randomBytes(kRecoveryBytes))));
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto rows =
        work.execute("UPDATE account_factor SET confirmed_at = $1, last_step = $2 WHERE account_id = $3 AND confirmed_at = '' AND secret = $4",
                     {work.now(), *step, accountId, Blob{row[0].bytes()}});
    if (rows == 0) throw Conflict("second_factor.exists", "the second factor was set up again meanwhile");
    for (const auto& each : shown) {
      work.execute("INSERT INTO account_recovery_code (account_id, code_sha256, used_at) VALUES ($1, $2, '')", {accountId, sha256Hex(plain(each))});
    }
    work.execute("UPDATE access_token SET authentication = 'second_factor', authenticated_at = $1 WHERE id = $2 AND kind = 'session'",
                 {work.now(), sessionId});
    sessions::revokeAll(work, actor, accountId, sessionId);  // opened with the password alone
    audit(work, actor, "second_factor.confirmed", accountId);
  });
  return shown;
}

std::optional<GivenCode> SecondFactor::read(const std::string& accountId, const std::string& code) const {
  const std::string given = plain(code);
  return _store.reading([&](Reader& reader) -> std::optional<GivenCode> {
    const std::string digest = sha256Hex(given);
    const Row recovery = reader.first("SELECT code_sha256 FROM account_recovery_code WHERE account_id = $1 AND code_sha256 = $2 AND used_at = ''",
                                      {accountId, digest});
    if (!recovery.empty()) return GivenCode{accountId, 0, digest};
    const Row row = reader.first("SELECT secret, last_step FROM account_factor WHERE account_id = $1 AND confirmed_at <> ''", {accountId});
    if (row.empty()) return std::nullopt;
    const auto step = totp::matchingStep(_vault().open(row[0].bytes()), given, _clock.now(), row[1].integer());
    return step ? std::optional(GivenCode{accountId, *step, {}}) : std::nullopt;
  });
}

bool SecondFactor::spend(UnitOfWork& work, const GivenCode& code) const {
  if (code.recoverySha256.empty()) {
    return work.execute("UPDATE account_factor SET last_step = $1 WHERE account_id = $2 AND confirmed_at <> '' AND last_step < $1",
                        {code.step, code.accountId}) > 0;
  }
  const auto rows = work.execute("UPDATE account_recovery_code SET used_at = $1 WHERE account_id = $2 AND code_sha256 = $3 AND used_at = ''",
                                 {work.now(), code.accountId, code.recoverySha256});
  if (rows > 0) audit(work, "account:" + code.accountId, "second_factor.recovery_used", code.accountId);
  return rows > 0;
}

void SecondFactor::reset(UnitOfWork& work, const std::string& actor, const std::string& accountId) {
  if (!accounts::find(work, accountId)) throw NotFound("account.unknown", "no account has this id");
  work.execute("DELETE FROM account_recovery_code WHERE account_id = $1", {accountId});
  work.execute("DELETE FROM account_factor WHERE account_id = $1", {accountId});
  sessions::revokeAll(work, actor, accountId, {});
  audit(work, actor, "second_factor.reset", accountId);
}

}  // namespace clairis
