// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_supervisor.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

#include "core/domain/refusal.h"
#include "tests/bad_plugins/plain_plugin.h"
#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::contains;
using clairis::test::RecordingHost;

namespace {

constexpr auto kLong = std::chrono::minutes(5);

LoadedPlugin badPlugin(const std::string& name) { return loadPlugin(CLAIRIS_LIBRARIES "/bad_plugins/clairis_" + name + ".so"); }
LoadedPlugin hello() { return loadPlugin(CLAIRIS_LIBRARIES "/sample_plugins/clairis_hello.so"); }

/// Notes the order of starts and stops.
struct NotingPlugin final : bad::PlainPlugin {
  NotingPlugin(const std::string& name, std::vector<std::string>& notes) : PlainPlugin(name), _notes(notes) {}
  void start(Host& host) override {
    _notes.push_back("start " + describe().name);
    host.jobs().every(describe().name, std::chrono::hours(1), [](const std::stop_token&) {});
  }
  void stop() noexcept override { _notes.push_back("stop " + describe().name); }
  Health health() const override { return {_well, "tired"}; }
  std::vector<std::string>& _notes;
  bool _well = true;
};

LoadedPlugin loaded(Plugin& plugin) { return {"none", &plugin, plugin.describe()}; }

}  // namespace

TEST_CASE("plugins start in their order and stop in the reverse") {
  RecordingHost host;
  std::vector<std::string> notes;
  NotingPlugin one("one", notes);
  NotingPlugin two("two", notes);
  PluginSupervisor supervisor(host, kLong);
  supervisor.start(loaded(one));
  supervisor.start(loaded(two));
  CHECK(host.registered() == std::vector<std::string>{"job one", "job two"});
  CHECK(supervisor.health().ok);
  supervisor.stop();
  supervisor.stop();
  CHECK(notes == std::vector<std::string>{"start one", "start two", "stop two", "stop one"});
}

TEST_CASE("a plugin that is not well makes the health say which, and why") {
  RecordingHost host;
  std::vector<std::string> notes;
  NotingPlugin one("one", notes);
  PluginSupervisor supervisor(host, kLong);
  supervisor.start(loaded(one));
  one._well = false;
  CHECK_FALSE(supervisor.health().ok);
  CHECK(supervisor.health().detail == "one: tired");
}

TEST_CASE("a start() that throws leaves its plugin failed with the reason, and the next one starts") {
  for (const auto& [name, reason] : {std::pair{"throwing_start", "no licence found"},
                                     {"refusing_start", "refusing.port: port 7 is taken"},
                                     {"foreign_start", "an exception of an unknown type"}}) {
    CAPTURE(name);
    RecordingHost host;
    std::vector<std::string> notes;
    NotingPlugin next("next", notes);
    PluginSupervisor supervisor(host, kLong);
    supervisor.start(badPlugin(name));
    supervisor.start(loaded(next));
    const auto status = supervisor.status();
    REQUIRE(status.size() == 2);
    CHECK(status[0].name == name);
    CHECK(toText(status[0].state) == "failed");
    CHECK(status[0].detail == reason);
    CHECK(toText(status[1].state) == "started");
    CHECK(host.registered() == std::vector<std::string>{"job next"});  // what it registered before throwing does not count
    CHECK(supervisor.health().detail == std::string(name) + " failed: " + reason);
    CHECK(host.log().contains("plugin.failed plugin=" + std::string(name)));
  }
}

TEST_CASE("a plugin that finds test and real service mixed stops the whole start, not only itself [SR-07]") {
  struct MixedPlugin final : bad::PlainPlugin {
    MixedPlugin() : PlainPlugin("mixed") {}
    void start(Host&) override { throw Refusal("environment.mixed", "environment = test but the real service is named", "mixed.url"); }
  } mixed;
  RecordingHost host;
  PluginSupervisor supervisor(host, kLong);
  CHECK_THROWS_WITH_AS(supervisor.start(loaded(mixed)), "environment = test but the real service is named", Refusal);
  REQUIRE(supervisor.status().size() == 1);
  CHECK(toText(supervisor.status()[0].state) == "failed");
  CHECK(host.log().contains("plugin.failed plugin=mixed"));
}

TEST_CASE("a start() past its deadline leaves the plugin stuck, and whatever it asks for afterwards is refused") {
  // On a busy machine the deadline can pass before the plugin's thread comes to the gate: then it is refused there, and the next deadline is longer.
  for (auto deadline = std::chrono::milliseconds(1);; deadline *= 10) {
    RecordingHost host;
    struct Meeting {
      std::promise<void> open;
      std::promise<std::string> met;
      std::atomic<bool> atGate = false;
    };
    const auto meeting = std::make_shared<Meeting>();  // the plugin's thread can outlive this turn
    const auto wait = [meeting] {
      meeting->atGate = true;
      meeting->open.get_future().wait();
    };
    host.provide("test.gate/1", std::make_shared<bad::Gate>(bad::Gate{wait, [meeting](const std::string& what) { meeting->met.set_value(what); }}));
    PluginSupervisor supervisor(host, deadline);
    supervisor.start(badPlugin("hanging_start"));
    const auto status = supervisor.status();
    REQUIRE(status.size() == 1);
    if (!meeting->atGate && toText(status[0].state) == "stuck" && deadline < kLong) {
      meeting->open.set_value();
      continue;
    }
    CHECK(toText(status[0].state) == "stuck");
    CHECK(contains(supervisor.health().detail,
                   "hanging_start stuck: start did not return within " + std::to_string(deadline.count()) + " ms; the host serves without it"));
    CHECK(host.registered().empty());
    meeting->open.set_value();
    CHECK(meeting->met.get_future().get() == "plugin.stuck;plugin.stuck;plugin.stuck;plugin.stuck;");
    CHECK(host.registered().empty());
    CHECK_FALSE(host.log().contains("too.late"));
    break;
  }
}

TEST_CASE("a plugin whose registration the host refuses fails alone") {
  RecordingHost host;
  host.provide("clinic/1", std::make_shared<int>(7));
  PluginSupervisor supervisor(host, kLong);
  supervisor.start(badPlugin("taken_service"));
  REQUIRE(supervisor.status().size() == 1);
  CHECK(toText(supervisor.status()[0].state) == "failed");
  CHECK(contains(supervisor.status()[0].detail, "service.taken: the service \"clinic/1\" is provided already"));
  CHECK_FALSE(supervisor.health().ok);
  CHECK(*std::static_pointer_cast<int>(host.find("clinic/1")) == 7);
}

TEST_CASE("a health() that throws is an answer: not well") {
  RecordingHost host;
  PluginSupervisor supervisor(host, kLong);
  supervisor.start(badPlugin("throwing_health"));
  CHECK(toText(supervisor.status().at(0).state) == "started");
  CHECK_FALSE(supervisor.health().ok);
  CHECK(supervisor.health().detail == "throwing_health: health() failed: lost my thermometer");
}

TEST_CASE("the sample plugin declares what it registers") {
  const auto plugin = hello();
  CHECK(plugin.description.name == "hello");
  REQUIRE(plugin.description.options.size() == 1);
  CHECK(plugin.description.options[0].name == "hello.greeting");
  CHECK(plugin.plugin->health().detail == "performed exams: 0");
}
