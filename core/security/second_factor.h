// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "core/security/accounts.h"

namespace clairis {

enum class SecondFactorMode { off, optional, required };

struct SecondFactorSettings {
  SecondFactorMode mode = SecondFactorMode::optional;
  std::vector<std::string> roles;  ///< where required: of whom; empty: of everybody

  bool requiredOf(const std::vector<std::string>& held) const;
};

/// A right code that was read but not spent yet: a step of the clock, or one of the recovery codes.
struct GivenCode {
  std::string accountId;
  std::int64_t step = 0;
  std::string recoverySha256;  ///< empty: the code of an application
};

/// Codes of an authenticator application (RFC 6238) beside the password (SR-10). The secret lies sealed by the vault; each code counts
/// once. Tables account_factor, account_recovery_code. Thread-safe.
class SecondFactor {
public:
  SecondFactor(Store& store, const Clock& clock, std::function<const Vault&()> vault, SecondFactorSettings settings)
      : _store(store), _clock(clock), _vault(std::move(vault)), _settings(std::move(settings)) {}

  const SecondFactorSettings& settings() const noexcept { return _settings; }
  /// A confirmed factor, and a mode that asks for it.
  bool askedOf(const std::string& accountId) const;

  /// A new secret as otpauth:// URI, shown this once; asked for only after confirm(). Audited "second_factor.enrolled".
  /// Throws Conflict "second_factor.exists", Refusal "second_factor.off".
  std::string enrol(const std::string& actor, const Account& account);
  /// The first right code: from now on it is asked for, and `sessionId` counts as opened with both factors. Gives ten recovery codes, shown
  /// this once; his other sessions end. Wrong codes count as failures to sign in. Audited "second_factor.confirmed".
  /// Throws Refusal "second_factor.code", "second_factor.none" (also while the account is locked).
  std::vector<std::string> confirm(const std::string& actor, const std::string& accountId, const std::string& sessionId, const std::string& code);

  /// What the code is, if it is right now and was never given. Spaces and hyphens between its signs do not matter.
  std::optional<GivenCode> read(const std::string& accountId, const std::string& code) const;
  /// False when somebody was faster with the same code.
  bool spend(UnitOfWork& work, const GivenCode& code) const;

  /// Takes factor and recovery codes away and ends the account's sessions. Audited "second_factor.reset". NotFound "account.unknown".
  static void reset(UnitOfWork& work, const std::string& actor, const std::string& accountId);

private:
  Store& _store;
  const Clock& _clock;
  std::function<const Vault&()> _vault;
  SecondFactorSettings _settings;
};

}  // namespace clairis
