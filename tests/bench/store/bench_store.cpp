// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>

#include "bench/store/measure.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::bench;
using namespace clairis::test;

namespace {

void makeTable(TestStore& store) {
  store->write(Lane::batch,
               [](UnitOfWork& unit) { unit.execute("CREATE TABLE thing (id TEXT PRIMARY KEY, number BIGINT NOT NULL, raw {{bytes}} NOT NULL)"); });
}

void insertOne(Database& database, Lane lane, const Blob& raw) {
  database.write(lane, [&](UnitOfWork& unit) { unit.execute("INSERT INTO thing (id, number, raw) VALUES ($1, 1, $2)", {unit.newId(), raw}); });
}

void benchInserts(TestStore& store, int threads, std::size_t size) {
  const auto folder = std::filesystem::temp_directory_path().string();
  const auto floorBefore = flushesPerSecond(folder, size);
  const Blob raw{std::string(size, 'r')};
  constexpr auto kTime = std::chrono::seconds(2);
  std::atomic<int> count{0};
  std::vector<std::thread> running;
  const auto start = Steady::now();
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&] {
      while (Steady::now() - start < kTime) {
        insertOne(*store, Lane::feed, raw);
        ++count;
      }
    });
  }
  for (auto& thread : running) thread.join();
  const auto rate = count / secondsSince(start);
  // A shared disk changes its speed within seconds: measured on both sides.
  const auto floorAfter = flushesPerSecond(folder, size);
  print(fmt::format("durable inserts of {} bytes, {} threads", size, threads), rate, "per second", (floorBefore + floorAfter) / 2);
}

void benchFairness(TestStore& store) {
  std::atomic<bool> stop{false};
  std::atomic<int> fed{0};
  const Blob raw{std::string(512, 'r')};
  std::vector<std::thread> feeds;
  for (int thread = 0; thread < 6; ++thread) {
    feeds.emplace_back([&, thread] {
      for (; !stop; ++fed) insertOne(*store, thread < 4 ? Lane::feed : Lane::batch, raw);
    });
  }
  std::vector<double> waits;
  const auto start = Steady::now();
  for (int number = 0; number < 500; ++number) {
    const auto before = Steady::now();
    insertOne(*store, Lane::interactive, raw);
    waits.push_back(secondsSince(before) * 1000);
  }
  const auto seconds = secondsSince(start);
  stop = true;
  for (auto& thread : feeds) thread.join();
  std::sort(waits.begin(), waits.end());
  print("interactive beside a saturating feed, median", waits[waits.size() / 2], "ms");
  print("interactive beside a saturating feed, p99", waits[waits.size() * 99 / 100], "ms");
  print("feed and batch meanwhile", fed / seconds, "per second");
}

void benchQueries(TestStore& store) {
  std::vector<std::string> ids;
  store->write(Lane::batch, [&](UnitOfWork& unit) {
    for (int number = 0; number < 1000; ++number) {
      ids.push_back(unit.newId());
      unit.execute("INSERT INTO thing (id, number, raw) VALUES ($1, $2, $3)", {ids.back(), number, Blob{"x"}});
    }
  });
  constexpr int kCount = 50000;
  const auto one = Steady::now();
  store->read([&](Reader& reader) {
    for (int number = 0; number < kCount; ++number)
      reader.query("SELECT id, number FROM thing WHERE id = $1", {ids[static_cast<std::size_t>(number % 1000)]});
  });
  print("point query inside a read", secondsSince(one) / kCount * 1e6, "us");
  const auto each = Steady::now();
  for (int number = 0; number < kCount / 5; ++number) {
    store->read([&](Reader& reader) { reader.query("SELECT id, number FROM thing WHERE id = $1", {ids[static_cast<std::size_t>(number % 1000)]}); });
  }
  print("point query with a snapshot of its own", secondsSince(each) / kCount * 5e6, "us");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2) {
    setenv("CLAIRIS_TEST_STORE", "postgresql", 1);
    setenv("CLAIRIS_TEST_POSTGRES", argv[1], 1);
  }
  TestStore store(TestStore::Schema::none);
  if (store.log.has("store.not_durable")) {
    std::fputs("bench_store: this PostgreSQL does not flush (fsync=off), so nothing here would be durable; start it with fsync=on\n", stderr);
    return 1;
  }
  makeTable(store);
  for (const std::size_t size : {std::size_t{512}, std::size_t{40000}}) {
    for (const int threads : {1, 8}) benchInserts(store, threads, size);
  }
  benchFairness(store);
  benchQueries(store);
  benchDeliveries();
  return 0;
}
