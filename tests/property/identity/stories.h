// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "property/identity/play.h"

namespace clairis::test {

/// What was told: CLAIRIS_PROPERTY_SEED repeats a run, CLAIRIS_PROPERTY_STORIES makes it longer.
struct Told {
  unsigned seed = 0, stories = 0;
  std::string wrong;  ///< the first story with something wrong, and the same with every step left out that it does not need
};

/// The first thing that is wrong in a story, or "".
using Telling = std::function<std::string(const std::vector<Step>& steps, bool autoValidation)>;

Told tellStories(const Weights& weights, const Telling& violation);

/// For a house whose thousands of commits wait for no disk.
void inMemory();

}  // namespace clairis::test
