// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/sign_in.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/security/password_rules.h"
#include "core/security/sessions.h"

namespace clairis {
namespace {

constexpr std::size_t kLongestPassword = 256;

[[noreturn]] void refused() { throw Refusal("session.refused", "login or password is wrong, or the account is locked or not active"); }

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

}  // namespace

void SignIn::fail(const std::string& accountId) {
  _store.write(Lane::interactive, [&](UnitOfWork& work) { accounts::recordFailure(work, accountId); });
  refused();
}

std::optional<GivenCode> SignIn::secondFactor(const Account& account, const std::string& code) {
  if (!_factor.askedOf(account.id)) return std::nullopt;
  if (code.empty()) {
    if (account.locked() || !account.active) refused();
    throw Refusal("session.second_factor", "repeat with `code`: the six digits of your application, or a recovery code", "/code");
  }
  auto given = _factor.read(account.id, code);
  if (!given) fail(account.id);
  return given;
}

OpenedSession SignIn::open(const SignInRequest& request) {
  if (request.login.size() > 64 || request.password.size() > kLongestPassword) refused();
  const auto account = _store.reading([&](Reader& reader) { return accounts::findByLogin(reader, lowerCase(request.login)); });
  if (!account || account->passwordHash.empty()) {
    _hasher.pretend(request.password);
    refused();
  }
  if (!_hasher.matches(request.password, account->passwordHash)) fail(account->id);
  const auto given = secondFactor(*account, request.code);
  const std::string better = _hasher.outdated(account->passwordHash) ? _hasher.hash(request.password) : std::string();
  auto session = _store.writing(Lane::interactive, [&](UnitOfWork& work) -> std::optional<OpenedSession> {
    if (given && !_factor.spend(work, *given)) {
      accounts::recordFailure(work, account->id);
      return std::nullopt;
    }
    if (!accounts::admit(work, account->id)) return std::nullopt;
    if (!better.empty()) accounts::setPasswordHash(work, account->id, better, account->mustChangePassword);
    const NewToken token{account->id,      request.name, TokenKind::session, given ? Authentication::secondFactor : Authentication::password, _lifetime,
                         request.address};
    return OpenedSession{*account, tokens::issue(work, "account:" + account->id, token)};
  });
  if (!session) refused();
  return *session;
}

void SignIn::prove(const std::string& accountId, const std::string& password, const std::string& code) {
  const auto account = _store.reading([&](Reader& reader) { return accounts::find(reader, accountId); });
  if (!account || password.size() > kLongestPassword) refused();
  std::optional<GivenCode> given;
  if (!password.empty()) {
    if (account->passwordHash.empty() || !_hasher.matches(password, account->passwordHash)) fail(accountId);
  } else {
    given = _factor.askedOf(accountId) ? _factor.read(accountId, code) : std::nullopt;
    if (!given) fail(accountId);
  }
  const bool admitted = _store.writing(Lane::interactive, [&](UnitOfWork& work) {
    if (given && !_factor.spend(work, *given)) {
      accounts::recordFailure(work, accountId);
      return false;
    }
    return accounts::admit(work, accountId);
  });
  if (!admitted) refused();
}

void SignIn::changePassword(const Caller& caller, const std::string& old, const std::string& wanted) {
  if (old.empty()) refused();
  prove(caller.accountId, old, {});
  const auto account = _store.reading([&](Reader& reader) { return accounts::find(reader, caller.accountId); });
  checkPassword(wanted, account->login);
  if (_hasher.matches(wanted, account->passwordHash)) throw Refusal("password.same", "expected a password other than the one in use", "/new");
  const std::string hash = _hasher.hash(wanted);
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    accounts::setPasswordHash(work, caller.accountId, hash, false);
    sessions::revokeAll(work, caller.principal, caller.accountId, caller.sessionId);
    work.audit({caller.principal, "password.changed", caller.principal, "ok", "{}"});
  });
}

void SignIn::setPassword(const std::string& actor, const std::string& accountId, const std::string& wanted) {
  const auto account = _store.reading([&](Reader& reader) { return accounts::find(reader, accountId); });
  if (!account) throw NotFound("account.unknown", "no account has this id");
  checkPassword(wanted, account->login);
  const std::string hash = _hasher.hash(wanted);
  _store.write(Lane::interactive, [&](UnitOfWork& work) {
    accounts::setPasswordHash(work, accountId, hash, true);
    sessions::revokeAll(work, actor, accountId, {});
    work.audit({actor, "password.reset", "account:" + accountId, "ok", "{}"});
  });
}

}  // namespace clairis
