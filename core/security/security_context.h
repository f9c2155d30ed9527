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
};

std::vector<OptionSpec> securityOptions();
SecuritySettings securitySettings(const Options& options);

/// Everything that decides who somebody is. One in a process. Thread-safe.
struct SecurityContext {
  SecurityContext(Store& theStore, const Clock& clock, const SecuritySettings& settings)
      : store(theStore), hasher(settings.hashing), authenticator(theStore, clock), signIn(theStore, hasher, settings.sessionLifetime) {}

  Store& store;
  PasswordHasher hasher;
  Authenticator authenticator;
  SignIn signIn;
};

}  // namespace clairis
