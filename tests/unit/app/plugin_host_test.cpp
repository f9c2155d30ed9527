// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_host.h"

#include <doctest/doctest.h>

#include <latch>
#include <thread>

#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::RecordingHost;
using clairis::test::refusalOf;

namespace {

void registerAll(Host& host) {
  host.routes().add({"GET", "/api/v1/x", "", "public", "", "", false, {}, {}});
  host.events().subscribe("consumer", {}, {});
  host.deliveries().addChannel(nullptr);
  host.jobs().every("job", std::chrono::hours(1), {});
  host.provide("x/1", std::make_shared<int>(3));
}

const std::vector<std::string> kAll{"GET /api/v1/x", "event consumer", "channel", "job job"};

}  // namespace

TEST_CASE("registrations are collected, and reach the host all at once and in order when they are adopted") {
  RecordingHost host;
  PluginHost face(host, "x");
  registerAll(face);
  CHECK(host.registered().empty());
  CHECK(host.find("x/1") == nullptr);
  face.adopt();
  CHECK(host.registered() == kAll);
  CHECK(*std::static_pointer_cast<int>(face.find("x/1")) == 3);
}

TEST_CASE("a registration after the adoption reaches the host at once") {
  RecordingHost host;
  PluginHost face(host, "x");
  face.adopt();
  registerAll(face);
  CHECK(host.registered() == kAll);
}

TEST_CASE("what was collected is dropped when the plugin is given up, and adoption does not bring it back") {
  RecordingHost host;
  PluginHost face(host, "x");
  registerAll(face);
  face.refuse();
  CHECK(host.registered().empty());
  const auto why = refusalOf([&] { registerAll(face); });
  CHECK(why.code == "plugin.stuck");
  CHECK(test::contains(why.detail, "plugin x "));
  CHECK(refusalOf([&] { face.provide("y/1", nullptr); }).code == "plugin.stuck");
  CHECK(refusalOf([&] { face.log().info("line"); }).code == "plugin.stuck");
  CHECK(refusalOf([&] { face.store(); }).code == "plugin.stuck");
  CHECK(refusalOf([&] { face.find("x/1"); }).code == "plugin.stuck");
  CHECK(host.find("x/1") == nullptr);
}

TEST_CASE("threads that register while the plugin is adopted lose nothing") {
  constexpr int kThreads = 4;
  constexpr int kEach = 200;
  RecordingHost host;
  PluginHost face(host, "x");
  std::latch together(kThreads + 1);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      for (int n = 0; n < kEach; ++n) face.jobs().every("job", std::chrono::hours(1), {});
    });
  }
  together.arrive_and_wait();
  face.adopt();
  threads.clear();
  CHECK(host.registered().size() == kThreads * kEach);
}
