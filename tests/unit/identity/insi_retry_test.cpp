// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "plugins/identity/insi/retry/search_state.h"

using namespace clairis::identity::insi;

namespace {

using Names = std::vector<std::size_t>;

/// The criteria of every call when INSi answers as the list says, the last answer repeated.
std::vector<std::pair<Names, bool>> calls(const SearchBounds& bounds, std::vector<SearchReply> replies, SearchEnd* end = nullptr) {
  std::vector<std::pair<Names, bool>> out;
  SearchState state;
  while (state.phase != SearchPhase::ended) {
    out.emplace_back(firstNamesOf(state, bounds), state.phase == SearchPhase::place);
    const auto reply = out.size() <= replies.size() ? replies[out.size() - 1] : replies.back();
    state = next(state, reply, bounds);
  }
  if (end != nullptr) *end = state.end;
  return out;
}

constexpr auto kNone = SearchReply::none;
constexpr auto kSeveral = SearchReply::several;
constexpr auto kFound = SearchReply::found;
constexpr auto kFault = SearchReply::fault;

/// Walks every sequence of answers from a state; gives the number of ways to an end.
struct Walk {
  SearchBounds bounds;
  std::size_t ends = 0, longest = 0;

  void from(const SearchState& state, std::set<std::pair<Names, bool>> asked) {
    const auto names = firstNamesOf(state, bounds);
    REQUIRE(!names.empty());
    REQUIRE(std::set<std::size_t>(names.begin(), names.end()).size() == names.size());
    for (const auto index : names) REQUIRE(index < bounds.firstNames);
    const bool place = state.phase == SearchPhase::place;
    REQUIRE((!place || bounds.place));
    REQUIRE_MESSAGE(asked.emplace(names, place).second, "the same criteria twice");
    for (const auto reply : {kFound, kNone, kSeveral, kFault}) {
      const auto after = next(state, reply, bounds);
      REQUIRE(after.calls == state.calls + 1);
      if (reply == kFound) REQUIRE(after.end == SearchEnd::found);
      if (reply == kFault) REQUIRE(after.end == SearchEnd::fault);
      if (after.phase == SearchPhase::ended) {
        REQUIRE(after.end != SearchEnd::open);
        REQUIRE(next(after, kFound, bounds) == after);
        longest = std::max(longest, after.calls);
        ++ends;
      } else {
        REQUIRE(after.end == SearchEnd::open);
        REQUIRE(after.calls < bounds.calls);
        from(after, asked);
      }
    }
  }
};

}  // namespace

TEST_CASE("nobody found: each first name alone in order, then all together, four calls for three names [RIS.INS.50]") {
  SearchEnd end{};
  CHECK(calls({3, true, 10}, {kNone}, &end) == std::vector<std::pair<Names, bool>>{{{0}, false}, {{1}, false}, {{2}, false}, {{0, 1, 2}, false}});
  CHECK(end == SearchEnd::none);
  CHECK(calls({1, true, 10}, {kNone}, &end).size() == 1);
  CHECK(end == SearchEnd::none);
}

TEST_CASE("several found: more first names, then the place of birth [RIS.INS.50]") {
  SearchEnd end{};
  CHECK(calls({3, true, 10}, {kSeveral}, &end) ==
        std::vector<std::pair<Names, bool>>{{{0}, false}, {{0, 1}, false}, {{0, 1, 2}, false}, {{0, 1, 2}, true}});
  CHECK(end == SearchEnd::several);
  CHECK(calls({1, true, 10}, {kSeveral}) == std::vector<std::pair<Names, bool>>{{{0}, false}, {{0}, true}});
  CHECK(calls({1, false, 10}, {kSeveral}, &end).size() == 1);
  CHECK(end == SearchEnd::several);
}

TEST_CASE("a name too many is taken back before the place of birth is asked [RIS.INS.50]") {
  CHECK(calls({3, true, 10}, {kSeveral, kNone, kNone}) == std::vector<std::pair<Names, bool>>{{{0}, false}, {{0, 1}, false}, {{0}, true}});
  CHECK(calls({3, true, 10}, {kNone, kSeveral, kSeveral, kFound}) ==
        std::vector<std::pair<Names, bool>>{{{0}, false}, {{1}, false}, {{1, 0}, false}, {{1, 0, 2}, false}});
}

TEST_CASE("a fault ends the search at once: no name is tried again after it [RIS.INS.50]") {
  SearchEnd end{};
  CHECK(calls({3, true, 10}, {kFault}, &end).size() == 1);
  CHECK(end == SearchEnd::fault);
  CHECK(calls({3, true, 10}, {kNone, kFault}, &end).size() == 2);
  CHECK(end == SearchEnd::fault);
}

TEST_CASE("every sequence of answers comes to an end, within bounds, without a repeated question [RIS.INS.50]") {
  std::size_t ends = 0;
  for (std::size_t names = 1; names <= 7; ++names) {
    for (const bool place : {false, true}) {
      for (const std::size_t limit : {std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
        CAPTURE(names);
        CAPTURE(place);
        CAPTURE(limit);
        Walk walk{{names, place, limit}};
        walk.from({}, {});
        CHECK(walk.longest <= std::min(limit, 2 * names + 1));
        ends += walk.ends;
      }
    }
  }
  CHECK(ends > 500);
}
