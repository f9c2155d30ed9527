// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/security_context.h"

namespace clairis {

std::vector<OptionSpec> securityOptions() {
  return {
      {"security.session.lifetime", OptionType::duration, "12h", "", "How long a password session lasts.", false, {}},
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

SecuritySettings securitySettings(const Options& options) {
  SecuritySettings settings;
  settings.sessionLifetime = std::chrono::duration_cast<std::chrono::seconds>(options.duration("security.session.lifetime"));
  settings.hashing.memoryKiB = static_cast<std::uint32_t>(options.integer("security.argon2.memory"));
  settings.hashing.passes = static_cast<std::uint32_t>(options.integer("security.argon2.passes"));
  settings.hashing.parallel = static_cast<int>(options.integer("security.argon2.parallel"));
  return settings;
}

}  // namespace clairis
