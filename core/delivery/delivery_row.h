// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/delivery.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"

namespace clairis {

/// A row of table delivery. Instants are toIso() text; '9999' as due time: only a person or an event releases it.
struct DeliveryRow {
  std::string id;
  std::string documentId;  ///< empty for the delivery of a message
  std::string channel;
  std::string destination;
  std::string setId;
  std::string structureId;
  DeliveryState state = DeliveryState::queued;
  std::string reason;
  std::string message;
  int attempt = 0;
  std::string dueAt;
  std::string untilAt;
  std::string firstWaitAt;
  bool probe = false;
  std::string leaseToken;
  std::string leaseUntil;
  std::string prepared;
  std::string proof;
  std::string resendOf;
  std::string createdAt;
  std::string changedAt;
  std::string acceptedAt;
  std::string messageId;  ///< empty for the delivery of a document
  DeliveryPurpose purpose = DeliveryPurpose::document;
};

inline constexpr std::string_view kNever = "9999";

/// The columns in the order that `deliveryFrom` reads.
inline constexpr std::string_view kDeliveryColumns =
    "d.id, d.document_id, d.channel, d.destination, d.set_id, d.structure_id, d.state, d.reason, d.message, d.attempt, d.due_at, d.until_at, "
    "d.first_wait_at, d.probe, d.lease_token, d.lease_until, d.prepared, d.proof, d.resend_of, d.created_at, d.changed_at, d.accepted_at, "
    "d.message_id, d.purpose";
DeliveryRow deliveryFrom(const Row& row);

/// Ids of what is delivered, for events: {"document":"…"} or {"message":"…"}.
std::string whatIsDelivered(const DeliveryRow& row);

/// The state after `event`, or Refusal "delivery.state" naming both.
DeliveryState mustFollow(DeliveryState state, DeliveryEvent event);

}  // namespace clairis
