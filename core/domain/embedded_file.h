// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

namespace clairis {

/// A file that travels inside a binary (see cmake/Embed.cmake): migrations, fonts, profiles.
struct EmbeddedFile {
  std::string_view name;   ///< base name, e.g. "0001_core.sql"
  std::string_view bytes;
};

}  // namespace clairis
