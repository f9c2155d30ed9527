// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "property/identity/belongings.h"
#include "property/identity/stories.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr Weights kMerges{18, 5, 12, 2, 12, 7, 3, 1, 2, 4, 2, 6, 1, 1, 1, 18, 16, 1, 1, 2, 5};

struct Seen {
  int merged = 0, undone = 0, collisions = 0, moved = 0;
};

std::string violation(OutletHouse& house, const std::vector<Step>& steps, bool autoValidation, Seen* seen) {
  Play play(house, autoValidation);
  std::map<std::string, Belongings::Own> atMerge;
  auto before = Belongings::of(house);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto at = "after step " + std::to_string(i + 1) + ", " + describe(steps[i]) + ": ";
    try {
      play.act(steps[i]);
    } catch (const std::exception& error) {
      return at + "unexpected: " + error.what();
    }
    house.left();
    const auto after = Belongings::of(house);
    for (const auto& why : {broken(after), broken(before, after, atMerge)}) {
      if (!why.empty()) return at + why;
    }
    if (play.lastRefusal == "patient.ins.collision") {
      ++seen->collisions;
      if (after.collisions.empty()) return at + "a collision left no task";
    }
    before = after;
  }
  for (const auto& [id, merge] : before.merges) {
    ++seen->merged;
    seen->undone += merge.undone ? 1 : 0;
    seen->moved += static_cast<int>(atMerge[id].documents.size());
  }
  return {};
}

}  // namespace

TEST_CASE("whatever is merged and taken back, nothing is lost and everything belongs to one living patient [SR-03] [SR-05] [SR-08]") {
  inMemory();
  OutletHouse house;
  Seen seen;
  const auto told =
      tellStories(kMerges, [&](const std::vector<Step>& steps, bool autoValidation) { return violation(house, steps, autoValidation, &seen); });
  if (!told.wrong.empty()) FAIL(told.wrong);
  CHECK(seen.merged > 0);
  CHECK(seen.undone > 0);
  CHECK(seen.moved > 0);
  CHECK(seen.collisions > 0);
  MESSAGE(told.stories << " stories from seed " << told.seed << ": " << seen.merged << " merges, " << seen.undone << " taken back, " << seen.moved
                       << " documents moved, " << seen.collisions << " collisions by hand");
}
