// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Calls a function that no library defines, and was linked without -z defs.
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

void functionThatNobodyDefines();

struct MissingSymbolPlugin final : PlainPlugin {
  MissingSymbolPlugin() : PlainPlugin("missing_symbol") {}
  void start(Host&) override { functionThatNobodyDefines(); }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::MissingSymbolPlugin)
