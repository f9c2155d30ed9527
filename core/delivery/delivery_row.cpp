// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/delivery_row.h"

#include "core/domain/refusal.h"

namespace clairis {

DeliveryRow deliveryFrom(const Row& row) {
  DeliveryRow delivery;
  std::size_t column = 0;
  const auto next = [&]() -> const Value& { return row.at(column++); };
  delivery.id = next().text();
  delivery.documentId = next().text();
  delivery.channel = next().text();
  delivery.destination = next().text();
  delivery.setId = next().text();
  delivery.structureId = next().text();
  delivery.state = deliveryStateFrom(next().text());
  delivery.reason = next().text();
  delivery.message = next().text();
  delivery.attempt = static_cast<int>(next().integer());
  delivery.dueAt = next().text();
  delivery.untilAt = next().text();
  delivery.firstWaitAt = next().text();
  delivery.probe = next().boolean();
  delivery.leaseToken = next().text();
  delivery.leaseUntil = next().text();
  delivery.prepared = next().bytes();
  delivery.proof = next().bytes();
  delivery.resendOf = next().text();
  delivery.createdAt = next().text();
  delivery.changedAt = next().text();
  delivery.acceptedAt = next().text();
  delivery.messageId = next().text();
  delivery.purpose = deliveryPurposeFrom(next().text());
  return delivery;
}

std::string whatIsDelivered(const DeliveryRow& row) {
  return row.messageId.empty() ? "{\"document\":\"" + row.documentId + "\"}" : "{\"message\":\"" + row.messageId + "\"}";
}

DeliveryState mustFollow(DeliveryState state, DeliveryEvent event) {
  if (const auto following = next(state, event)) return *following;
  throw Refusal("delivery.state", "a delivery that is " + std::string(toText(state)) + " does not take \"" + std::string(toText(event)) + "\"");
}

}  // namespace clairis
