// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/refusal.h"
#include "core/security/security_context.h"

namespace clairis {

std::vector<OptionSpec> securityOptions() {
  return {
      {"security.session.lifetime", OptionType::duration, "12h", "", "How long a password session lasts.", false, {}},
      {"security.session.inactivity", OptionType::duration, "15min", "", "A session idle longer is locked in place; at most 2h (SR-42).", false, {}},
      {"security.second_factor",
       OptionType::choice,
       "optional",
       "",
       "Codes of an authenticator application: never asked for, asked of who set one up, or required.",
       false,
       {"off", "optional", "required"}},
      {"security.second_factor.roles", OptionType::list, "", "", "Roles that it is required of; empty: all.", false, {}},
      {"security.argon2.memory", OptionType::integer, "19456", "KiB", "Memory of one password hash.", false, {}},
      {"security.argon2.passes", OptionType::integer, "2", "", "Passes of one password hash.", false, {}},
      {"security.argon2.parallel", OptionType::integer, "2", "", "Password hashes computed at the same time.", false, {}},
      {"vault.key_file",
       OptionType::file,
       "",
       "",
       "File with the vault's key, mode 0400; empty: the systemd credential clairis-vault-key.",
       false,
       {}},
      {"vault.secrets_file", OptionType::file, "", "", "Sealed file of named secrets; empty: next to the key file.", false, {}},
  };
}

namespace {

constexpr std::chrono::hours kLongestInactivity{2};

SessionRules sessionRules(const Options& options) {
  SessionRules rules;
  rules.inactivity = std::chrono::duration_cast<std::chrono::seconds>(options.duration("security.session.inactivity"));
  if (rules.inactivity <= std::chrono::seconds(0) || rules.inactivity > kLongestInactivity) {
    throw Refusal("option.value", "security.session.inactivity: expected more than 0 and at most 2h, the ceiling of shared consoles (SR-42)");
  }
  const auto mode = options.text("security.second_factor");
  rules.secondFactor.mode =
      mode == "off" ? SecondFactorMode::off : mode == "required" ? SecondFactorMode::required : SecondFactorMode::optional;
  rules.secondFactor.roles = options.list("security.second_factor.roles");
  for (const auto& role : rules.secondFactor.roles) {
    if (!knownRole(role)) throw Refusal("option.value", "security.second_factor.roles: no role is called " + role);
  }
  return rules;
}

}  // namespace

SecuritySettings securitySettings(const Options& options) {
  SecuritySettings settings;
  settings.sessionLifetime = std::chrono::duration_cast<std::chrono::seconds>(options.duration("security.session.lifetime"));
  settings.session = sessionRules(options);
  settings.hashing.memoryKiB = static_cast<std::uint32_t>(options.integer("security.argon2.memory"));
  settings.hashing.passes = static_cast<std::uint32_t>(options.integer("security.argon2.passes"));
  settings.hashing.parallel = static_cast<int>(options.integer("security.argon2.parallel"));
  return settings;
}

}  // namespace clairis
