// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/console_registry.h"

#include <doctest/doctest.h>

#include <thread>

#include "unit/worklist/console_room.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::ConsoleRoom;
using clairis::test::refusalOf;

namespace {

dicom::ConsoleProfile limited(std::size_t answers) {
  dicom::ConsoleProfile profile;
  profile.answerLimit = answers;
  return profile;
}

std::size_t limitOf(ConsoleRoom& room, const std::string& title) { return room.registry->profileOf(title)->answerLimit; }

}  // namespace

TEST_CASE("a console has its own profile, else that of everybody, else what the options say") {
  ConsoleRoom room;
  CHECK(limitOf(room, "CT1") == 500);
  room.give("*", limited(30));
  room.give("CT1", limited(10));
  room.registry->refresh();
  CHECK(limitOf(room, "CT1") == 10);
  CHECK(limitOf(room, "MR1") == 30);
}

TEST_CASE("a query keeps the profile it began with while another one is stored") {
  ConsoleRoom room;
  room.give("CT1", limited(10));
  room.registry->refresh();
  const auto begun = room.registry->profileOf("CT1");
  room.give("CT1", limited(20), room.store->reading([](Reader& reader) { return storedProfile(reader, "CT1")->version; }));
  room.registry->refresh();
  CHECK(begun->answerLimit == 10);
  CHECK(limitOf(room, "CT1") == 20);
}

TEST_CASE("a profile changed at another node is taken over by the next refresh") {
  ConsoleRoom room;
  const auto other = room.open(3);
  room.give("CT1", limited(10));
  CHECK(other->profileOf("CT1")->answerLimit == 500);
  other->refresh();
  CHECK(other->profileOf("CT1")->answerLimit == 10);
}

TEST_CASE("a row that cannot be read is told once and leaves the console with everybody's profile") {
  ConsoleRoom room;
  room.give("*", limited(30));
  room.give("CT1", limited(10));
  for (const char* broken : {"{\"answerLimit\":0}", "not json", "{\"members\":\"of a later version\"}"}) {
    room.store->write(Lane::interactive, [&](UnitOfWork& work) {
      work.execute("UPDATE worklist_console SET profile = $1 WHERE ae_title = $2", {broken, "CT1"});
    });
    room.registry->refresh();
    CHECK(limitOf(room, "CT1") == 30);
  }
  CHECK(room.store.log.has("worklist.console.unreadable"));
}

TEST_CASE("two people who change one profile: the second is told, also after it was removed and stored again") {
  ConsoleRoom room;
  const auto first = room.give("CT1", limited(10));
  CHECK(refusalOf([&] { room.give("CT1", limited(11)); }) == "worklist.console.version");
  const auto second = room.give("CT1", limited(12), first.version);
  CHECK(refusalOf([&] { room.give("CT1", limited(13), first.version); }) == "worklist.console.version");
  const auto remove = [&](std::int64_t version) {
    room.store->write(Lane::interactive, [&](UnitOfWork& work) { removeProfile(work, room.caller, "CT1", version); });
  };
  CHECK(refusalOf([&] { remove(first.version); }) == "worklist.console.version");
  remove(second.version);
  CHECK(refusalOf([&] { remove(second.version); }) == "worklist.console.unknown");
  CHECK(room.give("CT1", limited(14)).version > second.version);
}

TEST_CASE("a change is audited by the members it touched, never by their values") {
  ConsoleRoom room;
  const auto first = room.give("CT1", limited(10));
  auto changed = limited(10);
  changed.stations = {"SECRET-STATION"};
  room.give("CT1", changed, first.version);
  const auto rows = room.store->reading(
      [](Reader& reader) { return reader.query("SELECT actor, action, object, detail FROM audit_entry WHERE object = 'console:CT1' ORDER BY id"); });
  REQUIRE(rows.size() == 2);
  CHECK(rows[1][0].text() == "account:admin");
  CHECK(rows[1][1].text() == "worklist.console.changed");
  CHECK(rows[1][3].text() == "{\"members\":[\"stations\"]}");
}

TEST_CASE("today is the day of the site, not of Greenwich") {
  ConsoleRoom room;
  CHECK(room.registry->today() == "20261120");
  room.store.clock.advance(std::chrono::hours(13));  // 23:17 UTC
  CHECK(room.registry->today() == "20261121");
}

TEST_CASE("the last queries of a console are kept, older ones make room, other consoles keep theirs") {
  ConsoleRoom room(3);
  for (int i = 0; i < 5; ++i) {
    room.asks("CT1", "q" + std::to_string(i), {.status = 0xA700, .answers = i, .accessions = {"A" + std::to_string(i)}});
    room.store.clock.advance(std::chrono::seconds(1));
  }
  room.asks("MR1", std::string("\0\xFF", 2));
  room.registry->flush(Lane::batch);
  room.asks("CT1", "q5");
  room.registry->flush(Lane::batch);
  const auto kept = room.recorded("CT1");
  REQUIRE(kept.size() == 3);
  CHECK(kept[0].identifier.bytes == "q5");
  CHECK(kept[1].identifier.bytes == "q4");
  CHECK(kept[1].status == 0xA700);
  CHECK(kept[1].answers == 4);
  CHECK(kept[1].accessions == std::vector<std::string>{"A4"});
  CHECK(kept[1].peer == "10.0.0.7");
  CHECK(kept[2].identifier.bytes == "q3");
  CHECK(room.recorded("MR1").at(0).identifier.bytes == std::string("\0\xFF", 2));
  CHECK(room.heard("CT1")->queries == 6);
  CHECK(room.heard("CT1")->firstAt < room.heard("CT1")->lastAt);
}

