// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/outcome_rules.h"

#include <doctest/doctest.h>

#include "core/delivery/breaker.h"
#include "core/domain/refusal.h"

using namespace clairis;
using namespace std::chrono_literals;
using Kind = Outcome::Kind;
using State = DeliveryState;

namespace {

const Instant kNow = fromIso("2026-11-20T10:17:00.000Z");

DeliveryRow sendingRow() {
  DeliveryRow row;
  row.state = State::sending;
  row.attempt = 1;
  return row;
}

Outcome answer(Kind kind) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = "c";
  outcome.message = "receiver's words";
  return outcome;
}

}  // namespace

TEST_CASE("[SR-30] every outcome in every state: only a delivery that is being sent takes one") {
  const std::vector<std::pair<Kind, State>> table{{Kind::accepted, State::accepted}, {Kind::retry, State::retry}, {Kind::later, State::held},
                                                  {Kind::unknown, State::undecided}, {Kind::fix, State::fix},     {Kind::final, State::finalRefusal},
                                                  {Kind::paused, State::held}};
  for (const auto& [kind, expected] : table) {
    for (int state = 0; state <= static_cast<int>(State::cancelled); ++state) {
      auto row = sendingRow();
      row.state = static_cast<State>(state);
      CAPTURE(toText(kind));
      CAPTURE(toText(row.state));
      if (row.state == State::sending) {
        CHECK(afterOutcome(row, answer(kind), {kNow}, {}).state == expected);
      } else if (!(kind == Kind::accepted && row.state == State::undecided) && !(kind == Kind::final && row.state == State::held) &&
                 !(kind == Kind::paused && next(row.state, DeliveryEvent::hold))) {
        CHECK_THROWS_AS(afterOutcome(row, answer(kind), {kNow}, {}), Refusal);
      }
    }
  }
}

TEST_CASE("waits double with the attempts, are spread by the random number, and end at the longest") {
  const auto wait = [](int attempt, double random) {
    auto row = sendingRow();
    row.attempt = attempt;
    return fromIso(afterOutcome(row, answer(Kind::retry), {kNow, random}, {}).dueAt) - kNow;
  };
  CHECK(wait(1, 1.0) == 5s);
  CHECK(wait(1, 0.0) == 2500ms);
  CHECK(wait(2, 1.0) == 10s);
  CHECK(wait(5, 1.0) == 80s);
  CHECK(wait(30, 1.0) == 15min);
  CHECK(wait(2000000, 1.0) == 15min);
}

TEST_CASE("[SR-30] the channel's own times bound a business wait") {
  auto outcome = answer(Kind::later);
  outcome.notBefore = kNow + std::chrono::days(3);
  outcome.until = kNow + std::chrono::days(2);
  const auto waiting = afterOutcome(sendingRow(), outcome, {kNow}, {});
  CHECK(waiting.state == State::held);
  CHECK(waiting.dueAt == toIso(kNow + std::chrono::days(2)));
  auto again = waiting;
  again.state = State::sending;
  CHECK(afterOutcome(again, answer(Kind::later), {kNow + std::chrono::days(2)}, {}).state == State::finalRefusal);
  outcome.until = kNow + std::chrono::days(9);
  outcome.notBefore = kNow + std::chrono::days(8);
  CHECK(afterOutcome(again, outcome, {kNow + std::chrono::days(2)}, {}).dueAt == toIso(kNow + std::chrono::days(8)));
}

TEST_CASE("an unknown outcome waits for a person unless the receiver can be asked") {
  const auto person = afterOutcome(sendingRow(), answer(Kind::unknown), {kNow, 1.0, false, false}, {});
  CHECK(person.dueAt == kNever);
  CHECK(person.probe);
  const auto asked = afterOutcome(sendingRow(), answer(Kind::unknown), {kNow, 1.0, true, false}, {});
  CHECK(asked.dueAt == toIso(kNow));
  const auto again = afterOutcome(sendingRow(), answer(Kind::unknown), {kNow, 1.0, true, true}, {});
  CHECK(again.dueAt == toIso(kNow + 10s));
}

TEST_CASE("a lease that ran out: begun is undecided, only leased is due again") {
  CHECK(afterLeaseExpiry(sendingRow(), true, {kNow, 0, true}).state == State::undecided);
  CHECK(afterLeaseExpiry(sendingRow(), true, {kNow, 0, true}).dueAt == toIso(kNow));
  CHECK(afterLeaseExpiry(sendingRow(), true, {kNow, 0, false}).dueAt == kNever);
  CHECK(afterLeaseExpiry(sendingRow(), false, {kNow}).state == State::retry);
  auto probing = sendingRow();
  probing.probe = true;
  const auto still = afterLeaseExpiry(probing, false, {kNow});
  CHECK(still.state == State::undecided);
  CHECK(still.probe);
}

TEST_CASE("the breaker opens after failures in a row, admits one trial after its rest, and closes or opens with it") {
  Breakers breakers({.failures = 3, .rest = 60s});
  CHECK(breakers.failed("c", "s", kNow) == Instant{});
  CHECK(breakers.failed("c", "s", kNow) == Instant{});
  CHECK(breakers.admit("c", "s", kNow));
  CHECK(breakers.failed("c", "s", kNow) == kNow + 60s);
  CHECK_FALSE(breakers.admit("c", "s", kNow + 59s));
  CHECK(breakers.admit("c", "other", kNow));
  CHECK(breakers.admit("c", "s", kNow + 60s));
  CHECK_FALSE(breakers.admit("c", "s", kNow + 60s));
  CHECK(breakers.failed("c", "s", kNow + 61s) == kNow + 121s);
  CHECK(breakers.admit("c", "s", kNow + 121s));
  breakers.withdrawn("c", "s");
  CHECK(breakers.admit("c", "s", kNow + 121s));
  breakers.succeeded("c", "s");
  CHECK(breakers.admit("c", "s", kNow + 121s));
  CHECK(breakers.failed("c", "s", kNow + 122s) == Instant{});
}
