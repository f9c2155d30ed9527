// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <latch>
#include <thread>

#include "core/app/service_notify.h"
#include "core/app/service_registry.h"
#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::refusalOf;

namespace {

/// What systemd would listen on.
struct Listener {
  explicit Listener(std::string name) : path(std::move(name)), handle(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    if (path.front() == '@') address.sun_path[0] = '\0';
    bound = ::bind(handle, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size())) == 0;
  }
  ~Listener() {
    ::close(handle);
    ::unlink(path.c_str());
  }
  std::string received() const {
    std::array<char, 64> buffer{};
    const auto size = ::recv(handle, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }
  std::string path;
  int handle;
  bool bound = false;
};

}  // namespace

TEST_CASE("a service is found by its id with version, and only by it") {
  ServiceRegistry registry;
  registry.provide("clinic/1", std::make_shared<int>(5));
  CHECK(*std::static_pointer_cast<int>(registry.find("clinic/1")) == 5);
  CHECK(registry.find("clinic/2") == nullptr);
  CHECK(registry.find("clinic") == nullptr);
  CHECK(registry.find("") == nullptr);
}

TEST_CASE("the first provider of a service stays, and the second is told what to do") {
  ServiceRegistry registry;
  registry.provide("renderer/1", std::make_shared<int>(1));
  const auto why = refusalOf([&] { registry.provide("renderer/1", std::make_shared<int>(2)); });
  CHECK(why.code == "service.taken");
  CHECK(test::contains(why.detail, "\"renderer/1\" is provided already: enable only one"));
  CHECK(*std::static_pointer_cast<int>(registry.find("renderer/1")) == 1);
}

TEST_CASE("of threads that provide the same service exactly one succeeds") {
  ServiceRegistry registry;
  std::latch together(8);
  std::atomic<int> taken{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        together.arrive_and_wait();
        if (refusalOf([&] { registry.provide("x/1", std::make_shared<int>(i)); }).code == "accepted") ++taken;
      });
    }
  }
  CHECK(taken == 1);
  CHECK(registry.find("x/1") != nullptr);
}

TEST_CASE("a service that nobody provides is refused with its id when it is required") {
  const test::RecordingHost host;
  const auto why = refusalOf([&] { host.service<int>("renderer/1"); });
  CHECK(why.code == "service.missing");
  CHECK(test::contains(why.detail, "\"renderer/1\"; add the plugin that does to plugins.enabled"));
}

TEST_CASE("the service manager hears a state on its socket, by path and by abstract name") {
  const auto process = std::to_string(::getpid());
  for (const auto& name : {"/tmp/clairis-notify-" + process, "@clairis-notify-" + process}) {
    CAPTURE(name);
    const Listener listener(name);
    REQUIRE(listener.bound);
    notifyService(name, "READY=1");
    CHECK(listener.received() == "READY=1");
  }
}

TEST_CASE("without a service manager, or with one that does not listen, a state goes nowhere") {
  const Listener other("@clairis-notify-other-" + std::to_string(::getpid()));
  REQUIRE(other.bound);
  notifyService("", "READY=1");
  notifyService("/nonexistent/notify", "READY=1");
  notifyService(std::string(200, 'x'), "READY=1");
  CHECK(other.received() == "nothing");
}
