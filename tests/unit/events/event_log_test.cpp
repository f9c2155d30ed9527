// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/events/event_log.h"

#include <doctest/doctest.h>

#include "core/events/sequencer.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

/// A node: its handle on the database, its sequencer, its log of events.
struct Node {
  explicit Node(TestStore& store, Database& used)
      : database(used),
        events(used, store.log, store.metrics),
        sequencer(used, store.log, store.metrics, {{numberEvents, [this] { events.advanced(); }}}) {}
  void publish(const std::string& name, const std::string& subject = "s") {
    database.write(Lane::feed, [&](UnitOfWork& unit) { unit.publish({name, subject, "{}"}); });
  }
  Database& database;
  EventLog events;
  Sequencer sequencer;
};

/// What a handler saw, and a way to wait for it.
class Seen {
public:
  void add(const std::string& text) {
    const std::lock_guard lock(_mutex);
    _texts.push_back(text);
    _changed.notify_all();
  }
  std::vector<std::string> waitFor(std::size_t count) {
    std::unique_lock lock(_mutex);
    _changed.wait(lock, [&] { return _texts.size() >= count; });
    return _texts;
  }

private:
  std::mutex _mutex;
  std::condition_variable _changed;
  std::vector<std::string> _texts;
};

std::vector<std::int64_t> positions(Database& database) {
  return database.reading([](Reader& reader) {
    std::vector<std::int64_t> result;
    for (const auto& row : reader.query("SELECT position FROM event ORDER BY position")) result.push_back(row[0].integer());
    return result;
  });
}

}  // namespace

TEST_CASE("positions are gapless and follow the order of commits, refused units leave no hole") {
  TestStore store;
  Node node(store, *store);
  for (int number = 0; number < 20; ++number) {
    node.publish("order.placed", std::to_string(number));
    CHECK_THROWS(node.database.write(Lane::feed, [](UnitOfWork& unit) {
      unit.publish({"never", "x", "{}"});
      throw Refusal("x.y", "no");
    }));
  }
  node.sequencer.drain();
  const auto events = node.events.after(0, 100);
  REQUIRE(events.size() == 20);
  for (std::size_t index = 0; index < events.size(); ++index) {
    CHECK(events[index].position == static_cast<std::int64_t>(index) + 1);
    CHECK(events[index].event.subject == std::to_string(index));
  }
}

TEST_CASE("two nodes with their own sequencers on one database number every event once") {
  TestStore store;
  const auto other = TestStore::onPostgresql() ? store.another() : nullptr;
  Node one(store, *store);
  const auto two = other ? std::make_unique<Node>(store, *other) : nullptr;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      auto& node = two && thread % 2 == 1 ? *two : one;
      for (int number = 0; number < 25; ++number) node.publish("exam.started");
    });
  }
  for (auto& thread : threads) thread.join();
  one.sequencer.drain();
  if (two) two->sequencer.drain();
  const auto found = positions(*store);
  REQUIRE(found.size() == 100);
  for (std::size_t index = 0; index < found.size(); ++index) CHECK(found[index] == static_cast<std::int64_t>(index) + 1);
}

TEST_CASE("what another node left unnumbered when it died is found by the tick") {
  TestStore store;
  store->write(Lane::feed, [](UnitOfWork& unit) { unit.publish({"order.placed", "left behind", "{}"}); });
  Node node(store, *store);
  node.sequencer.drain();
  CHECK(node.events.after(0, 10).size() == 1);
}

TEST_CASE("positions go on after old events were purged") {
  TestStore store;
  Node node(store, *store);
  node.publish("a");
  node.sequencer.drain();
  store->write(Lane::batch, [](UnitOfWork& unit) { unit.execute("DELETE FROM event"); });
  node.publish("b");
  node.sequencer.drain();
  CHECK(positions(*store) == std::vector<std::int64_t>{2});
}

TEST_CASE("a subscriber gets its events in order, and only those it asked for") {
  TestStore store;
  Node node(store, *store);
  Seen seen;
  node.events.subscribe("plugin.test", {"wanted"}, [&](const PublishedEvent& event) { seen.add(event.event.subject); });
  for (int number = 0; number < 10; ++number) {
    node.publish("wanted", std::to_string(number));
    node.publish("other", "no");
  }
  const auto texts = seen.waitFor(10);
  REQUIRE(texts.size() == 10);
  for (std::size_t index = 0; index < texts.size(); ++index) CHECK(texts[index] == std::to_string(index));
}

TEST_CASE("a handler that throws gets the same event again, before any later one") {
  TestStore store;
  Node node(store, *store);
  Seen seen;
  int calls = 0;
  node.events.subscribe("plugin.test", {}, [&](const PublishedEvent& event) {
    seen.add(event.event.subject);
    if (++calls == 1) throw std::runtime_error("not now");
  });
  node.publish("x", "first");
  node.publish("x", "second");
  CHECK(seen.waitFor(3) == std::vector<std::string>{"first", "first", "second"});
}

TEST_CASE("a consumer goes on where it stopped, and a new one begins after what exists") {
  TestStore store;
  Node node(store, *store);
  Seen first;
  node.publish("x", "before anybody listened");
  node.sequencer.drain();
  node.events.subscribe("plugin.test", {}, [&](const PublishedEvent& event) { first.add(event.event.subject); });
  node.publish("x", "heard");
  CHECK(first.waitFor(1) == std::vector<std::string>{"heard"});
  node.events.unsubscribe("plugin.test");
  node.publish("x", "while away");
  node.sequencer.drain();
  Seen second;
  node.events.subscribe("plugin.test", {}, [&](const PublishedEvent& event) { second.add(event.event.subject); });
  // At least once: the last one may come again when its cursor was not kept, never one is left out.
  const auto texts = second.waitFor(1);
  CHECK((texts.back() == "while away" || texts.front() == "heard"));
}

TEST_CASE("a consumer's name is taken once") {
  TestStore store;
  Node node(store, *store);
  node.events.subscribe("plugin.test", {}, [](const PublishedEvent&) {});
  CHECK(refusalOf([&] { node.events.subscribe("plugin.test", {}, [](const PublishedEvent&) {}); }) == "events.consumer.taken");
}

TEST_CASE("a reader of the stream is woken by a new event and not kept past its stop") {
  TestStore store;
  Node node(store, *store);
  std::thread publisher([&] { node.publish("x"); });
  CHECK(node.events.waitBeyond(0, std::chrono::hours(1), {}));
  publisher.join();
  CHECK_FALSE(node.events.waitBeyond(1, std::chrono::milliseconds(0), {}));
  std::stop_source stop;
  std::thread stopper([&] { stop.request_stop(); });
  CHECK_FALSE(node.events.waitBeyond(1, std::chrono::hours(1), stop.get_token()));
  stopper.join();
}
