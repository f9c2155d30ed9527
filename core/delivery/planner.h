// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/delivery/delivery_row.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"

namespace clairis {

struct ChannelPlan {
  std::string channel;
  std::vector<PlannedDelivery> deliveries;
};

/// What every channel wants for the document. Pure; called before the transaction. Refusal "delivery.plan" for a state other than queued, held
/// or final, or held or final without a reason.
std::vector<ChannelPlan> planDeliveries(const std::vector<std::shared_ptr<DeliveryChannel>>& channels, const DocumentView& document);

/// Stores the rows inside the transaction that stores the document. Unsent deliveries of earlier versions in the same channel, destination and set
/// are cancelled as superseded; deliveries of a paused structure begin held. Returns the new ids.
std::vector<std::string> storeDeliveries(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans);

/// Cancels as superseded what has not left yet in the same channel, destination and ordering key.
void supersedeUnsent(UnitOfWork& unit, const std::string& channel, const std::string& destination, const std::string& orderingKey);

/// A new delivery of something paused begins held, with the pause's reason.
void holdWhilePaused(UnitOfWork& unit, DeliveryRow& row);

}  // namespace clairis
