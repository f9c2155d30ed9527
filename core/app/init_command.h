// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "core/app/settings.h"

namespace clairis::app {

struct NewInstance {
  std::filesystem::path folder;
  std::string siteName = "Site principal";
  std::string structureId = "1000000000";
  std::string zone = "Europe/Paris";
};

/// `clairis init DIR`: a commented clairis.properties, a vault key, an empty migrated database, a first site and an administrator
/// whose password is printed once. Never overwrites: Refusal "init.exists".
int initialise(const Invocation& invocation, const NewInstance& wanted);

}  // namespace clairis::app
