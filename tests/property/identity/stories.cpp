// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "property/identity/stories.h"

#include <cstdlib>
#include <filesystem>

namespace clairis::test {
namespace {

/// As many as a test run has time for.
unsigned usualStories() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 30;
#else
  return TestStore::onPostgresql() ? 60 : 300;
#endif
}

unsigned numberFrom(const char* variable, unsigned otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

/// Leaves steps away as long as something stays wrong.
std::vector<Step> shrunk(std::vector<Step> steps, bool autoValidation, const Telling& violation) {
  for (std::size_t i = steps.size(); i-- > 0;) {
    auto fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (!violation(fewer, autoValidation).empty()) steps = std::move(fewer);
  }
  return steps;
}

}  // namespace

Told tellStories(const Weights& weights, const Telling& violation) {
  Told told{numberFrom("CLAIRIS_PROPERTY_SEED", 20261125), numberFrom("CLAIRIS_PROPERTY_STORIES", usualStories()), {}};
  for (unsigned story = 0; story < told.stories; ++story) {
    const auto seed = told.seed + story;
    std::mt19937 random(seed);
    const auto steps = randomSteps(random, 10 + random() % 30, weights);
    const bool autoValidation = seed % 3 == 0;
    const auto why = violation(steps, autoValidation);
    if (why.empty()) continue;
    const auto fewer = shrunk(steps, autoValidation, violation);
    told.wrong =
        "CLAIRIS_PROPERTY_SEED=" + std::to_string(seed) + ": " + why + "\nshrunk:" + describe(fewer) + "\n" + violation(fewer, autoValidation);
    return told;
  }
  return told;
}

void inMemory() {
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
}

}  // namespace clairis::test
