// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <vector>

#include "core/audit/chain.h"

namespace clairis {

/// The file outside the database with one line per sealed batch. A last line that was cut by a crash is ignored and written over.

/// Appends and flushes to the disk. Refusal "audit.head_file" when that fails.
void appendHeads(const std::filesystem::path& file, const std::vector<AuditHead>& heads);
/// All whole lines; empty when the file does not exist. Refusal "audit.head_file" for a broken line that is not the last.
std::vector<AuditHead> headsOf(const std::filesystem::path& file);
/// The last whole line, or position 0.
AuditHead lastHeadOf(const std::filesystem::path& file);

}  // namespace clairis
