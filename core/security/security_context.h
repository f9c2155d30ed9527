// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/plugin.h"
#include "core/security/authenticator.h"
#include "core/security/password_hash.h"
#include "core/security/sign_in.h"

namespace clairis {

struct SecuritySettings {
  HashingCost hashing;
  std::chrono::seconds sessionLifetime{12 * 3600};
  SessionRules session;
};

std::vector<OptionSpec> securityOptions();
SecuritySettings securitySettings(const Options& options);

/// Everything that decides who somebody is. One in a process. Thread-safe.
struct SecurityContext {
  /// The vault is asked for at the first secret: commands run without one.
  SecurityContext(Store& theStore, const Clock& theClock, const SecuritySettings& settings, std::function<const Vault&()> vault)
      : store(theStore),
        clock(theClock),
        hasher(settings.hashing),
        authenticator(theStore, theClock, settings.session),
        secondFactor(theStore, theClock, std::move(vault), settings.session.secondFactor),
        signIn(theStore, hasher, secondFactor, settings.sessionLifetime) {}

  Store& store;
  const Clock& clock;
  PasswordHasher hasher;
  Authenticator authenticator;
  SecondFactor secondFactor;
  SignIn signIn;
};

}  // namespace clairis
