// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/outbound_message.h"

#include "core/delivery/planner.h"
#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

void mustHave(const std::string& value, std::string_view what) {
  if (value.empty()) throw Refusal("delivery.message", "a message to send has no " + std::string(what));
}

void check(const OutboundMessage& message) {
  mustHave(message.channel, "channel");
  mustHave(message.kind, "kind");
  mustHave(message.siteId, "site");
  mustHave(message.data, "data");
  mustHave(message.onceKey, "key that tells its cause");
}

DeliveryRow rowFor(UnitOfWork& unit, const OutboundMessage& message, std::string messageId) {
  DeliveryRow row;
  row.id = unit.newId();
  row.messageId = std::move(messageId);
  row.channel = message.channel;
  row.destination = message.destination;
  row.setId = message.orderingKey;
  row.structureId = message.pauseKey.empty() ? message.destination : message.pauseKey;
  row.dueAt = toIso(unit.now());
  holdWhilePaused(unit, row);
  if (row.state == DeliveryState::held) row.firstWaitAt = toIso(unit.now());
  return row;
}

}  // namespace

std::string storeMessage(UnitOfWork& unit, const OutboundMessage& message) {
  check(message);
  const auto id = unit.newId();
  // The unique key decides, also between nodes that hear the same event.
  const auto stored = unit.execute(
      "INSERT INTO outbound_message (id, kind, subject, site_id, once_key, data, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (once_key) DO NOTHING",
      {id, message.kind, message.subject, message.siteId, message.channel + "/" + message.destination + "/" + message.onceKey, message.data,
       unit.now()});
  if (stored == 0) return {};
  if (message.newestIsEnough) supersedeUnsent(unit, message.channel, message.destination, message.orderingKey);
  const auto row = rowFor(unit, message, id);
  queue::insert(unit, row);
  unit.publish({"delivery.planned", row.id, whatIsDelivered(row)});
  return row.id;
}

MessageView findMessage(Reader& reader, std::string_view id) {
  const auto row = reader.first("SELECT id, kind, subject, site_id, data, created_at FROM outbound_message WHERE id = $1", {id});
  if (row.empty()) throw NotFound("delivery.message", "no message to send has the id " + std::string(id.substr(0, 36)));
  return {row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), fromIso(row[5].text())};
}

}  // namespace clairis
