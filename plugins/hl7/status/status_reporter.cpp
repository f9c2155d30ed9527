// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/status_reporter.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/hl7/client/channel.h"
#include "plugins/hl7/client/message_kinds.h"
#include "plugins/hl7/status/order_origin.h"
#include "plugins/hl7/status/order_status.h"

namespace clairis::hl7 {
namespace {

/// The order that the event names, when it names one: another order of the same exam did not change.
std::string orderNamed(const Event& event) {
  const auto data = nlohmann::json::parse(event.data, nullptr, false);
  return data.is_object() && event.name.starts_with("order.") ? data.value("order", std::string()) : std::string();
}

OutboundMessage messageFor(const PublishedEvent& published, const StatusRule& rule, const OrderOrigin& origin, const std::string& destination) {
  const nlohmann::json data{{"status", rule.status}, {"at", toIso(published.at)}, {"exam", published.event.subject}, {"order", origin.orderId}};
  OutboundMessage message;
  message.channel = kChannelName;
  message.destination = destination;
  message.kind = kOrderStatusKind;
  message.subject = published.event.subject;
  message.siteId = origin.siteId;
  message.data = data.dump();
  message.orderingKey = origin.orderId;
  // A status says all about the order; an older one that has not left has nothing to add.
  message.newestIsEnough = true;
  message.onceKey = "event:" + std::to_string(published.position) + ":" + origin.orderId;
  return message;
}

}  // namespace

StatusReporter::StatusReporter(Store& store, Deliveries& deliveries, SenderTable senders, const DestinationTable& destinations)
    : _store(store), _deliveries(deliveries), _senders(std::move(senders)), _destinations(destinations) {
  for (const auto& [name, sender] : _senders.all()) {
    if (sender.statusDestination.empty() || _destinations.find(sender.statusDestination) != nullptr) continue;
    throw Refusal("hl7.sender", "hl7.sender." + name + ".status_destination: no hl7.destination." + sender.statusDestination + " is declared");
  }
}

std::vector<std::string> StatusReporter::events() {
  return {"order.placed",   "order.changed",    "order.cancelled",   "exam.arrived",  "exam.started",
          "exam.completed", "exam.rescheduled", "exam.discontinued", "exam.cancelled"};
}

const Destination* StatusReporter::destinationOf(const std::string& sender) const {
  if (sender.empty()) return nullptr;
  const auto slash = sender.find('/');
  const auto facility = slash == std::string::npos ? std::string() : sender.substr(slash + 1);
  return _destinations.find(_senders.find(sender.substr(0, slash), facility).statusDestination);
}

void StatusReporter::tell(const PublishedEvent& published) {
  const auto* rule = statusOfEvent(published.event.name);
  if (rule == nullptr) return;
  const auto only = orderNamed(published.event);
  const auto origins = _store.reading([&](Reader& reader) { return originsOfExam(reader, published.event.subject); });
  std::vector<OutboundMessage> messages;
  for (const auto& origin : origins) {
    if (!only.empty() && origin.orderId != only) continue;
    const auto* destination = destinationOf(origin.sender);
    if (destination == nullptr || !destination->statuses.contains(std::string(rule->status))) continue;
    messages.push_back(messageFor(published, *rule, origin, destination->name));
  }
  if (messages.empty()) return;
  _store.write(Lane::feed, [&](UnitOfWork& work) {
    for (const auto& message : messages) _deliveries.enqueue(work, message);
  });
}

}  // namespace clairis::hl7
