// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

namespace clairis {

/// States of a delivery, the words of SR-30 plus the two of its ordinary road (queued, sending).
enum class DeliveryState { queued, sending, held, retry, undecided, fix, accepted, finalRefusal, cancelled };

/// What can happen to a delivery. The first six are answers of a channel.
enum class DeliveryEvent { accepted, retryLater, waitLater, unknown, needsFix, refusedForGood, leased, leaseExpired, hold, release, resend, cancel, supersede };

/// The table of delivery states: the next state, or nothing when the event is refused in this state.
std::optional<DeliveryState> next(DeliveryState state, DeliveryEvent event) noexcept;

std::string_view toText(DeliveryState state) noexcept;   ///< "queued", …, "final" for finalRefusal
DeliveryState deliveryStateFrom(std::string_view text);
std::string_view toText(DeliveryEvent event) noexcept;

}  // namespace clairis
