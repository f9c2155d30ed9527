// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Two plugins in one library: which one would start?
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct FirstPlugin final : PlainPlugin {
  FirstPlugin() : PlainPlugin("first") {}
};
struct SecondPlugin final : PlainPlugin {
  SecondPlugin() : PlainPlugin("second") {}
};

}  // namespace clairis::bad

extern "C" __attribute__((visibility("default"))) const clairis::Handshake* clairis_handshake() {
  static const clairis::Handshake handshake = clairis::compiledHandshake();
  return &handshake;
}

POCO_BEGIN_MANIFEST(clairis::Plugin)
POCO_EXPORT_CLASS(clairis::bad::FirstPlugin)
POCO_EXPORT_CLASS(clairis::bad::SecondPlugin)
POCO_END_MANIFEST
