// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>

#include "core/security/vault.h"

namespace clairis::test {

/// A vault with a key of its own, removed afterwards.
struct TemporaryVault {
  TemporaryVault();
  ~TemporaryVault();
  std::filesystem::path folder;
  std::unique_ptr<FileVault> vault;
};

}  // namespace clairis::test
