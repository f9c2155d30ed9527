// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Runs, but cannot say how it is.
#include <stdexcept>

#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct ThrowingHealthPlugin final : PlainPlugin {
  ThrowingHealthPlugin() : PlainPlugin("throwing_health") {}
  Health health() const override { throw std::runtime_error("lost my thermometer"); }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::ThrowingHealthPlugin)
