// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <limits>
#include <thread>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

void makeTable(TestStore& store) {
  store->write(Lane::batch, [](UnitOfWork& unit) {
    unit.execute("CREATE TABLE thing (id TEXT PRIMARY KEY, number BIGINT, small INTEGER, amount DOUBLE PRECISION, words TEXT, raw {{bytes}})");
    unit.execute("CREATE TABLE part (id TEXT PRIMARY KEY, thing_id TEXT NOT NULL REFERENCES thing (id), code TEXT NOT NULL UNIQUE)");
    unit.execute("CREATE UNIQUE INDEX part_some_code ON part (thing_id, code) WHERE code <> ''");
  });
}

void insertThing(Database& database, const std::string& id, const Value& words = "w") {
  database.write(Lane::interactive, [&](UnitOfWork& unit) {
    unit.execute("INSERT INTO thing (id, number, small, amount, words, raw) VALUES ($1, 1, 2, 1.5, $2, NULL)", {id, words});
  });
}

std::int64_t things(Database& database) {
  return database.reading([](Reader& reader) { return reader.first("SELECT COUNT(*) FROM thing").at(0).integer(); });
}

}  // namespace

TEST_CASE("every kind of value comes back as it went in: extremes, accents, NULL, empty text, 40 kB of bytes") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  std::string raw(40000, '\0');
  for (std::size_t at = 0; at < raw.size(); ++at) raw[at] = static_cast<char>(at * 7);
  const auto largest = std::numeric_limits<std::int64_t>::max();
  const auto smallest = std::numeric_limits<std::int64_t>::min();
  store->write(Lane::interactive, [&](UnitOfWork& unit) {
    CHECK(unit.execute("INSERT INTO thing (id, number, small, amount, words, raw) VALUES ($1, $2, $3, $4, $5, $6)",
                       {"a", largest, true, 0.1, "Noël à l'œuvre \xF0\x9F\xA9\xBB", Blob{raw}}) == 1);
    CHECK(unit.execute("INSERT INTO thing (id, number, small, amount, words, raw) VALUES ($1, $2, $3, $4, $5, $6)",
                       {"b", smallest, nullptr, -1e300, "", Blob{}}) == 1);
  });
  store->read([&](Reader& reader) {
    const auto rows = reader.query("SELECT number, small, amount, words, raw FROM thing ORDER BY id");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0][0].integer() == largest);
    CHECK(rows[0][1].boolean());
    CHECK(rows[0][2].real() == 0.1);
    CHECK(rows[0][3].text() == "Noël à l'œuvre \xF0\x9F\xA9\xBB");
    CHECK(rows[0][4].bytes() == raw);
    CHECK(rows[1][0].integer() == smallest);
    CHECK(rows[1][1].null());
    CHECK(rows[1][2].real() == -1e300);
    CHECK_FALSE(rows[1][3].null());
    CHECK(rows[1][3].text().empty());
    CHECK_FALSE(rows[1][4].null());
    CHECK(rows[1][4].bytes().empty());
  });
}

TEST_CASE("expressions have the type of their value, not of a declared column") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a");
  store->read([](Reader& reader) {
    const auto row = reader.first(
        "SELECT COUNT(*), COALESCE(MAX(number), 0), SUM(number), words || '1', number = 1, AVG(amount) FROM thing GROUP BY words, number");
    CHECK(row.at(0).integer() == 1);
    CHECK(row.at(1).integer() == 1);
    CHECK(row.at(2).integer() == 1);
    CHECK(row.at(3).text() == "w1");
    CHECK(row.at(4).boolean());
    CHECK(row.at(5).real() == 1.5);
  });
}

TEST_CASE("text with a NUL character is refused instead of being cut") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  CHECK(refusalOf([&] { insertThing(*store, "a", std::string("x\0y", 3)); }) == "store.text");
  CHECK(things(*store) == 0);
}

TEST_CASE("a statement meant to destroy, given as a parameter, is only text") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a", "'; DROP TABLE thing; --");
  CHECK(things(*store) == 1);
}

TEST_CASE("an exception undoes the whole unit and reaches the caller") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  CHECK_THROWS_AS(store->write(Lane::feed,
                               [](UnitOfWork& unit) {
                                 unit.execute("INSERT INTO thing (id) VALUES ('a')");
                                 throw std::runtime_error("halfway");
                               }),
                  std::runtime_error);
  CHECK(things(*store) == 0);
}

TEST_CASE("a duplicate names the constraint or index, the same on both databases") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a");
  insertThing(*store, "b");
  const auto duplicate = [&](const char* first, const char* second) {
    try {
      store->write(Lane::feed, [&](UnitOfWork& unit) {
        unit.execute(first);
        unit.execute(second);
      });
    } catch (const Conflict& conflict) {
      return conflict.code() + " " + conflict.field();
    }
    return std::string("none");
  };
  CHECK(duplicate("DELETE FROM part", "INSERT INTO thing (id) VALUES ('a')") == "store.duplicate thing_pkey");
  CHECK(duplicate("INSERT INTO part VALUES ('1', 'a', 'x')", "INSERT INTO part VALUES ('2', 'b', 'x')") == "store.duplicate part_code_key");
  CHECK(duplicate("DROP INDEX part_some_code", "CREATE UNIQUE INDEX part_some_code ON part (thing_id)") == "none");
  CHECK(duplicate("INSERT INTO part VALUES ('1', 'a', 'x')", "INSERT INTO part VALUES ('2', 'a', 'y')") == "store.duplicate part_some_code");
}

