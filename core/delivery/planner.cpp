// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/planner.h"

#include <fmt/format.h>

#include <algorithm>

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

DeliveryRow rowFor(UnitOfWork& unit, const DocumentView& document, const std::string& channel, const PlannedDelivery& planned, Instant notBefore = {}) {
  DeliveryRow row;
  row.purpose = document.purpose;
  row.id = unit.newId();
  row.documentId = document.documentId;
  row.channel = channel;
  row.destination = planned.destination;
  row.setId = document.setId;
  row.structureId = document.structureId;
  row.state = deliveryStateFrom(planned.state);
  row.reason = planned.reason;
  row.dueAt = row.state == DeliveryState::queued ? toIso(std::max(unit.now(), notBefore)) : std::string(kNever);
  if (row.state == DeliveryState::held) row.firstWaitAt = toIso(unit.now());
  holdWhilePaused(unit, row);
  return row;
}

std::string add(UnitOfWork& unit, const DeliveryRow& row) {
  queue::insert(unit, row);
  unit.publish({"delivery.planned", row.id, whatIsDelivered(row)});
  return row.id;
}

/// The document of a set that left last for a destination, or may have left; empty: none did. What waits for another try has not left (SR-30).
std::string leftLast(Reader& reader, const std::string& channel, const std::string& destination, const std::string& setId) {
  const auto row = reader.first(
      "SELECT d.document_id FROM delivery d WHERE d.channel = $1 AND d.destination = $2 AND d.set_id = $3 AND d.set_id <> ''"
      " AND d.purpose = 'document' AND d.state IN ('accepted', 'undecided', 'sending') ORDER BY d.id DESC LIMIT 1",
      {channel, destination, setId});
  return row.empty() ? std::string() : row[0].text();
}

int releaseAnnounced(UnitOfWork& unit, const std::string& documentId) {
  int released = 0;
  for (auto row : queue::ofDocument(unit, documentId)) {
    if (row.state != DeliveryState::held || row.reason != kAnnouncementPending) continue;
    const auto before = row.state;
    row.state = mustFollow(before, DeliveryEvent::release);
    row.reason.clear();
    row.dueAt = toIso(unit.now());
    if (!queue::change(unit, row, before)) continue;
    unit.publish({"delivery.released", row.id, "{}"});
    ++released;
  }
  return released;
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

std::vector<std::string> storeDeliveries(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans, Instant notBefore) {
  std::vector<std::string> ids;
  for (const auto& plan : plans) {
    for (const auto& planned : plan.deliveries) {
      supersedeUnsent(unit, plan.channel, planned.destination, document.setId);
      ids.push_back(add(unit, rowFor(unit, document, plan.channel, planned, notBefore)));
    }
  }
  return ids;
}

Lifted storeLifting(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans) {
  Lifted done;
  done.released = releaseAnnounced(unit, document.documentId);
  // What has not left yet is made ready again, and leaves visible.
  unit.execute("UPDATE delivery SET prepared = NULL WHERE document_id = $1 AND state IN ('queued', 'held', 'retry', 'fix')", {document.documentId});
  for (const auto& plan : plans) {
    for (const auto& planned : plan.deliveries) {
      if (leftLast(unit, plan.channel, planned.destination, document.setId) != document.documentId) continue;
      add(unit, rowFor(unit, document, plan.channel, planned));
      ++done.lifted;
    }
  }
  return done;
}

void supersedeUnsentOfSet(UnitOfWork& unit, const std::string& setId) {
  for (const auto& row : unit.query("SELECT DISTINCT v.channel, v.destination FROM document d JOIN delivery v ON v.document_id = d.id WHERE d.set_id = $1", {setId})) {
    supersedeUnsent(unit, row[0].text(), row[1].text(), setId);
  }
}

std::vector<std::string> storeRemovals(UnitOfWork& unit, const DocumentView& document, const std::vector<std::string>& setIds,
                                       const std::vector<ChannelPlan>& plans) {
  std::vector<std::string> ids;
  for (const auto& setId : setIds) {
    supersedeUnsentOfSet(unit, setId);
    for (const auto& plan : plans) {
      for (const auto& planned : plan.deliveries) {
        auto left = leftLast(unit, plan.channel, planned.destination, setId);
        if (left.empty()) continue;
        auto row = rowFor(unit, document, plan.channel, planned);
        row.documentId = std::move(left);
        row.setId = setId;
        ids.push_back(add(unit, row));
      }
    }
  }
  return ids;
}

}  // namespace clairis
