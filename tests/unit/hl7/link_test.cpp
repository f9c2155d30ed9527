// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The kept connection to a receiver, cut at every point.
#include "plugins/hl7/client/link.h"

#include <doctest/doctest.h>

#include <condition_variable>

#include "unit/hl7/scripted_receiver.h"

using namespace clairis::hl7;
using namespace clairis::hl7::test;
using namespace std::chrono_literals;

namespace {

std::string message(const std::string& id, const std::string& more = "") {
  return "MSH|^~\\&|CLAIRIS|MAIN|HIS|CH|20261120111700+0100||ORM^O01^ORM_O01|" + id + "|T|2.5\r" + more;
}

struct Sender {
  explicit Sender(int port, std::chrono::milliseconds idle = 5min) : link({"127.0.0.1", port, nullptr, ""}, idle) {}
  Exchange send(const std::string& id, std::chrono::milliseconds answerTime = 20s, const std::string& more = "") {
    return link.exchange(
        message(id, more), [&](std::string_view frame) { return frame.find("MSA|AA|" + id + "\r") != frame.npos; }, answerTime,
        std::chrono::steady_clock::now() + 25s, stop.get_token());
  }
  Link link;
  std::stop_source stop;
};

void answerAll(Conversation& c) {
  for (auto m = c.next(); !m.empty(); m = c.next()) c.answer(ackFor(controlIdOf(m)));
}

}  // namespace

TEST_CASE("many messages go over one kept connection, each after the answer to the one before") {
  std::vector<std::string> order;
  ScriptedReceiver receiver({[&](Conversation& c) {
    for (auto m = c.next(); !m.empty(); m = c.next()) {
      order.push_back(controlIdOf(m));
      c.answer(ackFor(order.back()));
    }
  }});
  {
    Sender sender(receiver.port());
    for (int i = 0; i < 200; ++i) CHECK(sender.send("M" + std::to_string(i)).passage == Passage::answered);
    CHECK(sender.link.connections() == 1);
  }
  CHECK(receiver.connections() == 1);
}

TEST_CASE("order is kept under reconnects: a receiver that hangs up after each answer") {
  std::mutex mutex;
  std::vector<std::string> order;
  ScriptedReceiver receiver({[&](Conversation& c) {
    const auto m = c.next();
    if (m.empty()) return;
    {
      const std::lock_guard lock(mutex);
      order.push_back(controlIdOf(m));
    }
    c.answer(ackFor(controlIdOf(m)));
  }});
  Sender sender(receiver.port());
  std::vector<std::string> wanted;
  for (int i = 0; i < 50; ++i) {
    const auto id = "M" + std::to_string(i);
    auto result = sender.send(id);
    // The end of the connection may cross the next message: then it leaves again, before any later one.
    while (result.passage != Passage::answered) result = sender.send(id);
    wanted.push_back(id);
  }
  const std::lock_guard lock(mutex);
  std::vector<std::string> distinct;
  for (const auto& id : order) {
    if (distinct.empty() || distinct.back() != id) distinct.push_back(id);
  }
  CHECK(distinct == wanted);
}

TEST_CASE("nobody listens: nothing was sent") {
  int port = 0;
  {
    const auto listener = listenTcp("127.0.0.1", 0);
    port = listener->port();
  }
  Sender sender(port);
  const auto result = sender.send("M1");
  CHECK(result.passage == Passage::notSent);
  CHECK(result.code == "connect.refused");
}

TEST_CASE("a name that nobody has, a deadline that is over and a stop before the start: nothing was sent") {
  Link nameless({"name.invalid", 2575, nullptr, ""}, 1min);
  const auto never = [](std::string_view) { return true; };
  const auto lost = nameless.exchange("MSH|", never, 1s, std::chrono::steady_clock::now() + 20s, {});
  CHECK(lost.passage == Passage::notSent);
  CHECK(lost.code.starts_with("connect."));
  std::stop_source stopped;
  stopped.request_stop();
  CHECK(nameless.exchange("MSH|", never, 1s, std::chrono::steady_clock::now() + 20s, stopped.get_token()).code == "connect.stopped");
}

TEST_CASE("a peer that takes nothing: the frame did not leave whole, and nobody can have acted on it") {
  // Accepted by the kernel, read by nobody; more than its buffers hold.
  const auto listener = listenTcp("127.0.0.1", 0);
  Sender sender(listener->port());
  const auto result = sender.link.exchange(message("M1", std::string(64 << 20, 'x')), [](std::string_view) { return true; }, 1s,
                                           std::chrono::steady_clock::now() + 300ms, {});
  CHECK(result.passage == Passage::cutWhileWriting);
}

TEST_CASE("a peer that hangs up inside a long frame: the end of it did not leave") {
  ScriptedReceiver receiver({[](Conversation&) {}});
  Sender sender(receiver.port());
  const auto result = sender.send("M1", 20s, std::string(64 << 20, 'x'));
  CHECK(result.passage == Passage::cutWhileWriting);
}

TEST_CASE("the whole frame left and the connection ends without, inside or before the end of the answer: nobody knows") {
  for (const auto& said : {std::string(), std::string("\x0B"), framed(ackFor("M1")).substr(0, 40), std::string("\x0BMSH|^~\\&|HIS\rMSA|AA|M1\r")}) {
    CAPTURE(said);
    ScriptedReceiver receiver({[&](Conversation& c) {
      c.next();
      c.say(said);
    }});
    Sender sender(receiver.port());
    const auto result = sender.send("M1");
    CHECK(result.passage == Passage::sentUnanswered);
    CHECK(result.code == "link.cut");
  }
}

