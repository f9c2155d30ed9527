// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::hl7 {

/// A message as the tables know it.
struct InboundKey {
  std::string sender;     ///< MSH-3/MSH-4
  std::string controlId;  ///< MSH-10
  std::string type;       ///< "ADT^A28"
  std::string sha256;     ///< of the frame, lower-case hex
};

struct KnownMessage {
  std::string sha256;
  std::vector<std::string> answers;
};

/// A message that was acted upon before, by sender and control id.
std::optional<KnownMessage> findInbound(Reader& reader, const InboundKey& key);
void recordInbound(UnitOfWork& work, const InboundKey& key, const std::vector<std::string>& answers);
void keepRaw(UnitOfWork& work, const InboundKey& key, const std::string& outcome, const std::string& sealed);

/// Deletes up to 500 rows of each table that are older than its limit; returns whether there may be more.
bool purgeInbound(UnitOfWork& work, Instant knownBefore, Instant rawBefore);

std::string sha256Hex(std::string_view bytes);

}  // namespace clairis::hl7
