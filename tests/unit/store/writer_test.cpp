// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "core/store/fair_lanes.h"
#include "core/store/fair_slots.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

TEST_CASE("lanes: interactive first, feed at least every 9th turn, batch every 33rd, first come first served inside a lane") {
  FairLanes<int> lanes;
  for (int number = 0; number < 200; ++number) {
    lanes.push(Lane::interactive, number);
    lanes.push(Lane::feed, 1000 + number);
    lanes.push(Lane::batch, 2000 + number);
  }
  std::array<int, 3> taken{};
  std::array<int, 3> expected{0, 1000, 2000};
  for (int turn = 1; turn <= 99; ++turn) {
    const auto value = lanes.pop().value();
    const auto lane = static_cast<std::size_t>(value / 1000);
    CHECK(value == expected[lane]++);
    ++taken[lane];
    if (turn >= 9) CHECK(taken[1] >= turn / 10);
    if (turn >= 33) CHECK(taken[2] >= turn / 34);
  }
  CHECK(taken[0] > 80);
}

TEST_CASE("an empty lane gathers no right to a turn") {
  FairLanes<int> lanes;
  for (int number = 0; number < 50; ++number) lanes.push(Lane::interactive, number);
  for (int number = 0; number < 40; ++number) lanes.pop();
  lanes.push(Lane::feed, 1000);
  CHECK(lanes.pop() == 40);
}

TEST_CASE("slots admit as many as there are, then in fair order") {
  FairSlots slots(1);
  std::vector<int> order;
  std::mutex mutex;
  std::vector<std::thread> threads;
  {
    const auto place = slots.enter(Lane::batch);
    for (int thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&, thread] {
        const auto mine = slots.enter(Lane::feed);
        const std::lock_guard lock(mutex);
        order.push_back(thread);
      });
    }
  }
  for (auto& thread : threads) thread.join();
  CHECK(order.size() == 3);
}

TEST_CASE("a unit of work inside another one is refused instead of waiting for itself" * doctest::skip(TestStore::onPostgresql())) {  // about SQLite alone
  TestStore store;
  const auto code = refusalOf([&] { store->write(Lane::feed, [&](UnitOfWork&) { store->write(Lane::feed, [](UnitOfWork&) {}); }); });
  CHECK(code == "store.nested");
}

TEST_CASE("units that commit together stay apart: one that throws undoes only itself") {
  TestStore store;
  std::vector<std::thread> threads;
  std::atomic<int> refused{0};
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int number = 0; number < 20; ++number) {
        try {
          store->write(static_cast<Lane>(thread % 3), [&](UnitOfWork& unit) {
            unit.publish({"x", std::to_string(thread), "{}"});
            if (number % 4 == 3) throw Refusal("x.y", "no");
          });
        } catch (const Refusal&) {
          ++refused;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(refused == 40);
  CHECK(store->reading([](Reader& reader) { return reader.first("SELECT COUNT(*) FROM event").at(0).integer(); }) == 120);
}

TEST_CASE("feeds that saturate the writer keep neither a person nor a batch from finishing") {
  TestStore store;
  std::atomic<bool> stop{false};
  std::atomic<int> fed{0};
  std::vector<std::thread> feeds;
  for (int thread = 0; thread < 4; ++thread) {
    feeds.emplace_back([&] {
      for (; !stop; ++fed) store->write(Lane::feed, [](UnitOfWork& unit) { unit.publish({"feed", "x", "{}"}); });
    });
  }
  for (int number = 0; number < 20; ++number) {
    store->write(number % 2 == 0 ? Lane::interactive : Lane::batch, [](UnitOfWork& unit) { unit.publish({"other", "x", "{}"}); });
  }
  stop = true;
  for (auto& thread : feeds) thread.join();
  const auto counted = [&](const char* name) {
    return store->reading([&](Reader& reader) { return reader.first("SELECT COUNT(*) FROM event WHERE name = $1", {name}).at(0).integer(); });
  };
  CHECK(counted("other") == 20);
  CHECK(counted("feed") == fed);
}

TEST_CASE("ids ascend within the process, also when the clock stands still or goes back") {
  Uuid7Generator ids;
  std::string last;
  for (int number = 0; number < 20000; ++number) {
    const auto id = ids.next(Instant(std::chrono::milliseconds(number < 10000 ? 2000000000000 : 1000000000000)));
    CHECK(id > last);
    last = id;
  }
  CHECK(last.size() == 36);
  CHECK(last[14] == '7');
  CHECK(std::string("89ab").find(last[19]) != std::string::npos);
}

TEST_CASE("a file that is no database, and a database another process locks, are refused with what to do" * doctest::skip(TestStore::onPostgresql())) {  // about SQLite alone
  TestStore store;
  const auto path = store.url().substr(7);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  const auto impatient = Database::open({.url = store.url(), .busyTimeout = std::chrono::milliseconds(1)}, store.clock, store.log, store.metrics);
  CHECK(refusalOf([&] { impatient->write(Lane::feed, [](UnitOfWork&) {}); }) == "store.busy");
  sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  CHECK(refusalOf([&] { impatient->write(Lane::feed, [](UnitOfWork&) {}); }).empty());

  const auto garbage = path + ".garbage";
  std::ofstream(garbage) << std::string(5000, 'g');
  CHECK(refusalOf([&] { Database::open({.url = "sqlite:" + garbage}, store.clock, store.log, store.metrics); }) == "store.corrupt");
}
