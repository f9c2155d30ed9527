// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Well built, but says it was built for something else: CLAIRIS_FORGED names the field.
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct ForgedPlugin final : PlainPlugin {
  ForgedPlugin() : PlainPlugin("forged") {}
};

Handshake forged() {
  auto handshake = compiledHandshake();
  CLAIRIS_FORGED;
  return handshake;
}

}  // namespace clairis::bad

extern "C" __attribute__((visibility("default"))) const clairis::Handshake* clairis_handshake() {
  static const clairis::Handshake handshake = clairis::bad::forged();
  return &handshake;
}

POCO_BEGIN_MANIFEST(clairis::Plugin)
POCO_EXPORT_CLASS(clairis::bad::ForgedPlugin)
POCO_END_MANIFEST
