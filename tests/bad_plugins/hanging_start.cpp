// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// start() does not return: for ever in the program, until the gate opens in a test. Then it acts as if nothing had happened.
#include <condition_variable>
#include <mutex>

#include "core/domain/refusal.h"
#include "tests/bad_plugins/plain_plugin.h"

namespace clairis::bad {

void waitForEver() {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait(lock, [] { return false; });
}

struct HangingStartPlugin final : PlainPlugin {
  HangingStartPlugin() : PlainPlugin("hanging_start") {}

  void start(Host& host) override {
    host.routes().add({"GET", "/api/v1/too-early", "Never served.", "public", "", "", false, [](const HttpRequest&) { return HttpResponse{}; }, {}});
    const auto gate = std::static_pointer_cast<Gate>(host.find("test.gate/1"));
    if (!gate) waitForEver();
    gate->wait();
    std::string met;
    for (const auto& act : {std::function<void()>([&] {
                              host.routes().add({"GET", "/api/v1/too-late", "", "public", "", "", false, {}, {}});
                            }),
                            std::function<void()>([&] { host.jobs().every("too-late", std::chrono::hours(1), [](const std::stop_token&) {}); }),
                            std::function<void()>([&] { host.provide("too-late/1", std::make_shared<int>(1)); }),
                            std::function<void()>([&] { host.log().info("too.late"); })}) {
      try {
        act();
        met += "taken;";
      } catch (const Refusal& refusal) {
        met += refusal.code() + ";";
      }
    }
    gate->report(met);
  }
};

}  // namespace clairis::bad

CLAIRIS_PLUGIN(clairis::bad::HangingStartPlugin)
