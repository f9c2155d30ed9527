// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

namespace clairis::identity::insi {

/// What INSi said to one search. `fault`: anything that is not one of its three codes (fault, network, unreadable answer).
enum class SearchReply { found, none, several, fault };

/// Search by traits over several calls, as a state machine: which first names go out, with the place of birth or without.
///
/// | phase  | criteria                              | 00    | 01                                            | 02 | fault |
/// |--------|---------------------------------------|-------|-----------------------------------------------|----------------------------------------------|-------|
/// | single | one first name                        | found | the next one; after the last: all, if several | narrow, if there are others; else place
/// | fault | | all    | all first names together              | found | none                                          | place | fault | | narrow |
/// the one that named several, and more  | found | place with one name less: it named several    | one name more; after the last: place         |
/// fault | | place  | the same first names and the COG      | found | none                                          | several | fault |
///
/// Without a known place of birth, `place` ends as several. Whatever the phase, `limit` ends it when no call is left.
/// Source: INSi integration guide (01: change criteria; 02: more first names, then the COG), CNDA scenario with three first names.
enum class SearchPhase { single, all, narrow, place, ended };
enum class SearchEnd { open, found, none, several, fault, limit };

/// What is known of the person, and how many calls may be spent on him.
struct SearchBounds {
  std::size_t firstNames = 1;
  bool place = false;
  std::size_t calls = 10;
};

struct SearchState {
  SearchPhase phase = SearchPhase::single;
  std::size_t first = 0;  ///< index of the first name that leads
  std::size_t extra = 0;  ///< how many of the others, in order, go with it
  std::size_t calls = 0;  ///< answered so far
  SearchEnd end = SearchEnd::open;
  bool operator==(const SearchState&) const = default;
};

/// The next state. Pure.
SearchState next(const SearchState& state, SearchReply reply, const SearchBounds& bounds);

/// Indices of the first names that go out in a state: the leading one, then the others in order.
std::vector<std::size_t> firstNamesOf(const SearchState& state, const SearchBounds& bounds);

}  // namespace clairis::identity::insi
