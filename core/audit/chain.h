// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/plugin/sql.h"

namespace clairis {

/// A stored line of the trail.
struct SealedEntry {
  std::int64_t position = 0;
  std::string id;
  std::string at;
  AuditEntry entry;
};

/// The columns of audit_entry in the order that `sealedEntryFrom` reads.
inline constexpr std::string_view kAuditColumns = "position, id, at, actor, action, object, outcome, detail";
SealedEntry sealedEntryFrom(const Row& row);

/// The seal before position 1: HMAC-SHA256 of a fixed text, lower-case hexadecimal.
std::string firstSeal(std::string_view key);
/// HMAC-SHA256 over the previous seal and all fields, each preceded by its length so that no two lines have the same bytes.
std::string nextSeal(std::string_view key, std::string_view previousSeal, const SealedEntry& entry);

/// The end of the chain after a batch.
struct AuditHead {
  std::int64_t position = 0;
  std::string seal;
  std::string at;
  std::string segment;  ///< month of sealing, "2026-11"
};

/// One line of the file outside the database: "<position> <seal> <at>".
std::string toLine(const AuditHead& head);
/// False when the line has another form, e.g. because writing it was interrupted.
bool fromLine(std::string_view line, AuditHead& head);

}  // namespace clairis
