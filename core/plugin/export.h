// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/ClassLibrary.h>

#include "core/plugin/handshake.h"
#include "core/plugin/plugin.h"

/// Put once in a plugin: exports the handshake that is read before anything else, then Poco's manifest.
// NOLINTNEXTLINE(cppcoreguidelines-macro-usage)
#define CLAIRIS_PLUGIN(Class)                                                                    \
  extern "C" __attribute__((visibility("default"))) const clairis::Handshake* clairis_handshake() { \
    static const clairis::Handshake handshake = clairis::compiledHandshake();                    \
    return &handshake;                                                                           \
  }                                                                                              \
  POCO_BEGIN_MANIFEST(clairis::Plugin)                                                           \
  POCO_EXPORT_CLASS(Class)                                                                       \
  POCO_END_MANIFEST
