// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "unit/delivery/delivery_world.h"

using namespace clairis;
using namespace clairis::test;
using Kind = Outcome::Kind;
using State = DeliveryState;

namespace {

/// A door the test opens: sends wait behind it.
class Gate {
public:
  void arriveAndWait() {
    std::unique_lock lock(_mutex);
    ++_arrived;
    _changed.notify_all();
    _changed.wait(lock, [this] { return _open; });
  }
  void waitForArrivals(int count) {
    std::unique_lock lock(_mutex);
    _changed.wait(lock, [&] { return _arrived >= count; });
  }
  void open() {
    const std::lock_guard lock(_mutex);
    _open = true;
    _changed.notify_all();
  }

private:
  std::mutex _mutex;
  std::condition_variable _changed;
  int _arrived = 0;
  bool _open = false;
};

}  // namespace

TEST_CASE("[SR-30] an accepted delivery keeps its proof, its attempt and its audit line") {
  DeliveryWorld world;
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  const auto row = world.waitFor(id, State::accepted);
  CHECK(row.proof == "<ack/>");
  CHECK(row.attempt == 1);
  CHECK_FALSE(row.acceptedAt.empty());
  CHECK(row.leaseToken.empty());
  CHECK(world.attempts(id) == 1);
  CHECK(world.events("delivery.accepted") == 1);
}

TEST_CASE("[SR-30] each answer of a channel leads to the state of the table") {
  DeliveryWorld world;
  std::atomic<Kind> kind{Kind::accepted};
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token) { return outcomeOf(kind); };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const std::vector<std::pair<Kind, State>> table{{Kind::accepted, State::accepted}, {Kind::retry, State::retry}, {Kind::later, State::held},
                                                  {Kind::unknown, State::undecided}, {Kind::fix, State::fix},     {Kind::final, State::finalRefusal},
                                                  {Kind::paused, State::held}};
  int number = 0;
  for (const auto& [answer, state] : table) {
    kind = answer;
    const auto id = world.plan("2.25.10" + std::to_string(++number));
    const auto row = world.waitFor(id, state);
    CHECK(row.reason == (answer == Kind::accepted ? "" : "test.code"));
  }
  CHECK(world.channel->sent().size() == table.size());
}

TEST_CASE("what was prepared once goes out unchanged in every try, after waits that double") {
  DeliveryWorld world;
  std::atomic<int> tries{0};
  world.channel->onSend = [&](const DeliveryTask& task, std::stop_token) {
    CHECK(task.attempt == tries + 1);
    return outcomeOf(++tries < 3 ? Kind::retry : Kind::accepted, "network.timeout");
  };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  const auto start = world.store->now();
  CHECK(fromIso(world.waitFor(id, State::retry).dueAt) == start + std::chrono::seconds(5));
  world.store.clock.advance(std::chrono::seconds(5));
  dispatcher->wake();
  world.waitUntil(id, [](const DeliveryRow& row) { return row.state == State::retry && row.attempt == 2; });
  CHECK(fromIso(world.row(id).dueAt) == start + std::chrono::seconds(15));
  world.store.clock.advance(std::chrono::seconds(10));
  dispatcher->wake();
  world.waitFor(id, State::accepted);
  const auto sent = world.channel->prepared();
  REQUIRE(sent.size() == 3);
  CHECK(std::set(sent.begin(), sent.end()).size() == 1);
  CHECK(world.channel->prepares() == 1);
  CHECK(world.attempts(id) == 3);
}

TEST_CASE("[SR-30] an absent DMP is tried again after 1, 7 and 30 days, then it is final") {
  DeliveryWorld world;
  world.channel->onSend = [](const DeliveryTask&, std::stop_token) { return outcomeOf(Kind::later, "dmp.absent"); };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  const auto first = fromIso(world.waitFor(id, State::held).firstWaitAt);
  for (const int day : {1, 7, 30}) {
    CHECK(fromIso(world.row(id).dueAt) == first + std::chrono::days(day));
    const auto before = world.row(id).attempt;
    world.store.clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(first + std::chrono::days(day) - world.store->now()));
    dispatcher->wake();
    world.waitUntil(id, [&](const DeliveryRow& row) { return row.attempt == before + 1 && row.state != State::sending; });
  }
  CHECK(world.row(id).state == State::finalRefusal);
}

