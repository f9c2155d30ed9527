// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/plugin/sql.h"

namespace clairis {

/// What `clairis audit verify` reports.
struct AuditReport {
  std::int64_t entries = 0;     ///< sealed lines that were checked
  std::int64_t heads = 0;       ///< batch heads that were checked, table and file
  std::int64_t waiting = 0;     ///< committed lines that the sequencer has not sealed yet
  std::int64_t purgedUpTo = 0;  ///< segments before this position were dropped with a kept head
  std::int64_t missing = 0;     ///< positions without a line
  std::optional<std::int64_t> firstMissing;
  std::optional<std::int64_t> firstBroken;     ///< first line or head whose seal does not fit: altered, swapped or inserted
  std::optional<std::int64_t> truncatedAfter;  ///< the file knows positions after this one, the table does not
  bool sound() const noexcept { return missing == 0 && !firstBroken && !truncatedAfter; }
};

/// Recomputes the whole chain and compares it with the kept heads. Refusal "audit.head_file" when the file is unreadable.
AuditReport verifyAudit(Reader& reader, std::string_view key, const std::filesystem::path& externalFile);

/// Drops the lines of all segments before `segment` ("2023-11"), keeping the last head of each, from which the chain goes on. Returns dropped lines.
std::int64_t purgeAuditBefore(UnitOfWork& unit, std::string_view segment);

}  // namespace clairis
