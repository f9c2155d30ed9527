// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Throws before anything watches over it; CLAIRIS_THROWN is what.
#include <stdexcept>

#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct ThrowingConstructorPlugin final : PlainPlugin {
  ThrowingConstructorPlugin() : PlainPlugin("throwing_constructor") { throw CLAIRIS_THROWN; }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::ThrowingConstructorPlugin)
