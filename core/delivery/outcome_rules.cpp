// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/outcome_rules.h"

#include <algorithm>

namespace clairis {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr int kMostDoublings = 20;

std::string backoff(const OutcomeContext& context, milliseconds first, milliseconds longest, int tries) {
  const auto doublings = std::clamp(tries - 1, 0, kMostDoublings);
  const auto full = std::min<std::int64_t>(first.count() << doublings, longest.count());
  const auto spread = static_cast<std::int64_t>(static_cast<double>(full) * (0.5 + context.random / 2));
  return toIso(context.now + milliseconds(spread));
}

/// SR-30: not before 1, 7, 30 days after the first refusal; nothing after the last.
std::string businessWait(const DeliveryRow& row, const OutcomeContext& context) {
  const auto first = fromIso(row.firstWaitAt);
  for (const auto wait : {days(1), days(7), days(30)}) {
    if (first + wait > context.now) return toIso(first + wait);
  }
  return {};
}

void become(DeliveryRow& row, DeliveryEvent event, std::string dueAt = std::string(kNever)) {
  row.state = mustFollow(row.state, event);
  row.dueAt = std::move(dueAt);
}

void waitLater(DeliveryRow& row, const Outcome& outcome, const OutcomeContext& context) {
  if (row.firstWaitAt.empty()) row.firstWaitAt = toIso(context.now);
  if (outcome.until) row.untilAt = toIso(*outcome.until);
  const auto due = outcome.notBefore ? toIso(*outcome.notBefore) : businessWait(row, context);
  const bool over = due.empty() || (!row.untilAt.empty() && toIso(context.now) >= row.untilAt);
  if (over) return become(row, DeliveryEvent::refusedForGood);
  become(row, DeliveryEvent::waitLater, row.untilAt.empty() ? due : std::min(due, row.untilAt));
}

void stayUnknown(DeliveryRow& row, const Outcome& outcome, const OutcomeContext& context, const RetryRules& rules) {
  const bool person = !context.canProbe || outcome.notBefore == Instant::max();
  const auto due = person ? std::string(kNever)
                   : context.probing ? backoff(context, rules.probeFirst, rules.longest, row.attempt)
                                     : toIso(context.now);
  become(row, DeliveryEvent::unknown, due);
  row.probe = true;
}

}  // namespace

DeliveryRow afterOutcome(DeliveryRow row, const Outcome& outcome, const OutcomeContext& context, const RetryRules& rules) {
  row.reason = outcome.code;
  row.message = outcome.message;
  row.probe = false;
  switch (outcome.kind) {
    case Outcome::Kind::accepted:
      become(row, DeliveryEvent::accepted);
      row.proof = outcome.proof;
      row.acceptedAt = toIso(context.now);
      break;
    case Outcome::Kind::retry:
      become(row, DeliveryEvent::retryLater, context.probing ? toIso(context.now) : backoff(context, rules.first, rules.longest, row.attempt));
      break;
    case Outcome::Kind::later:
      waitLater(row, outcome, context);
      break;
    case Outcome::Kind::unknown:
      stayUnknown(row, outcome, context, rules);
      break;
    case Outcome::Kind::fix:
      become(row, DeliveryEvent::needsFix);
      break;
    case Outcome::Kind::final:
      become(row, DeliveryEvent::refusedForGood);
      break;
    case Outcome::Kind::paused:
      become(row, DeliveryEvent::hold);
      break;
  }
  return row;
}

DeliveryRow afterLeaseExpiry(DeliveryRow row, bool begun, const OutcomeContext& context) {
  if (!begun) return givenBack(std::move(row), context.now);
  become(row, DeliveryEvent::leaseExpired, context.canProbe ? toIso(context.now) : std::string(kNever));
  row.reason = "lease.expired";
  row.probe = true;
  return row;
}

DeliveryRow givenBack(DeliveryRow row, Instant due) {
  // What was to be probed must still be probed.
  become(row, row.probe ? DeliveryEvent::unknown : DeliveryEvent::retryLater, toIso(due));
  return row;
}

std::string_view toText(Outcome::Kind kind) noexcept {
  switch (kind) {
    case Outcome::Kind::accepted:
      return "accepted";
    case Outcome::Kind::retry:
      return "retry";
    case Outcome::Kind::later:
      return "later";
    case Outcome::Kind::unknown:
      return "unknown";
    case Outcome::Kind::fix:
      return "fix";
    case Outcome::Kind::final:
      return "final";
    case Outcome::Kind::paused:
      return "paused";
  }
  return "unknown";
}

}  // namespace clairis
