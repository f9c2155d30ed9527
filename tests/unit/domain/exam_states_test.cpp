// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <map>

#include "core/domain/exam.h"
#include "core/domain/idle_rule.h"
#include "core/domain/refusal.h"

using namespace clairis;
using S = ExamState;
using C = ExamCommand;

TEST_CASE("every state of an exam answers every command, and only these lead on") {
  const std::map<std::pair<S, C>, S> expected{
      {{S::scheduled, C::arrive}, S::arrived},      {{S::scheduled, C::makeReady}, S::ready},    {{S::scheduled, C::start}, S::started},
      {{S::scheduled, C::complete}, S::completed},  {{S::scheduled, C::cancel}, S::cancelled},   {{S::scheduled, C::reschedule}, S::scheduled},
      {{S::arrived, C::makeReady}, S::ready},       {{S::arrived, C::start}, S::started},        {{S::arrived, C::complete}, S::completed},
      {{S::arrived, C::cancel}, S::cancelled},      {{S::arrived, C::reschedule}, S::scheduled}, {{S::ready, C::start}, S::started},
      {{S::ready, C::complete}, S::completed},      {{S::ready, C::cancel}, S::cancelled},       {{S::ready, C::reschedule}, S::scheduled},
      {{S::started, C::complete}, S::completed},    {{S::started, C::discontinue}, S::discontinued},
      {{S::discontinued, C::start}, S::started},    {{S::discontinued, C::complete}, S::completed},
  };
  for (const auto state : {S::scheduled, S::arrived, S::ready, S::started, S::completed, S::discontinued, S::cancelled}) {
    for (const auto command : {C::arrive, C::makeReady, C::start, C::complete, C::discontinue, C::cancel, C::reschedule}) {
      CAPTURE(toText(state));
      CAPTURE(toText(command));
      const auto found = expected.find({state, command});
      const auto after = next(state, command);
      CHECK(after.has_value() == (found != expected.end()));
      if (after && found != expected.end()) CHECK(*after == found->second);
    }
  }
}

TEST_CASE("consoles see an exam from its order to its end, unless the idle rule closed it") {
  for (const auto state : {S::scheduled, S::arrived, S::ready, S::started, S::completed, S::discontinued, S::cancelled}) {
    Exam exam;
    exam.state = state;
    const bool open = state == S::scheduled || state == S::arrived || state == S::ready || state == S::started;
    CHECK(onWorklist(exam) == open);
    exam.worklistClosedAt = "2026-11-20T10:00:00.000Z";
    CHECK_FALSE(onWorklist(exam));
  }
}

TEST_CASE("an idle rule is never, or between a quarter of an hour and a year, for a real station") {
  IdleRule rule{"CT1", 0, 0, 15, 24 * 60, 366 * 24 * 60};
  CHECK_NOTHROW(check(rule));
  CHECK(rule.minutes(S::ready) == 24 * 60);
  CHECK(rule.minutes(S::completed) == 0);
  for (const std::int64_t minutes : {1L, 14L, -5L, 366L * 24 * 60 + 1}) {
    rule.scheduled = minutes;
    CHECK_THROWS_AS(check(rule), Refusal);
  }
  for (const char* station : {"", "A/B", "TOO-LONG-A-TITLE-X", "A B", "..\\x"}) {
    CHECK_THROWS_AS(check(IdleRule{station, 0, 60, 0, 0, 0}), Refusal);
  }
  CHECK_NOTHROW(check(IdleRule{"*", 0, 60, 0, 0, 0}));
}
