// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "plugins/hl7/message/message.h"

namespace clairis::hl7 {

/// One order of an ORM or OMG: its ORC and what follows up to the next ORC.
struct OrderGroup {
  int sequence = 1;  ///< n-th ORC of the message, for ERR-2
  const Segment* orc = nullptr;
  const Segment* obr = nullptr;              ///< null when the group has none
  const Segment* timing = nullptr;           ///< TQ1, first one
  std::vector<const Segment*> comments;      ///< NTE right after the OBR
  std::vector<const Segment*> observations;  ///< OBX
};

/// All orders of a message, in order; unknown segments are left out. Throws Fault for an OBR before any ORC, a second OBR under one
/// ORC, no order at all or more than kMostOrders.
std::vector<OrderGroup> orderGroups(const Message& message);

inline constexpr std::size_t kMostOrders = 50;

}  // namespace clairis::hl7
