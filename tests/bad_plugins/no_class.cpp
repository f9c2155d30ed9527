// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The handshake of a plugin, and no plugin.
#include "core/plugin/export.h"

extern "C" __attribute__((visibility("default"))) const clairis::Handshake* clairis_handshake() {
  static const clairis::Handshake handshake = clairis::compiledHandshake();
  return &handshake;
}
