// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "core/security/security_context.h"
#include "core/security/vault.h"

namespace clairis {

/// A person as `clairis user add` describes him.
struct NewUser {
  std::string login;
  std::vector<std::string> roles;      ///< "secretary", or "secretary@main" for one site alone
  std::vector<std::string> siteCodes;  ///< empty: all sites
  std::string rpps;                    ///< 11 digits; with it a practitioner is made, or found by it
  std::string familyName;
  std::string givenName;
  std::string specialty;  ///< "G15_10/SM44"
  std::string password;   ///< empty: generated
};

struct AddedUser {
  std::string accountId;
  std::string practitionerId;
  std::string generatedPassword;  ///< empty when one was given
};

/// All in one unit of work. Throws Refusal "password.…", "rpps.malformed", "account.…", "practitioner.…", "site.unknown".
AddedUser addUser(Store& store, const PasswordHasher& hasher, const NewUser& user);

/// A bearer token for a login. Throws NotFound "account.unknown".
IssuedToken createToken(Store& store, const std::string& login, const std::string& name, bool service, std::optional<int> days);

/// Takes the second factor away and ends the sessions; a serving process follows within seconds. Audited "second_factor.reset" as done by
/// the system. Throws NotFound "account.unknown", Refusal "second_factor.none".
void resetSecondFactor(Store& store, const std::string& login);

/// `user add`, `user reset-second-factor`, `token create`, `vault put`. The functions open database and vault only when a command runs.
void addSecurityCommands(Commands& commands, std::function<SecurityContext&()> context, std::function<FileVault&()> vault);

}  // namespace clairis
