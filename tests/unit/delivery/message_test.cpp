// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Deliveries of messages that are no documents go the same road as those of documents.
#include <doctest/doctest.h>

#include <thread>

#include "unit/delivery/delivery_world.h"

using namespace clairis;
using namespace clairis::test;
using Kind = Outcome::Kind;
using State = DeliveryState;

namespace {

std::int64_t count(DeliveryWorld& world, const std::string& sql) {
  return world.store->reading([&](Reader& reader) { return reader.first(sql).at(0).integer(); });
}

template <class F>
auto doing(DeliveryWorld& world, F&& command) {
  return world.store->writing(Lane::interactive, [&](UnitOfWork& unit) { return command(unit); });
}

}  // namespace

TEST_CASE("a message is prepared, sent and accepted with its proof, and its channel sees what it is about") {
  DeliveryWorld world;
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto id = world.message("event-1");
  const auto row = world.waitFor(id, State::accepted);
  CHECK(row.proof == "<ack/>");
  CHECK(row.documentId.empty());
  const auto sent = world.channel->messages();
  REQUIRE(sent.size() == 1);
  REQUIRE(sent[0].has_value());
  CHECK(sent[0]->kind == "order.status");
  CHECK(sent[0]->subject == "exam");
  CHECK(sent[0]->siteId == "site");
  CHECK(sent[0]->data == R"({"event":"exam.arrived"})");
  CHECK(world.channel->prepared().at(0) == row.prepared);
}

TEST_CASE("the same cause is one message, however often and from however many threads it is heard") {
  DeliveryWorld world;
  std::atomic<int> stored{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { stored += world.message("event-1").empty() ? 0 : 1; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(stored == 1);
  CHECK(count(world, "SELECT COUNT(*) FROM delivery") == 1);
  CHECK(count(world, "SELECT COUNT(*) FROM outbound_message") == 1);
}

TEST_CASE("the cause that was undone with its transaction may come again") {
  DeliveryWorld world;
  const OutboundMessage message{"wire", "HIS", "order.status", "exam", "site", "{}", "exam", true, "", "event-1"};
  CHECK_THROWS(world.store->write(Lane::feed, [&](UnitOfWork& unit) {
    storeMessage(unit, message);
    throw std::runtime_error("undone");
  }));
  CHECK(count(world, "SELECT COUNT(*) FROM delivery") == 0);
  CHECK_FALSE(world.message("event-1").empty());
}

TEST_CASE("a newer state supersedes the one that has not left, and only of the same thing") {
  DeliveryWorld world;
  const auto first = world.message("event-1");
  const auto other = world.message("event-2", "another exam");
  const auto second = world.message("event-3");
  CHECK(world.row(first).state == State::cancelled);
  CHECK(world.row(first).reason == "superseded");
  CHECK(world.row(other).state == State::queued);
  CHECK(world.row(second).state == State::queued);
}

TEST_CASE("messages of which each must arrive supersede nothing and leave in order") {
  DeliveryWorld world;
  const auto first = world.message("event-1", "exam", false);
  const auto second = world.message("event-2", "exam", false);
  world.channel->workerCount = 4;
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  world.waitFor(second, State::accepted);
  CHECK(world.channel->sent() == std::vector<std::string>{first, second});
}

TEST_CASE("a state whose outcome is unknown holds its successor back until it is decided") {
  DeliveryWorld world;
  world.channel->onSend = [](const DeliveryTask&, std::stop_token) { return outcomeOf(Kind::unknown); };
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto first = world.message("event-1");
  world.waitFor(first, State::undecided);
  const auto second = world.message("event-2");
  CHECK(world.row(first).state == State::undecided);
  CHECK(world.store->reading([&](Reader& reader) { return queue::anyDue(reader, "wire", world.store->now()); }) == false);
  SUBCASE("the older state is not sent again over the newer") {
    CHECK(refusalOf([&] { doing(world, [&](UnitOfWork& unit) { return resendDelivery(unit, world.caller, first); }); }) == "delivery.superseded");
  }
  SUBCASE("cancelling it lets the newer go") {
    doing(world, [&](UnitOfWork& unit) { return cancelDelivery(unit, world.caller, first), 0; });
    dispatcher->wake();
    world.waitFor(second, State::undecided);
  }
}

TEST_CASE("[SR-30] a paused destination holds its messages and lets them go when it is resumed, others are sent") {
  DeliveryWorld world;
  std::atomic<bool> refused{true};
  world.channel->onSend = [&](const DeliveryTask& task, std::stop_token) {
    return task.destination == "HIS" && refused ? outcomeOf(Kind::paused, "tls.certificate") : outcomeOf(Kind::accepted);
  };
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto first = world.message("event-1", "exam");
  world.waitFor(first, State::held);
  const auto second = world.message("event-2", "exam 2");
  CHECK(world.row(second).state == State::held);
  CHECK(world.row(second).reason == "tls.certificate");
  const auto document = world.plan("2.25.7");
  world.waitFor(document, State::accepted);
  refused = false;
  doing(world, [&](UnitOfWork& unit) { return resumeDeliveries(unit, world.caller, "wire", "HIS"); });
  world.waitFor(first, State::accepted);
  world.waitFor(second, State::accepted);
}

TEST_CASE("the hold of documents for identity says nothing about messages") {
  DeliveryWorld world;
  world.identityChanged = true;
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto message = world.message("event-1");
  world.waitFor(message, State::accepted);
  CHECK(world.waitFor(world.plan("2.25.8"), State::held).reason == "identity.changed");
  CHECK(world.channel->sent() == std::vector<std::string>{message});
}

TEST_CASE("a message that was refused and is the newest is sent again with the bytes prepared before") {
  DeliveryWorld world;
  std::atomic<bool> broken{true};
  world.channel->onSend = [&](const DeliveryTask&, std::stop_token) { return outcomeOf(broken ? Kind::fix : Kind::accepted); };
  auto dispatcher = world.dispatcher(world.channel);
  dispatcher->start();
  const auto first = world.message("event-1");
  world.waitFor(first, State::fix);
  broken = false;
  const auto again = doing(world, [&](UnitOfWork& unit) { return resendDelivery(unit, world.caller, first); });
  world.waitFor(again, State::accepted);
  const auto prepared = world.channel->prepared();
  REQUIRE(prepared.size() == 2);
  CHECK(prepared[0] == prepared[1]);
}

TEST_CASE("a message without what it needs is refused before anything is stored") {
  DeliveryWorld world;
  const OutboundMessage whole{"wire", "HIS", "order.status", "exam", "site", "{}", "exam", true, "", "event-1"};
  for (auto part : {&OutboundMessage::channel, &OutboundMessage::kind, &OutboundMessage::siteId, &OutboundMessage::data, &OutboundMessage::onceKey}) {
    auto message = whole;
    (message.*part).clear();
    CHECK(refusalOf([&] { doing(world, [&](UnitOfWork& unit) { return storeMessage(unit, message); }); }) == "delivery.message");
  }
  CHECK(count(world, "SELECT COUNT(*) FROM outbound_message") == 0);
}
