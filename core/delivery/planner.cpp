// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/planner.h"

#include <fmt/format.h>

#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

void check(const std::string& channel, const PlannedDelivery& planned) {
  const bool waits = planned.state == "held" || planned.state == "final";
  if (planned.state == "queued" || (waits && !planned.reason.empty())) return;
  throw Refusal("delivery.plan", fmt::format("channel {} planned state \"{}\" with reason \"{}\", expected queued, or held or final with a reason",
                                             channel, planned.state, planned.reason));
}

DeliveryRow rowFor(UnitOfWork& unit, const DocumentView& document, const std::string& channel, const PlannedDelivery& planned) {
  DeliveryRow row;
  row.id = unit.newId();
  row.documentId = document.documentId;
  row.channel = channel;
  row.destination = planned.destination;
  row.setId = document.setId;
  row.structureId = document.structureId;
  row.state = deliveryStateFrom(planned.state);
  row.reason = planned.reason;
  row.dueAt = row.state == DeliveryState::queued ? toIso(unit.now()) : std::string(kNever);
  if (row.state == DeliveryState::held) row.firstWaitAt = toIso(unit.now());
  holdWhilePaused(unit, row);
  return row;
}

}  // namespace

void supersedeUnsent(UnitOfWork& unit, const std::string& channel, const std::string& destination, const std::string& orderingKey) {
  const auto rows = unit.query(
      fmt::format("SELECT {} FROM delivery d WHERE d.channel = $1 AND d.destination = $2 AND d.set_id = $3 AND d.set_id <> ''", kDeliveryColumns),
      {channel, destination, orderingKey});
  for (const auto& found : rows) {
    auto row = deliveryFrom(found);
    const auto before = row.state;
    const auto after = next(before, DeliveryEvent::supersede);
    if (!after) continue;
    row.state = *after;
    row.reason = "superseded";
    row.dueAt = kNever;
    if (queue::change(unit, row, before)) unit.publish({"delivery.cancelled", row.id, "{}"});
  }
}

void holdWhilePaused(UnitOfWork& unit, DeliveryRow& row) {
  if (row.state != DeliveryState::queued) return;
  const auto pause = unit.first("SELECT reason FROM delivery_pause WHERE channel = $1 AND pause_key = $2", {row.channel, row.structureId});
  if (pause.empty()) return;
  row.state = DeliveryState::held;
  row.reason = pause[0].text();
  row.dueAt = kNever;
}

std::vector<ChannelPlan> planDeliveries(const std::vector<std::shared_ptr<DeliveryChannel>>& channels, const DocumentView& document) {
  std::vector<ChannelPlan> plans;
  for (const auto& channel : channels) {
    ChannelPlan plan{channel->name(), channel->plan(document)};
    for (const auto& planned : plan.deliveries) check(plan.channel, planned);
    if (!plan.deliveries.empty()) plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<std::string> storeDeliveries(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans) {
  std::vector<std::string> ids;
  for (const auto& plan : plans) {
    for (const auto& planned : plan.deliveries) {
      supersedeUnsent(unit, plan.channel, planned.destination, document.setId);
      const auto row = rowFor(unit, document, plan.channel, planned);
      queue::insert(unit, row);
      unit.publish({"delivery.planned", row.id, whatIsDelivered(row)});
      ids.push_back(row.id);
    }
  }
  return ids;
}

}  // namespace clairis