TEST_CASE("a row that refers to nothing is refused") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  CHECK(refusalOf([&] { store->write(Lane::feed, [](UnitOfWork& unit) { unit.execute("INSERT INTO part VALUES ('1', 'nobody', 'x')"); }); }) ==
        "store.reference");
}

TEST_CASE("a unit that swallowed a failed statement is not committed") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a");
  const auto code = refusalOf([&] {
    store->write(Lane::feed, [](UnitOfWork& unit) {
      unit.execute("INSERT INTO thing (id) VALUES ('b')");
      CHECK_THROWS_AS(unit.execute("INSERT INTO thing (id) VALUES ('a')"), Conflict);
    });
  });
  CHECK(code == "store.spoiled");
  CHECK(things(*store) == 1);
}

TEST_CASE("wrong parameter counts, two statements at once and unknown tokens are refused with the place") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  const auto tried = [&](const char* sql, const Params& params) {
    return refusalOf([&] { store->write(Lane::feed, [&](UnitOfWork& unit) { unit.execute(sql, params); }); });
  };
  CHECK(tried("DELETE FROM thing WHERE id = $1", {}) == "store.statement");
  CHECK(tried("DELETE FROM thing; DELETE FROM part", {}) == "store.statement");
  CHECK(tried("DELETE FROM nowhere", {}) == "store.statement");
  CHECK(tried("CREATE TABLE x (y {{text}})", {}) == "store.token");
}

TEST_CASE("a read sees one snapshot while others write, and a read inside it sees the same") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  store->read([&](Reader& reader) {
    CHECK(reader.first("SELECT COUNT(*) FROM thing").at(0).integer() == 0);
    std::thread([&] { insertThing(*store, "a"); }).join();
    CHECK(reader.first("SELECT COUNT(*) FROM thing").at(0).integer() == 0);
    CHECK(things(*store) == 0);
  });
  CHECK(things(*store) == 1);
}

TEST_CASE("a reader cannot write") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  CHECK_THROWS_AS(store->read([](Reader& reader) { reader.query("INSERT INTO thing (id) VALUES ('a') RETURNING id"); }), Refusal);
  CHECK(things(*store) == 0);
}

TEST_CASE("numbers of a sequence are 1, 2, 3 and never come twice, also from many threads") {
  TestStore store;
  std::mutex mutex;
  std::vector<std::int64_t> numbers;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int count = 0; count < 10; ++count) {
        std::int64_t number = 0;
        store->write(Lane::interactive, [&](UnitOfWork& unit) { number = unit.nextNumber("accession"); });
        const std::lock_guard lock(mutex);
        numbers.push_back(number);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
  CHECK(numbers.front() == 1);
  CHECK(numbers.size() == 40);
}

TEST_CASE("concurrent read-then-write units lose no update") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int count = 0; count < 10; ++count) {
        store->write(Lane::feed, [](UnitOfWork& unit) {
          const auto number = unit.first("SELECT number FROM thing WHERE id = 'a'").at(0).integer();
          unit.execute("UPDATE thing SET number = $1 WHERE id = 'a'", {number + 1});
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(store->reading([](Reader& reader) { return reader.first("SELECT number FROM thing").at(0).integer(); }) == 41);
}

TEST_CASE("two units that each check what the other writes cannot both commit") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  // Each unit inserts only when the table is empty. Both start before either commits when the database runs them at once.
  std::atomic<int> inserted{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      bool wrote = false;
      store->write(Lane::interactive, [&](UnitOfWork& unit) {
        wrote = unit.first("SELECT COUNT(*) FROM thing").at(0).integer() == 0;
        if (wrote) unit.execute("INSERT INTO thing (id) VALUES ($1)", {std::to_string(thread)});
      });
      if (wrote) ++inserted;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(inserted == 1);
  CHECK(things(*store) == 1);
}

TEST_CASE("actions run after the commit and not after a refusal") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  int ran = 0;
  store->write(Lane::feed, [&](UnitOfWork& unit) { unit.afterCommit([&] { ++ran; }); });
  CHECK(ran == 1);
  CHECK_THROWS(store->write(Lane::feed, [&](UnitOfWork& unit) {
    unit.afterCommit([&] { ++ran; });
    throw Refusal("x.y", "no");
  }));
  CHECK(ran == 1);
  store->write(Lane::feed, [&](UnitOfWork& unit) { unit.afterCommit([] { throw std::runtime_error("an action that fails"); }); });
  CHECK(store.log.has("store.after_commit.failed"));
}

TEST_CASE("what was committed is there after opening again") {
  TestStore store(TestStore::Schema::none);
  makeTable(store);
  insertThing(*store, "a");
  store.reopen();
  CHECK(things(*store) == 1);
}

TEST_CASE("addresses of no known database are refused without showing what they hold") {
  ManualClock clock;
  RecordingLog log;
  RecordingMetrics metrics;
  const auto tried = [&](const std::string& url) { return refusalOf([&] { Database::open({.url = url}, clock, log, metrics); }); };
  CHECK(tried("mysql://root:secret@host/db") == "store.url");
  CHECK(tried("sqlite:") == "store.url");
  CHECK(tried("") == "store.url");
  CHECK(tried("postgresql:host='a b'") == "store.url");
  CHECK(tried("postgresql:nonsense=1") == "store.url");
  CHECK(tried("sqlite:/nonexistent/folder/x.db") == "store.open");
}
