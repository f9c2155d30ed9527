// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Provides a service that the host provides already.
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct TakenServicePlugin final : PlainPlugin {
  TakenServicePlugin() : PlainPlugin("taken_service") {}
  void start(Host& host) override { host.provide("clinic/1", std::make_shared<int>(1)); }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::TakenServicePlugin)
