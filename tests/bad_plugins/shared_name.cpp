// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Two libraries export the same function, each with its own answer: neither may reach into the other.
#include "tests/bad_plugins/plain_plugin.h"

extern "C" __attribute__((visibility("default"), noinline)) const char* whoAmI() { return CLAIRIS_NAME; }

namespace clairis::bad {

struct SharedNamePlugin final : PlainPlugin {
  SharedNamePlugin() : PlainPlugin(whoAmI()) {}
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::SharedNamePlugin)
