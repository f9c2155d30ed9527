// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>

#include "core/plugin/sql.h"
#include "core/security/accounts.h"
#include "core/security/password_hash.h"
#include "core/security/tokens.h"

namespace clairis {

struct OpenedSession {
  Account account;
  IssuedToken token;
};

/// Login and password to a session. An unknown login costs the same time as a wrong password, and both, like a locked or inactive
/// account, get the same Refusal "session.refused": guessing learns nothing. Ten failures lock the account. Thread-safe.
class SignIn {
public:
  SignIn(Store& store, const PasswordHasher& hasher, std::chrono::seconds lifetime) : _store(store), _hasher(hasher), _lifetime(lifetime) {}

  OpenedSession open(const std::string& login, const std::string& password, const std::string& sessionName);
  std::chrono::seconds lifetime() const noexcept { return _lifetime; }

private:
  Store& _store;
  const PasswordHasher& _hasher;
  std::chrono::seconds _lifetime;
};

}  // namespace clairis
