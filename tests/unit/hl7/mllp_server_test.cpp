// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <condition_variable>
#include <future>
#include <map>

#include "core/domain/refusal.h"
#include "plugins/hl7/mllp/server.h"

using namespace clairis;
using namespace clairis::hl7;
using namespace std::chrono_literals;

namespace {

Deadline soon() { return std::chrono::steady_clock::now() + 20s; }

/// A server that answers each frame with "re:" and its first bytes, and remembers what was noticed.
struct EchoServer {
  explicit EchoServer(MllpServer::Limits limits = {}, MllpServer::Handler handler = echo)
      : server(listenTcp("127.0.0.1", 0), limits, std::move(handler), [this](std::string_view event, const std::string&, const std::string&) {
          const std::lock_guard lock(mutex);
          ++events[std::string(event)];
          changed.notify_all();
        }) {}

  static std::vector<std::string> echo(const FrameReader::Frame& frame, const std::string&) {
    return {(frame.oversized ? "big:" : "re:") + frame.bytes.substr(0, 20)};
  }
  void waitFor(const std::string& event, int times = 1) {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, 30s, [&] { return events[event] >= times; }));
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, int> events;
  MllpServer server;
};

/// A peer.
struct Client {
  explicit Client(const MllpServer& server) : stream(connectTcp("127.0.0.1", server.port())) {}
  bool send(std::string_view bytes) { return stream->send(bytes, soon()); }
  /// The next answer, or "closed".
  std::string answer() {
    while (true) {
      if (auto frame = reader.next(rest)) return frame->bytes;
      const auto received = stream->receive(buffer.data(), buffer.size(), soon());
      if (received.event != Stream::Event::data) return received.event == Stream::Event::closed ? "closed" : "silence";
      rest = {buffer.data(), received.bytes};
    }
  }
  std::unique_ptr<Stream> stream;
  FrameReader reader{1 << 20};
  std::vector<char> buffer = std::vector<char>(65536);
  std::string_view rest;
};

}  // namespace

TEST_CASE("frames are answered in order on one link, glued or cut into single bytes") {
  EchoServer echo;
  Client client(echo.server);
  client.send(framed("one") + framed("two"));
  CHECK(client.answer() == "re:one");
  CHECK(client.answer() == "re:two");
  for (const char byte : framed("three")) client.send({&byte, 1});
  CHECK(client.answer() == "re:three");
}

TEST_CASE("a frame over the limit is answered, and the link goes on") {
  EchoServer echo;
  Client client(echo.server);
  client.send(framed("MSH|x" + std::string(8388608, 'x')));
  CHECK(client.answer().substr(0, 9) == "big:MSH|x");
  client.send(framed("next"));
  CHECK(client.answer() == "re:next");
}

TEST_CASE("a frame without end is cut off, whatever its size") {
  MllpServer::Limits limits;
  limits.frameBytes = 1000;
  EchoServer echo(limits);
  Client client(echo.server);
  client.send("\x0B" + std::string(100000, 'x'));
  echo.waitFor("hl7.link.garbage");
  CHECK(client.answer() == "closed");
}

TEST_CASE("a peer that does not speak MLLP is cut off") {
  EchoServer echo;
  Client client(echo.server);
  client.send(std::string(200000, 'G'));
  echo.waitFor("hl7.link.garbage");
  CHECK(client.answer() == "closed");
}

TEST_CASE("a link that ends inside a frame leaves nothing behind") {
  EchoServer echo;
  {
    Client client(echo.server);
    client.send("\x0BMSH|^~\\&|half");
  }
  echo.waitFor("hl7.frame.cut");
  echo.waitFor("hl7.link.closed");
}

TEST_CASE("a peer that trickles a frame cannot hold its link: one deadline for the whole frame") {
  MllpServer::Limits limits;
  limits.frame = 200ms;
  EchoServer echo(limits);
  Client client(echo.server);
  client.send("\x0B");
  std::atomic<bool> cut{false};
  auto trickle = std::async(std::launch::async, [&] {
    while (!cut) {
      if (!client.send("x")) return;
      std::this_thread::yield();
    }
  });
  echo.waitFor("hl7.frame.slow");
  cut = true;
  trickle.get();
}

TEST_CASE("a silent link is closed after the idle time-out") {
  MllpServer::Limits limits;
  limits.idle = 50ms;
  EchoServer echo(limits);
  Client client(echo.server);
  echo.waitFor("hl7.link.idle");
  CHECK(client.answer() == "closed");
}

TEST_CASE("a thousand connections: those over the limit are closed, those within it are served") {
  MllpServer::Limits limits;
  limits.links = 8;
  EchoServer echo(limits);
  std::vector<std::unique_ptr<Client>> first;
  for (int i = 0; i < 8; ++i) first.push_back(std::make_unique<Client>(echo.server));
  echo.waitFor("hl7.link.open", 8);
  for (int i = 0; i < 992; ++i) {
    Client refused(echo.server);
    if (i % 100 == 0) CHECK(refused.answer() == "closed");
  }
  echo.waitFor("hl7.link.refused", 992);
  CHECK(echo.server.links() == 8);
  for (auto& client : first) {
    client->send(framed("still here"));
    CHECK(client->answer() == "re:still here");
  }
  first.clear();
  echo.waitFor("hl7.link.closed", 8);
}

TEST_CASE("stopping lets the frame in work be finished and answered") {
  std::promise<void> entered, release;
  auto released = release.get_future().share();
  EchoServer echo({}, [&](const FrameReader::Frame& frame, const std::string&) -> std::vector<std::string> {
    entered.set_value();
    released.wait();
    return {"done:" + frame.bytes};
  });
  Client client(echo.server);
  client.send(framed("work") + "\x0Bunfinished");
  entered.get_future().wait();
  auto stopping = std::async(std::launch::async, [&] { echo.server.stop(); });
  // A new peer is not served any more once the stop has begun; the one in work is.
  release.set_value();
  CHECK(client.answer() == "done:work");
  stopping.get();
  CHECK(client.answer() == "closed");
  CHECK(echo.server.links() == 0);
  CHECK_THROWS_AS(
      [&] {
        Client late(echo.server);
        late.send(framed("late"));
        if (late.answer() == "closed") throw Refusal("mllp.connect", "closed");
      }(),
      Refusal);
}

TEST_CASE("a handler that has nothing to say sends nothing") {
  int calls = 0;
  EchoServer echo({}, [&](const FrameReader::Frame& frame, const std::string&) -> std::vector<std::string> {
    if (++calls == 1) return {};
    return {"a:" + frame.bytes, "b:" + frame.bytes};
  });
  Client client(echo.server);
  client.send(framed("first") + framed("second"));
  CHECK(client.answer() == "a:second");
  CHECK(client.answer() == "b:second");
}

TEST_CASE("an address that cannot be listened on is refused with a reason") {
  CHECK_THROWS_AS(listenTcp("not-an-address", 0), Refusal);
  CHECK_THROWS_AS(listenTcp("203.0.113.1", 0), Refusal);
  const auto taken = listenTcp("127.0.0.1", 0);
  CHECK_THROWS_AS(listenTcp("127.0.0.1", taken->port()), Refusal);
}
