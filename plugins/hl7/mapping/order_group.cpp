// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mapping/order_group.h"

#include "plugins/hl7/message/fault.h"

namespace clairis::hl7 {
namespace {

void addDetail(OrderGroup& group, const Segment& segment) {
  const auto name = segment.name();
  if (name == "OBR") {
    if (group.obr != nullptr) throw Fault(Condition::segmentSequence, {"OBR", group.sequence + 1}, "expected one OBR under each ORC");
    group.obr = &segment;
  } else if (name == "TQ1" && group.timing == nullptr) {
    group.timing = &segment;
  } else if (name == "NTE" && group.obr != nullptr && group.observations.empty()) {
    group.comments.push_back(&segment);
  } else if (name == "OBX") {
    group.observations.push_back(&segment);
  }
}

}  // namespace

std::vector<OrderGroup> orderGroups(const Message& message) {
  std::vector<OrderGroup> groups;
  for (const auto& segment : message.segments()) {
    if (segment.name() == "ORC") {
      if (groups.size() == kMostOrders)
        throw Fault(Condition::cardinality, {"ORC", static_cast<int>(kMostOrders) + 1}, "too many orders in one message");
      groups.push_back({static_cast<int>(groups.size()) + 1, &segment, nullptr, nullptr, {}, {}});
    } else if (!groups.empty()) {
      addDetail(groups.back(), segment);
    } else if (segment.name() == "OBR") {
      throw Fault(Condition::segmentSequence, {"OBR", 1}, "expected an ORC before the OBR");
    }
  }
  if (groups.empty()) throw Fault(Condition::segmentSequence, {"ORC", 1}, "expected an ORC segment");
  return groups;
}

}  // namespace clairis::hl7
