// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/retry/search_state.h"

namespace clairis::identity::insi {
namespace {

SearchState ended(SearchState state, SearchEnd end) {
  state.phase = SearchPhase::ended;
  state.end = end;
  return state;
}

SearchState withPlace(SearchState state, const SearchBounds& bounds) {
  if (!bounds.place) return ended(state, SearchEnd::several);
  state.phase = SearchPhase::place;
  return state;
}

SearchState afterNone(SearchState state, const SearchBounds& bounds) {
  switch (state.phase) {
    case SearchPhase::single:
      if (state.first + 1 < bounds.firstNames) {
        ++state.first;
        return state;
      }
      if (bounds.firstNames == 1) return ended(state, SearchEnd::none);
      state.phase = SearchPhase::all;
      state.first = 0;
      state.extra = bounds.firstNames - 1;
      return state;
    case SearchPhase::narrow:
      --state.extra;
      return withPlace(state, bounds);
    default:
      return ended(state, SearchEnd::none);
  }
}

SearchState afterSeveral(SearchState state, const SearchBounds& bounds) {
  switch (state.phase) {
    case SearchPhase::single:
    case SearchPhase::narrow:
      if (state.extra + 1 >= bounds.firstNames) return withPlace(state, bounds);
      state.phase = SearchPhase::narrow;
      ++state.extra;
      return state;
    case SearchPhase::all:
      return withPlace(state, bounds);
    default:
      return ended(state, SearchEnd::several);
  }
}

SearchState after(const SearchState& state, SearchReply reply, const SearchBounds& bounds) {
  switch (reply) {
    case SearchReply::found:
      return ended(state, SearchEnd::found);
    case SearchReply::none:
      return afterNone(state, bounds);
    case SearchReply::several:
      return afterSeveral(state, bounds);
    case SearchReply::fault:
      break;
  }
  return ended(state, SearchEnd::fault);
}

}  // namespace

SearchState next(const SearchState& state, SearchReply reply, const SearchBounds& bounds) {
  if (state.phase == SearchPhase::ended) return state;
  auto result = after(state, reply, bounds);
  ++result.calls;
  if (result.phase != SearchPhase::ended && result.calls >= bounds.calls) return ended(result, SearchEnd::limit);
  return result;
}

std::vector<std::size_t> firstNamesOf(const SearchState& state, const SearchBounds& bounds) {
  std::vector<std::size_t> out{state.first};
  for (std::size_t i = 0; i < bounds.firstNames && out.size() <= state.extra; ++i) {
    if (i != state.first) out.push_back(i);
  }
  return out;
}

}  // namespace clairis::identity::insi
