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
/// are cancelled as superseded; deliveries of a paused structure begin held; none leaves before `notBefore`. Returns the new ids.
std::vector<std::string> storeDeliveries(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans, Instant notBefore = {});

/// Stores what lifts the visibility of a document (SR-21): only for destinations that have it, or may have it, hidden. Where it has not left yet it
/// leaves visible, and nothing more is needed. Deliveries that waited for the announcement are released. How many of each.
struct Lifted {
  int lifted = 0;
  int released = 0;
};
Lifted storeLifting(UnitOfWork& unit, const DocumentView& document, const std::vector<ChannelPlan>& plans);

/// Stores what takes a report back: whatever of its sets has not left never does; each destination where something of a set left, or may have left, is
/// told to remove the last document that did, under the INS inside those bytes (SR-06). Returns the new ids.
std::vector<std::string> storeRemovals(UnitOfWork& unit, const DocumentView& document, const std::vector<std::string>& setIds,
                                       const std::vector<ChannelPlan>& plans);

/// Cancels as superseded what has not left yet of a set of documents, wherever it was to go.
void supersedeUnsentOfSet(UnitOfWork& unit, const std::string& setId);

/// The reason of a delivery that waits for the announcement (SR-20, SR-23): a channel plans it held with this.
inline constexpr std::string_view kAnnouncementPending = "announcement.pending";

/// Cancels as superseded what has not left yet in the same channel, destination and ordering key.
void supersedeUnsent(UnitOfWork& unit, const std::string& channel, const std::string& destination, const std::string& orderingKey);

/// A new delivery of something paused begins held, with the pause's reason.
void holdWhilePaused(UnitOfWork& unit, DeliveryRow& row);

}  // namespace clairis
