// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/sql.h"

namespace clairis::hl7 {

/// Where an order came from, as the core tables have it.
struct OrderOrigin {
  std::string orderId;
  std::string siteId;
  std::string sender;  ///< MSH-3/MSH-4; empty for an order of our own
};

std::vector<OrderOrigin> originsOfExam(Reader& reader, std::string_view examId);
std::string senderOf(Reader& reader, std::string_view orderId);

}  // namespace clairis::hl7
