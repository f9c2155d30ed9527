// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::identity::insi {

/// Patients who wait for the verification of an INS that a partner sent (SR-04).
struct DueCheck {
  std::string patientId;
  std::string requestedAt;
  int attempts = 0;
};

/// Puts a patient into the queue, due at once. Asked again while he waits or is being verified: he stays, due at once.
void requestCheck(UnitOfWork& work, std::string_view patientId);
/// The one due longest, kept from everybody else until `leaseUntil`; nothing when none is due.
std::optional<DueCheck> takeDueCheck(UnitOfWork& work, Instant leaseUntil);
/// Done, unless he was requested again meanwhile.
void finishCheck(UnitOfWork& work, const DueCheck& check);
/// Not yet: again at `next`.
void postponeCheck(UnitOfWork& work, const DueCheck& check, Instant next, std::string_view code);
std::int64_t waitingChecks(Reader& reader);

/// 10 s after the first failure, doubled by each, at most an hour.
std::chrono::seconds checkBackoff(int attempts);

}  // namespace clairis::identity::insi
