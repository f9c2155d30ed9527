// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/delivery/delivery_world.h"

using namespace clairis;
using namespace clairis::test;
using State = DeliveryState;

namespace {

template <class F>
auto doing(DeliveryWorld& world, F&& command) {
  return world.store->writing(Lane::interactive, [&](UnitOfWork& unit) { return command(unit); });
}

void put(DeliveryWorld& world, const std::string& id, State state) {
  world.store->write(Lane::interactive, [&](UnitOfWork& unit) { unit.execute("UPDATE delivery SET state = $1 WHERE id = $2", {toText(state), id}); });
}

constexpr State kAll[] = {State::queued, State::sending,  State::held,         State::retry,    State::undecided,
                          State::fix,    State::accepted, State::finalRefusal, State::cancelled};

}  // namespace

TEST_CASE("[SR-30] every state and every command of a person: what the table allows happens, the rest is refused and changes nothing") {
  DeliveryWorld world;
  struct Command {
    DeliveryEvent event;
    std::function<void(UnitOfWork&, const std::string&)> run;
  };
  const std::vector<Command> commands{
      {DeliveryEvent::resend, [&](UnitOfWork& unit, const std::string& id) { resendDelivery(unit, world.caller, id); }},
      {DeliveryEvent::cancel, [&](UnitOfWork& unit, const std::string& id) { cancelDelivery(unit, world.caller, id); }},
      {DeliveryEvent::release, [&](UnitOfWork& unit, const std::string& id) { releaseDelivery(unit, world.caller, id); }},
  };
  int number = 0;
  for (const auto state : kAll) {
    for (const auto& command : commands) {
      const auto id = world.plan("2.25.1" + std::to_string(++number));
      put(world, id, state);
      const auto code = refusalOf([&] { doing(world, [&](UnitOfWork& unit) { return command.run(unit, id), 0; }); });
      CAPTURE(toText(state));
      CAPTURE(toText(command.event));
      CHECK(code == (next(state, command.event) ? "" : "delivery.state"));
      if (!code.empty()) CHECK(world.row(id).state == state);
    }
  }
}

TEST_CASE("resending makes a new delivery that points to the old one and keeps what was prepared") {
  DeliveryWorld world;
  const auto id = world.plan("2.25.9");
  world.store->write(Lane::interactive, [&](UnitOfWork& unit) {
    unit.execute("UPDATE delivery SET state = 'fix', prepared = $1, attempt = 4 WHERE id = $2", {Blob{"bytes"}, id});
  });
  const auto fresh = doing(world, [&](UnitOfWork& unit) { return resendDelivery(unit, world.caller, id); });
  const auto row = world.row(fresh);
  CHECK(row.state == State::queued);
  CHECK(row.resendOf == id);
  CHECK(row.prepared == "bytes");
  CHECK(row.attempt == 0);
  CHECK(world.row(id).state == State::cancelled);
  CHECK(world.row(id).reason == "resent");
}

TEST_CASE("a final refusal stays as it is beside its resend") {
  DeliveryWorld world;
  const auto id = world.plan("2.25.9", {"", "final", "patient.opposition"});
  doing(world, [&](UnitOfWork& unit) { return resendDelivery(unit, world.caller, id); });
  CHECK(world.row(id).state == State::finalRefusal);
}

TEST_CASE("an unsent predecessor is superseded by its successor, one that left is not") {
  DeliveryWorld world;
  for (const auto state : kAll) {
    const auto set = "2.25.7" + std::to_string(static_cast<int>(state));
    const auto earlier = world.plan(set);
    put(world, earlier, state);
    world.plan(set);
    CAPTURE(toText(state));
    CHECK(world.row(earlier).state == next(state, DeliveryEvent::supersede).value_or(state));
  }
}

TEST_CASE("an unknown delivery is not found, hostile ids included") {
  DeliveryWorld world;
  for (const std::string id : {"", "x", "' OR 1=1 --", "\xFF\xFE"}) {
    if (id == "\xFF\xFE" && TestStore::onPostgresql()) continue;
    CHECK(refusalOf([&] { doing(world, [&](UnitOfWork& unit) { return cancelDelivery(unit, world.caller, id), 0; }); }) == "delivery.unknown");
  }
}

TEST_CASE("held and final plans keep their reason and are never due; a wrong plan is refused") {
  DeliveryWorld world;
  const auto held = world.row(world.plan("2.25.9", {"a", "held", "identity.not_qualified"}));
  CHECK(held.state == State::held);
  CHECK(held.reason == "identity.not_qualified");
  CHECK(held.dueAt == kNever);
  CHECK(held.destination == "a");

  class WrongChannel final : public DeliveryChannel {
  public:
    explicit WrongChannel(PlannedDelivery planned) : _planned(std::move(planned)) {}
    std::string name() const override { return "wrong"; }
    std::vector<PlannedDelivery> plan(const DocumentView&) const override { return {_planned}; }
    std::string prepare(const DeliveryTask&) override { return {}; }
    Outcome send(const DeliveryTask&, std::chrono::steady_clock::time_point, std::stop_token) override { return {}; }

  private:
    PlannedDelivery _planned;
  };
  const auto planning = [](const PlannedDelivery& planned) {
    return refusalOf([&] { planDeliveries({std::make_shared<WrongChannel>(planned)}, {}); });
  };
  CHECK(planning({"", "accepted", "x"}) == "delivery.plan");
  CHECK(planning({"", "held", ""}) == "delivery.plan");
  CHECK(planning({"", "final", ""}) == "delivery.plan");
  CHECK(planning({"", "queued", ""}).empty());
}

TEST_CASE("a lease of somebody else is never written over") {
  DeliveryWorld world;
  const auto id = world.plan("2.25.9");
  world.store->write(Lane::feed, [&](UnitOfWork& unit) {
    auto rows = queue::lease(unit, {"wire", "mine", 8, unit.now() + std::chrono::seconds(60)});
    REQUIRE(rows.size() == 1);
    CHECK(queue::lease(unit, {"wire", "yours", 8, unit.now() + std::chrono::seconds(60)}).empty());
    auto row = rows[0];
    row.state = State::accepted;
    CHECK_FALSE(queue::begin(unit, row, "yours", unit.now()));
    CHECK_FALSE(queue::finish(unit, row, "yours"));
    CHECK(queue::finish(unit, row, "mine"));
    CHECK_FALSE(queue::finish(unit, row, "mine"));
  });
  CHECK(world.row(id).state == State::accepted);
}
