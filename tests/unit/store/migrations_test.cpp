// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <thread>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

const EmbeddedFile kFirst{"0001_first.sql", "CREATE TABLE demo_a (id TEXT PRIMARY KEY, note {{bytes}});\n-- done; really\n"};
const EmbeddedFile kSecond{"0002_second.sql", "INSERT INTO demo_a (id) VALUES ('x;y'); CREATE TABLE demo_b (number {{sequence}}, words TEXT);"};

std::string tried(TestStore& store, const std::vector<EmbeddedFile>& files) {
  return refusalOf([&] { migrate(*store, {{"demo", files}}); });
}

}  // namespace

TEST_CASE("core's own schema is applied once and then nothing is pending") {
  TestStore store(TestStore::Schema::none);
  CHECK(pending(*store, {coreMigrations()}).size() == coreMigrations().files.size());
  CHECK(migrate(*store, {coreMigrations()}).size() == coreMigrations().files.size());
  CHECK(pending(*store, {coreMigrations()}).empty());
  CHECK(migrate(*store, {coreMigrations()}).empty());
}

TEST_CASE("missing files are applied in order, each with its row and checksum") {
  TestStore store(TestStore::Schema::none);
  CHECK(tried(store, {kFirst}).empty());
  const auto applied = migrate(*store, {{"demo", {kSecond, kFirst}}});
  REQUIRE(applied.size() == 1);
  CHECK(applied[0].name == "0002_second.sql");
  store->read([](Reader& reader) {
    CHECK(reader.query("SELECT id FROM demo_a WHERE id = 'x;y'").size() == 1);
    const auto rows = reader.query("SELECT version, name, sha256 FROM schema_version WHERE component = 'demo' ORDER BY version");
    REQUIRE(rows.size() == 2);
    CHECK(rows[1][1].text() == "0002_second.sql");
    CHECK(rows[1][2].text().size() == 64);
  });
  store->write(Lane::batch, [](UnitOfWork& unit) {
    CHECK(unit.query("INSERT INTO demo_b (words) VALUES ('a') RETURNING number").at(0).at(0).integer() == 1);
    CHECK(unit.query("INSERT INTO demo_b (words) VALUES ('b') RETURNING number").at(0).at(0).integer() == 2);
  });
}

TEST_CASE("a newer schema, a changed file and wrong names are refused") {
  TestStore store(TestStore::Schema::none);
  CHECK(tried(store, {kFirst, kSecond}).empty());
  CHECK(tried(store, {kFirst}) == "store.schema.newer");
  CHECK(tried(store, {{"0001_first.sql", "CREATE TABLE demo_a (id TEXT)"}, kSecond}) == "store.schema.changed");
  CHECK(tried(store, {kFirst, kSecond, {"0004_gap.sql", "SELECT 1"}}) == "store.migration.name");
  CHECK(tried(store, {{"first.sql", ""}}) == "store.migration.name");
  CHECK(tried(store, {{"000a_first.sql", ""}}) == "store.migration.name");
}

TEST_CASE("a file that fails halfway leaves nothing of itself") {
  TestStore store(TestStore::Schema::none);
  CHECK(tried(store, {kFirst, {"0002_bad.sql", "CREATE TABLE demo_c (id TEXT); CREATE TABLE demo_a (id TEXT);"}}) == "store.statement");
  CHECK(tried(store, {kFirst, {"0002_good.sql", "CREATE TABLE demo_c (id TEXT)"}}).empty());
}

TEST_CASE("nodes that migrate at the same time apply each file once") {
  TestStore store(TestStore::Schema::none);
  std::atomic<std::size_t> applied{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&] { applied += migrate(*store, {{"demo", {kFirst, kSecond}}}).size(); });
  }
  for (auto& thread : threads) thread.join();
  CHECK(applied == 2);
}

TEST_CASE("statements end at semicolons outside quotes, dollar quotes and comments") {
  const auto split = splitStatements("A ';' ''';'; -- x;\nB \";\" /* ; */ ; $$ ; $$ ; $t$ ; $$ $t$ C;;\n -- only a comment\n;D $1;  ");
  REQUIRE(split.size() == 5);
  CHECK(split[0] == "A ';' ''';'");
  CHECK(split[1] == "-- x;\nB \";\" /* ; */");
  CHECK(split[2] == "$$ ; $$");
  CHECK(split[3] == "$t$ ; $$ $t$ C");
  CHECK(split[4] == "D $1");
  CHECK(splitStatements("").empty());
  CHECK(splitStatements("/* x */ -- y").empty());
}

TEST_CASE("an unfinished quote or comment is refused") {
  for (const char* sql : {"A 'x", "A \"x", "A /* x", "A $$ x", "A $t$ x $$"}) {
    CAPTURE(sql);
    CHECK(refusalOf([&] { splitStatements(sql); }) == "store.migration.syntax");
  }
}
