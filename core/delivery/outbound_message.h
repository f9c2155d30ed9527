// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"

namespace clairis {

/// Stores a message and its delivery inside the caller's transaction (Deliveries::enqueue). Returns the delivery's id, or "" when the same cause was
/// stored before. Refusal "delivery.message" naming the first empty part.
std::string storeMessage(UnitOfWork& unit, const OutboundMessage& message);

/// As channels see it. NotFound "delivery.message" when there is none.
MessageView findMessage(Reader& reader, std::string_view id);

}  // namespace clairis