TEST_CASE("[SR-01] a document whose patient changed is held right before sending and never leaves") {
  DeliveryWorld world;
  world.identityChanged = true;
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  const auto row = world.waitFor(id, State::held);
  CHECK(row.reason == "identity.changed");
  CHECK(row.attempt == 0);
  CHECK(world.channel->sent().empty());
  CHECK(world.attempts(id) == 0);
}

TEST_CASE("a channel that throws leaves the delivery undecided, and its words stay out of the row") {
  DeliveryWorld world;
  world.channel->onSend = [](const DeliveryTask&, std::stop_token) -> Outcome { throw std::runtime_error("secret of the patient"); };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  const auto row = world.waitFor(id, State::undecided);
  CHECK(row.reason == "channel.exception");
  CHECK(row.message.empty());
  CHECK(row.dueAt == kNever);
  CHECK(world.store.log.has("delivery.channel.threw"));
}

TEST_CASE("preparing that throws is tried again: nothing left") {
  DeliveryWorld world;
  std::atomic<int> prepares{0};
  world.channel->onPrepare = [&] {
    if (++prepares == 1) throw Refusal("dmp.signature", "no certificate");
  };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  CHECK(world.waitFor(id, State::retry).reason == "dmp.signature");
  CHECK(world.channel->sent().empty());
  world.store.clock.advance(std::chrono::hours(1));
  dispatcher->wake();
  CHECK(world.waitFor(id, State::accepted).attempt == 2);
}

TEST_CASE("an unknown outcome is settled by asking the receiver, without sending again") {
  DeliveryWorld world;
  world.channel->onSend = [](const DeliveryTask&, std::stop_token) { return outcomeOf(Kind::unknown, "network.cut"); };
  std::atomic<int> probes{0};
  world.channel->onProbe = [&](const DeliveryTask&, std::stop_token) { return outcomeOf(++probes == 1 ? Kind::unknown : Kind::accepted); };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  world.waitUntil(id, [](const DeliveryRow& row) { return row.state == State::undecided && row.attempt == 2; });
  CHECK(world.row(id).dueAt > toIso(world.store->now()));
  world.store.clock.advance(std::chrono::hours(1));
  dispatcher->wake();
  world.waitFor(id, State::accepted);
  CHECK(world.channel->sent().size() == 1);
}

TEST_CASE("the receiver says it never arrived: it is sent again, with the same prepared bytes") {
  DeliveryWorld world;
  std::atomic<int> tries{0};
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token) { return outcomeOf(++tries == 1 ? Kind::unknown : Kind::accepted); };
  world.channel->onProbe = [](const DeliveryTask&, std::stop_token) { return outcomeOf(Kind::retry, "receiver.unknown_document"); };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  world.waitFor(world.plan("2.25.9"), State::accepted);
  CHECK(tries == 2);
  CHECK(world.channel->prepares() == 1);
}

TEST_CASE("a send that hangs past its lease is undecided, and its late result is fenced off") {
  DeliveryWorld world;
  Gate gate;
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token) {
    gate.arriveAndWait();
    return outcomeOf(Kind::accepted);
  };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.plan("2.25.9");
  gate.waitForArrivals(1);
  CHECK(dispatcher->expireLeases() == 0);
  world.store.clock.advance(std::chrono::seconds(61));
  CHECK(dispatcher->expireLeases() == 1);
  CHECK(world.row(id).state == State::undecided);
  gate.open();
  world.store.log.waitFor("delivery.fenced");
  const auto row = world.row(id);
  CHECK(row.state == State::undecided);
  CHECK(row.proof.empty());
  CHECK(world.events("delivery.accepted") == 0);
}

