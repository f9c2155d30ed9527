// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/delivery.h"

#include <array>
#include <string>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using S = DeliveryState;
using E = DeliveryEvent;

struct Row {
  S from;
  E event;
  S to;
};

// Every transition that exists; whatever is not here is refused. A lease that expires after bytes may have left is
// undecided, never queued again: the receiver is asked first.
constexpr std::array kTable{
    Row{S::queued, E::leased, S::sending},          Row{S::queued, E::hold, S::held},
    Row{S::queued, E::cancel, S::cancelled},        Row{S::queued, E::supersede, S::cancelled},
    Row{S::retry, E::leased, S::sending},           Row{S::retry, E::hold, S::held},
    Row{S::retry, E::cancel, S::cancelled},         Row{S::retry, E::supersede, S::cancelled},
    Row{S::retry, E::resend, S::queued},            Row{S::held, E::release, S::queued},
    Row{S::held, E::leased, S::sending},            Row{S::held, E::hold, S::held},
    Row{S::held, E::cancel, S::cancelled},          Row{S::held, E::supersede, S::cancelled},
    Row{S::held, E::resend, S::queued},             Row{S::held, E::refusedForGood, S::finalRefusal},
    Row{S::sending, E::accepted, S::accepted},      Row{S::sending, E::retryLater, S::retry},
    Row{S::sending, E::waitLater, S::held},         Row{S::sending, E::unknown, S::undecided},
    Row{S::sending, E::needsFix, S::fix},           Row{S::sending, E::refusedForGood, S::finalRefusal},
    Row{S::sending, E::hold, S::held},              Row{S::sending, E::leaseExpired, S::undecided},
    Row{S::undecided, E::leased, S::sending},       Row{S::undecided, E::accepted, S::accepted},
    Row{S::undecided, E::resend, S::queued},        Row{S::undecided, E::cancel, S::cancelled},
    Row{S::fix, E::resend, S::queued},              Row{S::fix, E::cancel, S::cancelled},
    Row{S::fix, E::supersede, S::cancelled},        Row{S::finalRefusal, E::resend, S::queued},
};

constexpr std::array kStates{S::queued, S::sending, S::held, S::retry, S::undecided, S::fix, S::accepted, S::finalRefusal, S::cancelled};

}  // namespace

std::optional<DeliveryState> next(DeliveryState state, DeliveryEvent event) noexcept {
  for (const auto& row : kTable) {
    if (row.from == state && row.event == event) return row.to;
  }
  return std::nullopt;
}

std::string_view toText(DeliveryState state) noexcept {
  switch (state) {
    case S::queued: return "queued";
    case S::sending: return "sending";
    case S::held: return "held";
    case S::retry: return "retry";
    case S::undecided: return "undecided";
    case S::fix: return "fix";
    case S::accepted: return "accepted";
    case S::finalRefusal: return "final";
    case S::cancelled: return "cancelled";
  }
  return "queued";
}

DeliveryState deliveryStateFrom(std::string_view text) {
  for (const auto state : kStates) {
    if (text == toText(state)) return state;
  }
  throw Refusal("delivery_state.unknown", "expected queued, sending, held, retry, undecided, fix, accepted, final or cancelled, found \"" +
                                              std::string(text.substr(0, 32)) + "\"");
}

std::string_view toText(DeliveryEvent event) noexcept {
  switch (event) {
    case E::accepted: return "accepted";
    case E::retryLater: return "retry";
    case E::waitLater: return "later";
    case E::unknown: return "unknown";
    case E::needsFix: return "fix";
    case E::refusedForGood: return "final";
    case E::leased: return "leased";
    case E::leaseExpired: return "lease expired";
    case E::hold: return "hold";
    case E::release: return "release";
    case E::resend: return "resend";
    case E::cancel: return "cancel";
    case E::supersede: return "supersede";
  }
  return "retry";
}

}  // namespace clairis
