// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/commands.h"

#include <fmt/format.h>

#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

DeliveryRow known(Reader& reader, std::string_view id) {
  if (auto row = queue::find(reader, id)) return *row;
  throw NotFound("delivery.unknown", "no delivery has the id " + std::string(id.substr(0, 36)));
}

void record(UnitOfWork& unit, const Caller& caller, std::string_view what, const std::string& id) {
  const auto name = "delivery." + std::string(what);
  unit.publish({name, id, "{}"});
  unit.audit({caller.principal, name, "delivery:" + id, "ok", "{}"});
}

void apply(UnitOfWork& unit, DeliveryRow row, DeliveryEvent event, std::string dueAt) {
  const auto before = row.state;
  row.state = mustFollow(before, event);
  row.dueAt = std::move(dueAt);
  if (!queue::change(unit, row, before)) throw Conflict("delivery.changed", "the delivery changed meanwhile; read it again");
}

void refuseOlderState(UnitOfWork& unit, const DeliveryRow& row) {
  if (row.messageId.empty() || row.setId.empty()) return;
  const auto newer = unit.first("SELECT 1 FROM delivery d WHERE d.channel = $1 AND d.destination = $2 AND d.set_id = $3 AND d.message_id > $4",
                                {row.channel, row.destination, row.setId, row.messageId});
  if (!newer.empty()) throw Refusal("delivery.superseded", "a newer message about the same thing exists; cancel this one instead");
}

}  // namespace

std::string resendDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id) {
  auto old = known(unit, id);
  mustFollow(old.state, DeliveryEvent::resend);
  refuseOlderState(unit, old);
  auto fresh = old;
  fresh.id = unit.newId();
  fresh.resendOf = old.id;
  fresh.state = DeliveryState::queued;
  fresh.reason.clear();
  fresh.message.clear();
  fresh.attempt = 0;
  fresh.probe = false;
  fresh.dueAt = toIso(unit.now());
  fresh.untilAt.clear();
  fresh.firstWaitAt.clear();
  if (old.state != DeliveryState::finalRefusal) {
    const auto before = old.state;
    old.state = DeliveryState::cancelled;
    old.reason = "resent";
    old.dueAt = kNever;
    if (!queue::change(unit, old, before)) throw Conflict("delivery.changed", "the delivery changed meanwhile; read it again");
  }
  queue::insert(unit, fresh);
  unit.publish({"delivery.resent", fresh.id, fmt::format("{{\"resend_of\":\"{}\"}}", old.id)});
  unit.audit({caller.principal, "delivery.resent", "delivery:" + fresh.id, "ok", fmt::format("{{\"resend_of\":\"{}\"}}", old.id)});
  return fresh.id;
}

void cancelDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id) {
  auto row = known(unit, id);
  row.reason = "cancelled";
  apply(unit, row, DeliveryEvent::cancel, std::string(kNever));
  record(unit, caller, "cancelled", row.id);
}

void releaseDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id) {
  auto row = known(unit, id);
  row.reason.clear();
  apply(unit, row, DeliveryEvent::release, toIso(unit.now()));
  record(unit, caller, "released", row.id);
}

void holdDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id, std::string_view reason) {
  auto row = known(unit, id);
  if (row.state == DeliveryState::sending) throw Conflict("delivery.changed", "the delivery is being sent");
  row.reason = reason;
  apply(unit, row, DeliveryEvent::hold, std::string(kNever));
  record(unit, caller, "held", row.id);
}

void pauseDeliveries(UnitOfWork& unit, std::string_view channel, std::string_view key, const std::string& reason, const std::string& message) {
  const auto begun = unit.execute(
      "INSERT INTO delivery_pause (channel, pause_key, reason, message, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (channel, pause_key) DO "
      "NOTHING",
      {channel, key, reason, message, unit.now()});
  unit.execute(
      "UPDATE delivery SET state = 'held', reason = $1, due_at = '9999', changed_at = $2 WHERE channel = $3 AND structure_id = $4 AND state IN "
      "('queued', 'retry')",
      {reason, unit.now(), channel, key});
  if (begun == 0) return;
  unit.publish({"delivery.paused", std::string(key), fmt::format("{{\"channel\":\"{}\",\"reason\":\"{}\"}}", channel, reason)});
  unit.audit({"system", "delivery.paused", fmt::format("structure:{}", key), "ok",
              fmt::format("{{\"channel\":\"{}\",\"reason\":\"{}\"}}", channel, reason)});
}

bool resumeDeliveries(UnitOfWork& unit, const Caller& caller, std::string_view channel, std::string_view key) {
  const auto row = unit.first("SELECT reason FROM delivery_pause WHERE channel = $1 AND pause_key = $2", {channel, key});
  if (row.empty()) return false;
  unit.execute("DELETE FROM delivery_pause WHERE channel = $1 AND pause_key = $2", {channel, key});
  unit.execute(
      "UPDATE delivery SET state = 'queued', reason = '', due_at = $1, changed_at = $1 WHERE channel = $2 AND structure_id = $3 AND state = 'held' "
      "AND reason = $4",
      {unit.now(), channel, key, row[0]});
  unit.publish({"delivery.resumed", std::string(key), fmt::format("{{\"channel\":\"{}\"}}", channel)});
  unit.audit({caller.principal, "delivery.resumed", fmt::format("structure:{}", key), "ok", fmt::format("{{\"channel\":\"{}\"}}", channel)});
  return true;
}

}  // namespace clairis
