// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/verification/check_queue.h"

#include <algorithm>

namespace clairis::identity::insi {
namespace {

constexpr std::chrono::seconds kFirst{10};
constexpr std::chrono::seconds kLongest{3600};
constexpr int kMostDoublings = 9;

}  // namespace

void requestCheck(UnitOfWork& work, std::string_view patientId) {
  // requested_at tells a request from a later one, so it is an id and no instant of a transaction that two may share.
  const auto request = work.newId();
  work.execute(
      "INSERT INTO identity_insi_check (patient_id, requested_at, attempts, next_at, last_code) VALUES ($1, $2, 0, $3, '')"
      " ON CONFLICT (patient_id) DO UPDATE SET requested_at = excluded.requested_at, attempts = 0, next_at = excluded.next_at",
      {patientId, request, work.now()});
}

std::optional<DueCheck> takeDueCheck(UnitOfWork& work, Instant leaseUntil) {
  const auto row = work.first(
      "SELECT patient_id, requested_at, attempts, next_at FROM identity_insi_check WHERE next_at <= $1 ORDER BY next_at, patient_id LIMIT 1",
      {work.now()});
  if (row.empty()) return std::nullopt;
  const bool mine = work.execute("UPDATE identity_insi_check SET next_at = $1 WHERE patient_id = $2 AND next_at = $3",
                                 {leaseUntil, row[0].text(), row[3].text()}) == 1;
  if (!mine) return std::nullopt;
  return DueCheck{row[0].text(), row[1].text(), static_cast<int>(row[2].integer())};
}

void finishCheck(UnitOfWork& work, const DueCheck& check) {
  work.execute("DELETE FROM identity_insi_check WHERE patient_id = $1 AND requested_at = $2", {check.patientId, check.requestedAt});
}

void postponeCheck(UnitOfWork& work, const DueCheck& check, Instant next, std::string_view code) {
  work.execute("UPDATE identity_insi_check SET attempts = attempts + 1, next_at = $1, last_code = $2 WHERE patient_id = $3 AND requested_at = $4",
               {next, code, check.patientId, check.requestedAt});
}

std::int64_t waitingChecks(Reader& reader) { return reader.first("SELECT COUNT(*) FROM identity_insi_check")[0].integer(); }

std::chrono::seconds checkBackoff(int attempts) { return std::min(kLongest, kFirst * (1 << std::clamp(attempts, 0, kMostDoublings))); }

}  // namespace clairis::identity::insi
