// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/idle_closing.h"

#include "core/store/idle_rule_repository.h"

namespace clairis::work {
namespace {

constexpr int kBatch = 200;

int closeBatch(Store& store, Clinic& clinic, const IdleRule& rule, ExamState state, Instant before) {
  Caller system;
  system.principal = "system";
  int closed = 0;
  store.write(Lane::batch, [&](UnitOfWork& work) {
    closed = 0;
    for (const auto& id : store::idleExams(work, rule, state, before, kBatch)) closed += clinic.closeIdle(work, system, id) ? 1 : 0;
  });
  return closed;
}

}  // namespace

int closeIdleExams(Store& store, Clinic& clinic, Instant now, const std::stop_token& stop) {
  int closed = 0;
  for (const auto& rule : store.reading([](Reader& reader) { return store::idleRules(reader); })) {
    for (const auto state : kOpenStates) {
      if (rule.minutes(state) == 0) continue;
      const auto before = now - std::chrono::minutes(rule.minutes(state));
      const auto any = [&] { return store.reading([&](Reader& reader) { return !store::idleExams(reader, rule, state, before, 1).empty(); }); };
      while (!stop.stop_requested() && any()) closed += closeBatch(store, clinic, rule, state, before);
    }
  }
  return closed;
}

}  // namespace clairis::work