TEST_CASE("a silent receiver: nobody knows, and its late answer never meets another message") {
  ScriptedReceiver receiver({[](Conversation& c) {
                               const auto first = controlIdOf(c.next());
                               c.hangOn();
                               c.answer(ackFor(first));
                             },
                             answerAll});
  Sender sender(receiver.port());
  const auto result = sender.send("M1", 50ms);
  CHECK(result.passage == Passage::sentUnanswered);
  CHECK(result.code == "ack.timeout");
  CHECK(sender.send("M2").passage == Passage::answered);
  CHECK(sender.link.connections() == 2);
}

TEST_CASE("answers to other messages, garbage between frames and empty frames are passed over until the right one comes") {
  ScriptedReceiver receiver({[](Conversation& c) {
    const auto id = controlIdOf(c.next());
    c.say("noise" + framed(ackFor("older")) + framed("") + framed("no message at all") + framed(ackFor(id)) + framed(ackFor("later")));
    answerAll(c);
  }});
  Sender sender(receiver.port());
  CHECK(sender.send("M1").passage == Passage::answered);
  CHECK(sender.link.strays() == 4);
  CHECK(sender.send("M2").passage == Passage::answered);
  CHECK(sender.link.connections() == 1);
}

TEST_CASE("an answer that trickles in single bytes is an answer") {
  ScriptedReceiver receiver({[](Conversation& c) {
    for (const char byte : framed(ackFor(controlIdOf(c.next())))) c.say({&byte, 1});
    c.hangOn();
  }});
  Sender sender(receiver.port());
  CHECK(sender.send("M1").passage == Passage::answered);
}

TEST_CASE("an endless answer and endless answers to nothing are given up, in bounded memory") {
  SUBCASE("one that never ends") {
    ScriptedReceiver receiver({[](Conversation& c) {
      c.next();
      c.say("\x0BMSH|");
      for (int i = 0; i < 64; ++i) c.say(std::string(65536, 'x'));
      c.hangOn();
    }});
    Sender sender(receiver.port());
    const auto result = sender.send("M1");
    CHECK(result.passage == Passage::sentUnanswered);
    CHECK(result.code == "ack.garbage");
  }
  SUBCASE("many that answer nothing") {
    ScriptedReceiver receiver({[](Conversation& c) {
      c.next();
      for (int i = 0; i < 1000; ++i) c.answer(ackFor("other"));
      c.hangOn();
    }});
    Sender sender(receiver.port());
    CHECK(sender.send("M1").code == "ack.garbage");
  }
  SUBCASE("one longer than any answer is") {
    ScriptedReceiver receiver({[](Conversation& c) {
      const auto id = controlIdOf(c.next());
      c.answer(ackFor(id, "AA", "ERR|" + std::string(300000, 'x')));
      c.hangOn();
    }});
    Sender sender(receiver.port());
    CHECK(sender.send("M1", 200ms).passage == Passage::sentUnanswered);
  }
}

TEST_CASE("a connection that the receiver closed while idle is made anew, and the message is not lost in the old one") {
  ScriptedReceiver receiver({[](Conversation& c) { c.answer(ackFor(controlIdOf(c.next()))); }, answerAll});
  Sender sender(receiver.port());
  CHECK(sender.send("M1").passage == Passage::answered);
  // The script ended: its connection is closed before the next is accepted.
  while (sender.link.connected()) sender.link.closeIdle();
  CHECK(sender.send("M2").passage == Passage::answered);
  CHECK(sender.link.connections() == 2);
}

TEST_CASE("a connection without a message for the idle time is closed, one in use is not") {
  ScriptedReceiver receiver({answerAll});
  Sender lazy(receiver.port(), 0ms);
  CHECK(lazy.send("M1").passage == Passage::answered);
  lazy.link.closeIdle();
  CHECK_FALSE(lazy.link.connected());
  Sender busy(receiver.port());
  CHECK(busy.send("M2").passage == Passage::answered);
  busy.link.closeIdle();
  CHECK(busy.link.connected());
}

TEST_CASE("a stop ends the waiting for an answer at once: nobody knows, and the connection is given up") {
  Sender* stopped = nullptr;
  ScriptedReceiver receiver({[&](Conversation& c) {
    c.next();
    stopped->stop.request_stop();
    c.hangOn();
  }});
  Sender sender(receiver.port());
  stopped = &sender;
  const auto result = sender.send("M1");
  CHECK(result.passage == Passage::sentUnanswered);
  CHECK(result.code == "ack.stopped");
  CHECK_FALSE(sender.link.connected());
}

TEST_CASE("two senders of one link take turns: one message is outstanding at a time") {
  std::atomic<int> answered{0};
  ScriptedReceiver receiver({[&](Conversation& c) {
    std::string m;
    while (!(m = c.next()).empty()) c.answer(ackFor(controlIdOf(m)));
  }});
  Sender sender(receiver.port());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) answered += sender.send("T" + std::to_string(t) + "-" + std::to_string(i)).passage == Passage::answered ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(answered == 100);
  CHECK(sender.link.connections() == 1);
  CHECK(sender.link.strays() == 0);
}
