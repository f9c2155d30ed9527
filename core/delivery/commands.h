// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/delivery/delivery_row.h"
#include "core/plugin/caller.h"

namespace clairis {

/// What persons and events do to deliveries. Each acts inside the caller's unit of work, publishes an event and audits. NotFound "delivery.unknown";
/// Refusal "delivery.state" when the table of states does not allow it; Conflict "delivery.changed" when a worker was faster.

/// A new delivery of the same document or message with resend_of = `id`; the old one is cancelled unless its state is final. What was prepared is
/// kept, so that a receiver which already has it recognises it. Returns the new id. Refusal "delivery.superseded" for a message when a newer one of
/// the same ordering key exists: the receiver would take the old state for the present one.
std::string resendDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id);
void cancelDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id);
/// A held delivery is due now.
void releaseDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id);
/// Holds an unsent delivery for `reason`, e.g. "identity.changed".
void holdDelivery(UnitOfWork& unit, const Caller& caller, std::string_view id, std::string_view reason);

/// A pause of (channel, key) begins: the structure's unsent deliveries are held. One event "delivery.paused" however often it is reported.
void pauseDeliveries(UnitOfWork& unit, std::string_view channel, std::string_view key, const std::string& reason, const std::string& message);
/// It ends: what was held for it is due now; event "delivery.resumed". Returns whether there was a pause.
bool resumeDeliveries(UnitOfWork& unit, const Caller& caller, std::string_view channel, std::string_view key);

}  // namespace clairis
