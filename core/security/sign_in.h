// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>

#include "core/plugin/sql.h"
#include "core/security/accounts.h"
#include "core/security/password_hash.h"
#include "core/security/second_factor.h"
#include "core/security/tokens.h"

namespace clairis {

struct SignInRequest {
  std::string login;
  std::string password;
  std::string code;     ///< of the second factor, or a recovery code; empty: none given
  std::string name;     ///< of the device or browser
  std::string address;  ///< where the request comes from
};

struct OpenedSession {
  Account account;
  IssuedToken token;
};

/// Login and password to a session. An unknown login costs the same time as a wrong password, and both, like a locked or inactive
/// account, get the same Refusal "session.refused": guessing learns nothing. Ten failures lock the account. With a
/// second factor a wrong, old or repeated code is such a failure too; only who has the right password and gives no code is told
/// "session.second_factor". Thread-safe.
class SignIn {
public:
  SignIn(Store& store, const PasswordHasher& hasher, const SecondFactor& factor, std::chrono::seconds lifetime)
      : _store(store), _hasher(hasher), _factor(factor), _lifetime(lifetime) {}

  OpenedSession open(const SignInRequest& request);
  /// The account's password, or one of its codes: for unlocking a session and for what asks again. Failures count as those of signing
  /// in. Refusal "session.refused".
  void prove(const std::string& accountId, const std::string& password, const std::string& code);
  /// A password of his own: the old one is asked for, his other sessions end. Audited "password.changed". Refusal "session.refused",
  /// "password.…", "password.same".
  void changePassword(const Caller& caller, const std::string& old, const std::string& wanted);
  /// A password by an administrator, good for choosing another; all sessions end. Audited "password.reset". NotFound "account.unknown".
  void setPassword(const std::string& actor, const std::string& accountId, const std::string& wanted);
  std::chrono::seconds lifetime() const noexcept { return _lifetime; }

private:
  void fail(const std::string& accountId);
  std::optional<GivenCode> secondFactor(const Account& account, const std::string& code);

  Store& _store;
  const PasswordHasher& _hasher;
  const SecondFactor& _factor;
  std::chrono::seconds _lifetime;
};

}  // namespace clairis
