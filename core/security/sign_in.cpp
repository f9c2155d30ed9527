// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/sign_in.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::size_t kLongestPassword = 256;

[[noreturn]] void refused() { throw Refusal("session.refused", "login or password is wrong, or the account is locked or not active"); }

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

}  // namespace

OpenedSession SignIn::open(const std::string& login, const std::string& password, const std::string& sessionName) {
  if (login.size() > 64 || password.size() > kLongestPassword) refused();
  const auto account = _store.reading([&](Reader& reader) { return accounts::findByLogin(reader, lowerCase(login)); });
  if (!account || account->passwordHash.empty()) {
    _hasher.pretend(password);
    refused();
  }
  if (!_hasher.matches(password, account->passwordHash)) {
    _store.write(Lane::interactive, [&](UnitOfWork& work) { accounts::recordFailure(work, account->id); });
    refused();
  }
  const std::string better = _hasher.outdated(account->passwordHash) ? _hasher.hash(password) : std::string();
  auto session = _store.writing(Lane::interactive, [&](UnitOfWork& work) -> std::optional<OpenedSession> {
    if (!accounts::admit(work, account->id)) return std::nullopt;
    if (!better.empty()) accounts::setPasswordHash(work, account->id, better);
    const NewToken token{account->id, sessionName, TokenKind::session, Authentication::password, _lifetime};
    return OpenedSession{*account, tokens::issue(work, "account:" + account->id, token)};
  });
  if (!session) refused();
  return *session;
}

}  // namespace clairis