TEST_CASE("a node that dies: what it was sending is asked for, what it had only leased goes out from another node, nothing twice") {
  DeliveryWorld world;
  const auto first = world.plan("2.25.9");
  const auto second = world.plan("2.25.10");
  // The node that dies leased both and began the first.
  world.store->write(Lane::feed, [&](UnitOfWork& unit) {
    auto rows = queue::lease(unit, {"wire", "dead", 8, unit.now() + std::chrono::seconds(60)});
    REQUIRE(rows.size() == 2);
    rows[0].prepared = "as prepared";
    rows[0].attempt = 1;
    CHECK(queue::begin(unit, rows[0], "dead", unit.now() + std::chrono::seconds(60)));
  });
  std::atomic<int> probes{0};
  world.channel->onProbe = [&](const DeliveryTask& task, std::stop_token) {
    CHECK(task.prepared == "as prepared");
    ++probes;
    return outcomeOf(Kind::accepted);
  };
  const auto survivor = world.dispatcher(world.channel);
  survivor->start();
  world.store.clock.advance(std::chrono::seconds(61));
  CHECK(survivor->expireLeases() == 2);
  world.waitFor(first, State::accepted);
  world.waitFor(second, State::accepted);
  CHECK(probes == 1);
  CHECK(world.channel->sent() == std::vector{second});
}

TEST_CASE("two dispatchers on one database send each delivery once, also when results are slow") {
  DeliveryWorld world;
  world.channel->workerCount = 3;
  const auto other = std::make_shared<ScriptedChannel>();
  const auto one = world.dispatcher(world.channel);
  const auto two = world.dispatcher(other);
  std::vector<std::string> ids;
  for (int number = 0; number < 60; ++number) ids.push_back(world.plan("2.25.1" + std::to_string(number)));
  one->start();
  two->start();
  for (const auto& id : ids) world.waitFor(id, State::accepted);
  auto sent = world.channel->sent();
  const auto rest = other->sent();
  sent.insert(sent.end(), rest.begin(), rest.end());
  std::sort(sent.begin(), sent.end());
  std::sort(ids.begin(), ids.end());
  CHECK(sent == ids);
}

TEST_CASE("a later version waits until the earlier one is finished") {
  DeliveryWorld world;
  Gate gate;
  std::atomic<bool> firstDone{false};
  world.channel->workerCount = 2;
  world.channel->onSend = [&](const DeliveryTask& task, std::stop_token) {
    if (task.attempt == 1 && !firstDone) {
      gate.arriveAndWait();
      firstDone = true;
    }
    return outcomeOf(Kind::accepted);
  };
  const auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto first = world.plan("2.25.9");
  gate.waitForArrivals(1);
  const auto second = world.plan("2.25.9");
  const auto unrelated = world.plan("2.25.10");
  CHECK(world.row(second).state == State::queued);
  firstDone = true;
  world.waitFor(unrelated, State::accepted);
  CHECK(world.row(second).state == State::queued);
  gate.open();
  world.waitFor(first, State::accepted);
  world.waitFor(second, State::accepted);
  const auto sent = world.channel->sent();
  CHECK(std::find(sent.begin(), sent.end(), first) < std::find(sent.begin(), sent.end(), second));
}

