// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "integration/hl7/temporary_vault.h"

#include <unistd.h>

#include <stdexcept>

namespace clairis::test {

TemporaryVault::TemporaryVault() {
  std::string pattern = (std::filesystem::temp_directory_path() / "clairis_vault_XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder for the vault");
  folder = pattern;
  createVaultKey(folder / "vault.key");
  vault = std::make_unique<FileVault>(VaultFiles{folder / "vault.key", folder / "vault.secrets"});
}

TemporaryVault::~TemporaryVault() {
  vault.reset();
  std::filesystem::remove_all(folder);
}

}  // namespace clairis::test
