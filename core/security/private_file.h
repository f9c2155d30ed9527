// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace clairis {

/// Writes a new file, fsyncs it and its directory. Throws Refusal "vault.file.write"; an existing file is "vault.key.exists".
void writeNewFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

/// Replaces a file so that after a crash it is the old one or the new one. Same errors.
void replaceFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

/// A whole file. Throws Refusal "vault.file.read".
std::string readWholeFile(const std::filesystem::path& path);

}  // namespace clairis