TEST_CASE("transport failures open the breaker of that structure alone; one trial closes it") {
  DeliveryWorld world;
  std::atomic<bool> down{true};
  world.channel->onSend = [&](const DeliveryTask& task, std::stop_token) {
    return outcomeOf(down && task.document.setId.starts_with("2.25.1") ? Kind::retry : Kind::accepted, "network.refused");
  };
  auto options = DeliveryWorld::quick();
  options.breaker.failures = 3;
  options.portion = 1;
  const auto dispatcher = world.dispatcher(world.channel, options);
  std::vector<std::string> ids;
  for (int number = 0; number < 6; ++number) ids.push_back(world.plan("2.25.1" + std::to_string(number)));
  const auto healthy = world.plan("2.25.2", {}, "1000000000");
  dispatcher->start();
  world.waitFor(healthy, State::accepted);
  world.store.log.waitFor("delivery.breaker.open");
  for (int index = 3; index < 6; ++index) CHECK(world.row(ids[static_cast<std::size_t>(index)]).state != State::accepted);
  CHECK(world.channel->sent().size() <= 4);
  down = false;
  world.store.clock.advance(std::chrono::seconds(61));
  dispatcher->wake();
  for (const auto& id : ids) {
    while (world.row(id).state != State::accepted) {
      world.store.clock.advance(std::chrono::seconds(2));
      dispatcher->wake();
      std::this_thread::yield();
    }
  }
  CHECK(world.channel->sent().size() <= 10);
}

TEST_CASE("[SR-30] a refused certificate pauses the structure with one alert; configuration lets everything go with one more") {
  DeliveryWorld world;
  std::atomic<bool> refused{true};
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token) { return outcomeOf(refused ? Kind::paused : Kind::accepted, "dmp.certificate"); };
  auto options = DeliveryWorld::quick();
  options.portion = 1;
  const auto dispatcher = world.dispatcher(world.channel, options);
  std::vector<std::string> ids;
  for (int number = 0; number < 3; ++number) ids.push_back(world.plan("2.25.1" + std::to_string(number)));
  dispatcher->start();
  for (const auto& id : ids) CHECK(world.waitFor(id, State::held).reason == "dmp.certificate");
  ids.push_back(world.plan("2.25.20"));
  CHECK(world.row(ids.back()).state == State::held);
  CHECK(world.channel->sent().size() == 1);
  CHECK(world.events("delivery.paused") == 1);
  refused = false;
  CHECK(world.store->writing(Lane::interactive, [&](UnitOfWork& unit) { return resumeDeliveries(unit, world.caller, "wire", "1750803447"); }));
  for (const auto& id : ids) world.waitFor(id, State::accepted);
  CHECK(world.events("delivery.resumed") == 1);
  CHECK_FALSE(world.store->writing(Lane::interactive, [&](UnitOfWork& unit) { return resumeDeliveries(unit, world.caller, "wire", "1750803447"); }));
}

TEST_CASE("stopping waits for the send under way, tells it to hurry, and gives the rest back unsent") {
  DeliveryWorld world;
  std::atomic<bool> told{false};
  Gate arrived;
  arrived.open();
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token stop) {
    arrived.arriveAndWait();
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait(lock, stop, [] { return false; });
    told = true;
    return outcomeOf(Kind::accepted);
  };
  const auto dispatcher = world.dispatcher(world.channel);
  std::vector<std::string> ids;
  for (int number = 0; number < 5; ++number) ids.push_back(world.plan("2.25.1" + std::to_string(number)));
  dispatcher->start();
  arrived.waitForArrivals(1);
  dispatcher->stop();
  CHECK(told);
  CHECK(world.channel->sent().size() == 1);
  int accepted = 0;
  for (const auto& id : ids) {
    const auto row = world.row(id);
    CHECK(row.state != State::sending);
    CHECK(row.leaseToken.empty());
    accepted += row.state == State::accepted ? 1 : 0;
  }
  CHECK(accepted == 1);
  world.channel->onSend = nullptr;
  dispatcher->start();
  for (const auto& id : ids) CHECK(world.waitFor(id, State::accepted).attempt == 1);
}

TEST_CASE("a deadline that is not under half the lease is refused, and a channel name is given once") {
  DeliveryWorld world;
  auto options = DeliveryWorld::quick();
  options.deadline = options.lease / 2;
  CHECK(refusalOf([&] { world.dispatcher(world.channel, options); }) == "delivery.options");
  const auto dispatcher = world.dispatcher(world.channel);
  CHECK(refusalOf([&] { dispatcher->addChannel(world.channel); }) == "delivery.channel.taken");
}
