// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/plugin/delivery_channel.h"
#include "plugins/dmp/refusals.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

/// Whether repeating the request could do something twice.
enum class Effect { question, feed };

/// The outcome when HTTP or the network already decides (SR-30); nothing when the answer holds SOAP that must be read.
std::optional<Outcome> networkOutcome(const HttpAnswer& answer, Effect effect, const Standing& standing);

/// An answer came but is not what was asked for: of a question it is asked again, of a feed nobody knows.
Outcome unreadable(std::string code, std::string message, Effect effect);

}  // namespace clairis::dmp