TEST_CASE("with recording off consoles are still heard") {
  ConsoleRoom room(0);
  room.asks("CT1");
  room.registry->flush(Lane::batch);
  CHECK(room.recorded("CT1").empty());
  CHECK(room.heard("CT1")->queries == 1);
}

TEST_CASE("a query does not wait for the database: while it cannot be written, a bounded number waits and the rest is counted") {
  ConsoleRoom room(100);
  for (int console = 0; console < 30; ++console) {
    for (int i = 0; i < 100; ++i) room.asks("CT" + std::to_string(console));
  }
  CHECK(room.store.metrics.value("clairis_worklist_unrecorded_total|what=query") == 1000);
  room.store->write(Lane::batch, [](UnitOfWork& work) { work.execute("ALTER TABLE worklist_query RENAME TO away"); });
  CHECK_THROWS(room.registry->flush(Lane::batch));
  room.store->write(Lane::batch, [](UnitOfWork& work) { work.execute("ALTER TABLE away RENAME TO worklist_query"); });
  room.asks("CT0");
  room.registry->flush(Lane::batch);
  CHECK(room.heard("CT0")->queries == 101);
  CHECK(room.heard("CT29")->queries == 100);
  CHECK(room.recorded("CT0").size() == 100);
}

TEST_CASE("large identifiers are bounded by their bytes, not only by their number") {
  ConsoleRoom room(1000);
  for (int i = 0; i < 200; ++i) room.asks("CT1", std::string(64 * 1024, 'x'));
  CHECK(room.store.metrics.value("clairis_worklist_unrecorded_total|what=query") == 200 - 128);
}

TEST_CASE("titles are bounded: a peer that invents them does not fill the database, and a console with a profile is always heard") {
  ConsoleRoom room(1);
  for (int i = 0; i < 1001; ++i) room.asks("INVENTED" + std::to_string(i));
  CHECK(room.store.metrics.value("clairis_worklist_unrecorded_total|what=console") == 1);
  room.registry->flush(Lane::batch);
  room.give("CT1", {});
  room.asks("CT1");
  room.asks("CT2");
  room.registry->flush(Lane::batch);
  CHECK(room.heard("CT1").has_value());
  CHECK_FALSE(room.heard("CT2").has_value());
  CHECK(room.recorded("CT2").empty());
}

TEST_CASE("values that had to be spelled out are counted by console and attribute, and told once") {
  ConsoleRoom room;
  for (int i = 0; i < 3; ++i) {
    dicom::AnsweredQuery query;
    query.callingAe = "CT1";
    query.outcome.spelledOut = {0x00100010, 0x00321060};
    room.registry->answered(std::move(query));
    room.registry->flush(Lane::batch);
  }
  CHECK(room.heard("CT1")->spelledOut == std::map<std::string, std::int64_t>{{"0010,0010", 3}, {"0032,1060", 3}});
  CHECK(room.store.metrics.value("clairis_worklist_spelled_out_total|calling_ae=CT1") == 6);
  CHECK(room.store.log.has("worklist.value.spelled_out"));
}

TEST_CASE("recorded queries are purged by age, and titles that fell silent with them") {
  ConsoleRoom room;
  room.asks("CT1");
  room.registry->flush(Lane::batch);
  room.store.clock.advance(std::chrono::hours(1));
  room.asks("MR1");
  room.registry->flush(Lane::batch);
  room.store->write(Lane::batch, [&](UnitOfWork& work) { CHECK_FALSE(purgeRecorded(work, toIso(room.store.clock.now()), "")); });
  CHECK(room.recorded("CT1").empty());
  CHECK(room.recorded("MR1").size() == 1);
  CHECK(room.heard("CT1").has_value());
  room.store->write(Lane::batch, [&](UnitOfWork& work) { purgeRecorded(work, "", toIso(room.store.clock.now())); });
  CHECK_FALSE(room.heard("CT1").has_value());
  CHECK(room.heard("MR1").has_value());
}

TEST_CASE("consoles ask while profiles change and what they asked is written down") {
  ConsoleRoom room(5);
  std::vector<std::jthread> consoles;
  for (int console = 0; console < 4; ++console) {
    consoles.emplace_back([&room, title = "CT" + std::to_string(console)] {
      for (int i = 0; i < 200; ++i) {
        CHECK(room.registry->profileOf(title)->answerLimit > 0);
        room.asks(title);
      }
    });
  }
  std::optional<std::int64_t> version;
  for (std::size_t i = 1; i <= 20; ++i) {
    version = room.give("CT1", limited(i), version).version;
    room.registry->refresh();
    room.registry->flush(Lane::batch);
  }
  consoles.clear();
  room.registry->flush(Lane::batch);
  for (int console = 0; console < 4; ++console) {
    CHECK(room.heard("CT" + std::to_string(console))->queries == 200);
    CHECK(room.recorded("CT" + std::to_string(console)).size() == 5);
  }
  CHECK(limitOf(room, "CT1") == 20);
}
