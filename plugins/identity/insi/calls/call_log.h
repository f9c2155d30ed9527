// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::identity::insi {

/// A row of the trace; sql/0001_identity_insi.sql says what a cut leaves.
struct Call {
  std::string id, searchId;
  int number = 1;
  std::string patientId, operation, purpose, mode, structure, siteId;
  std::string startedAt, startedBy, criteriaHash, messageId, instance;
  std::string endedAt, code;
  std::string content;  ///< sealed; read by findCall() alone
  std::string decision, decidedAt, decidedBy, reason;
};

/// Stores the row of a call that is about to leave; `startedAt` is set here.
void beginCall(UnitOfWork& work, const Call& call);
/// Its answer. `content`: sealed bytes.
void endCall(UnitOfWork& work, std::string_view id, std::string_view code, const std::string& content);
/// False when somebody decided before: a call's answer is used once.
bool decideCall(UnitOfWork& work, std::string_view id, std::string_view decision, std::string_view by, std::string_view reason);
std::optional<Call> findCall(Reader& reader, std::string_view id);
/// The latest first; without content.
std::vector<Call> callsOf(Reader& reader, std::string_view patientId, int limit);
/// Rows of calls that began before. At most `limit` at once; how many went.
std::int64_t purgeCalls(UnitOfWork& work, Instant before, int limit);

}  // namespace clairis::identity::insi
