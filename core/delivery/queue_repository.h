// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/delivery/delivery_row.h"

namespace clairis {

struct LeaseRequest {
  std::string channel;
  std::string token;  ///< of the worker's portion; every result is written only while the row still carries it
  std::size_t most = 1;
  Instant until{};
};

/// SQL of the queue. All instants are the database's. Stateless.
namespace queue {

void insert(UnitOfWork& unit, const DeliveryRow& row);
std::optional<DeliveryRow> find(Reader& reader, std::string_view id);
std::vector<DeliveryRow> ofDocument(Reader& reader, std::string_view documentId);

/// Due deliveries of the channel become `sending`, oldest due first. Left out: paused structures, and a version whose predecessor for the same
/// channel, destination and set is not finished.
std::vector<DeliveryRow> lease(UnitOfWork& unit, const LeaseRequest& request);

/// The try begins: its attempt row, `prepared` when it is the first, a fresh lease. False when the lease was lost meanwhile.
bool begin(UnitOfWork& unit, const DeliveryRow& row, const std::string& token, Instant leaseUntil);

/// Writes state, reason, message, due, until, first wait, probe, proof and accepted time of `row` and ends the lease; false when `token` is not the
/// row's any more (fencing).
bool finish(UnitOfWork& unit, const DeliveryRow& row, const std::string& token);
/// The end of the attempt that `begin` opened.
void endAttempt(UnitOfWork& unit, const DeliveryRow& row, std::string_view outcome);

/// The same without lease: state changes by persons and events. False when the row is not in `expected` any more.
bool change(UnitOfWork& unit, const DeliveryRow& row, DeliveryState expected);

/// Rows whose lease ran out.
std::vector<DeliveryRow> expired(UnitOfWork& unit);
/// Whether a try of this row began and has no end: bytes may have left.
bool attemptOpen(Reader& reader, const DeliveryRow& row);

bool anyExpired(Reader& reader, Instant now);

/// Whether `lease` would find something.
bool anyDue(Reader& reader, std::string_view channel, Instant now);

/// The earliest instant at which something of the channel can be due, if any.
std::optional<Instant> nextDue(Reader& reader, std::string_view channel);

/// Deliveries of a structure that wait for their turn are not due before `until` (open breaker).
void postpone(UnitOfWork& unit, std::string_view channel, std::string_view structureId, Instant until);

}  // namespace queue
}  // namespace clairis
