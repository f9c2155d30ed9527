// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "core/plugin/plugin.h"
#include "core/security/sealed_box.h"

namespace clairis {

/// Where the vault finds its key and its named secrets.
struct VaultFiles {
  std::filesystem::path keyFile;      ///< 64 hexadecimal digits, regular file, mode 0400
  std::filesystem::path secretsFile;  ///< sealed JSON object name → value; created by the first put()
};

/// `vault.key_file` when it is set, else "clairis-vault-key" in the systemd credential directory. The directory is an argument:
/// only main() reads $CREDENTIALS_DIRECTORY. Throws Refusal "vault.key.missing" when neither is there.
VaultFiles vaultFiles(const std::string& keyFileOption, const std::string& secretsFileOption, const std::string& credentialsDirectory);

/// A new key, mode 0400. Never overwrites: Refusal "vault.key.exists" (losing a key loses everything sealed under it).
void createVaultKey(const std::filesystem::path& keyFile);

/// Secrets in a sealed file of their own, not in the database: a backup of the database gives no password away, and the vault opens
/// before the database does (its password may be one of the secrets). Thread-safe.
class FileVault final : public Vault {
public:
  /// Throws Refusal "vault.key.missing", "vault.key.mode", "vault.key.malformed", "vault.sealed.…", "vault.secrets.…".
  explicit FileVault(VaultFiles files);

  std::string secret(std::string_view name) const override;  ///< Refusal "vault.secret.unknown"
  std::string seal(std::string_view plain) const override;
  std::string open(std::string_view sealed) const override;

  /// Durable before it returns. Names: a-z 0-9 . _ -, at most 64 (Refusal "vault.secret.name").
  void put(const std::string& name, const std::string& value);

private:
  VaultFiles _files;
  KeyEncryptionKey _key;
  mutable std::mutex _mutex;
  std::map<std::string, std::string, std::less<>> _secrets;
};

}  // namespace clairis
