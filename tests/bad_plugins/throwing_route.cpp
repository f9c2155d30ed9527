// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Starts well, then throws wherever it is called: routes, health, a job.
#include <stdexcept>

#include "core/domain/refusal.h"
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

struct ThrowingRoutePlugin final : PlainPlugin {
  ThrowingRoutePlugin() : PlainPlugin("throwing_route") {}

  void start(Host& host) override {
    add(host, "standard", [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("the words of the exception"); });
    add(host, "foreign", [](const HttpRequest&) -> HttpResponse { throw 42; });
    add(host, "refusal", [](const HttpRequest&) -> HttpResponse { throw Refusal("throwing_route.no", "no, and here is why"); });
    add(host, "well", [](const HttpRequest&) { return HttpResponse{200, "application/json", "{}", {}}; });
    host.jobs().every("throwing_route.job", std::chrono::milliseconds(20), [](const std::stop_token&) { throw 42; });
  }

private:
  static void add(Host& host, const std::string& name, std::function<HttpResponse(const HttpRequest&)> handle) {
    host.routes().add({"GET", "/api/v1/throwing/" + name, "Throws.", "public", "", "", false, std::move(handle), {}});
  }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::ThrowingRoutePlugin)
