// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>

#include "core/delivery/delivery_row.h"
#include "core/plugin/delivery_channel.h"

namespace clairis {

struct RetryRules {
  std::chrono::milliseconds first{5000};  ///< wait after the first failed try, doubling
  std::chrono::milliseconds longest{900000};
  std::chrono::milliseconds probeFirst{10000};  ///< wait before asking the receiver a second time, doubling
};

/// What an outcome is judged with.
struct OutcomeContext {
  Instant now{};
  double random = 0;      ///< [0,1), spreads the waits over 50 % to 100 %
  bool canProbe = false;  ///< the channel can ask the receiver
  bool probing = false;   ///< the outcome is of probe(), not of send()
};

/// The table SR-30 as a pure function: the row with its new state, reason, message and due times. `row.state` must be sending.
/// Outcomes of a probe: accepted = it had arrived; retry = it had not, send again; final, fix, paused, later as for a send; unknown = still not
/// known. Unknown with `notBefore` at the end of time: the channel may not ask about this delivery, a person decides.
DeliveryRow afterOutcome(DeliveryRow row, const Outcome& outcome, const OutcomeContext& context, const RetryRules& rules);

/// The lease ran out. `begun`: a try had begun, bytes may have left: undecided; otherwise nothing left and it is simply due again.
DeliveryRow afterLeaseExpiry(DeliveryRow row, bool begun, const OutcomeContext& context);

/// Given back unsent: due again at `due`.
DeliveryRow givenBack(DeliveryRow row, Instant due);

std::string_view toText(Outcome::Kind kind) noexcept;

}  // namespace clairis
