// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Registers, then throws CLAIRIS_THROWN: what it registered must not count.
#include <stdexcept>

#include "core/domain/refusal.h"
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct ThrowingStartPlugin final : PlainPlugin {
  ThrowingStartPlugin() : PlainPlugin(CLAIRIS_NAME) {}
  void start(Host& host) override {
    host.routes().add({"GET", "/api/v1/never", "Never served.", "public", "", "", false, [](const HttpRequest&) { return HttpResponse{}; }, {}});
    throw CLAIRIS_THROWN;
  }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::ThrowingStartPlugin)
