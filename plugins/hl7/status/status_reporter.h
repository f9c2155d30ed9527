// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "plugins/hl7/client/destination.h"
#include "plugins/hl7/receiver/sender_table.h"

namespace clairis::hl7 {

/// Hears what happens to exams and enqueues the status for the partner that placed the order, and only for him. Events come at least once; each
/// is one message an order. `tell` belongs to the events' thread.
class StatusReporter {
public:
  /// Refusal "hl7.sender" when a partner's status_destination is not declared.
  StatusReporter(Store& store, Deliveries& deliveries, SenderTable senders, const DestinationTable& destinations);
  /// The events it wants.
  static std::vector<std::string> events();
  void tell(const PublishedEvent& published);

private:
  const Destination* destinationOf(const std::string& sender) const;

  Store& _store;
  Deliveries& _deliveries;
  SenderTable _senders;
  DestinationTable _destinations;
};

}  // namespace clairis::hl7
