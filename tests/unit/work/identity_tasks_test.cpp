// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/identity_tasks.h"

#include <doctest/doctest.h>

#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

std::string open(IdentityHouse& house, const std::string& kind, const std::string& patientId, const std::string& other = "",
                 const std::string& detail = "{}") {
  IdentityTask task;
  task.kind = kind;
  task.patientId = patientId;
  task.otherId = other;
  task.detail = detail;
  return house.write([&](UnitOfWork& work) { return house.service.openTask(work, house.officer(), task); });
}

void close(IdentityHouse& house, const std::string& id, const std::string& outcome = "no_action") {
  house.write([&](UnitOfWork& work) { house.service.closeTask(work, house.officer(), id, outcome, "vu"); });
}

}  // namespace

TEST_CASE("one worklist for all kinds: the same is opened once, closed once, and may come again [SR-08]") {
  IdentityHouse house;
  const auto patient = house.stored(IdentityStatus::provisional);
  const auto first = open(house, "duplicate", patient.id, "other");
  CHECK(open(house, "duplicate", patient.id, "other") == first);
  CHECK(open(house, "duplicate", patient.id, "third") != first);
  close(house, first);
  CHECK(refusalOf([&] { close(house, first); }) == "identity.task.closed");
  CHECK(open(house, "duplicate", patient.id, "other") != first);
  const auto closed = house.tasks("duplicate", patient.id, true);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].closedBy == "account:identity_officer");
  CHECK(closed[0].outcome == "no_action");
  CHECK(closed[0].note == "vu");
}

TEST_CASE("indicators count what is open by kind, and since when the oldest waits [SR-08]") {
  IdentityHouse house;
  const auto patient = house.stored(IdentityStatus::provisional);
  open(house, "duplicate", patient.id, "1");
  house.store.clock.advance(std::chrono::hours(1));
  open(house, "duplicate", patient.id, "2");
  close(house, open(house, "insi_ko", patient.id));
  open(house, "doubtful", patient.id);
  const auto counts = house.read([&](Reader& reader) { return house.service.taskCounts(reader); });
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].kind == "doubtful");
  CHECK(counts[1].kind == "duplicate");
  CHECK(counts[1].open == 2);
  CHECK(house.happened(counts[1].oldestOpenedAt, std::chrono::hours(1)));
}

TEST_CASE("the worklist is read the oldest first, page after page, by kind or patient") {
  IdentityHouse house;
  const auto one = house.stored(IdentityStatus::provisional);
  const auto two = house.stored(IdentityStatus::provisional, nessi());
  for (int i = 0; i < 5; ++i) open(house, i % 2 == 0 ? "duplicate" : "doubtful", i < 3 ? one.id : two.id, std::to_string(i));
  IdentityTaskFilter filter;
  filter.limit = 2;
  std::vector<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    for (const auto& task : house.read([&](Reader& reader) { return house.service.tasks(reader, filter); })) {
      seen.push_back(task.otherId);
      filter.afterOpenedAt = task.openedAt;
      filter.afterId = task.id;
    }
  }
  CHECK(seen == std::vector<std::string>{"0", "1", "2", "3", "4"});
  CHECK(house.tasks("duplicate").size() == 3);
  CHECK(house.tasks("", two.id).size() == 2);
  CHECK(house.tasks("duplicate", two.id).size() == 1);
}

TEST_CASE("a task of no kind, about nobody, with a detail that is no object, or closed without a word is refused") {
  IdentityHouse house;
  const auto patient = house.stored(IdentityStatus::provisional);
  for (const char* kind : {"", "Duplicate", "a b", "x'; DROP TABLE patient; --"})
    CHECK(refusalOf([&] { open(house, kind, patient.id); }) == "identity.task.kind");
  for (const char* detail : {"[]", "nope", "1"})
    CHECK(refusalOf([&] { open(house, "duplicate", patient.id, "", detail); }) == "identity.task.detail");
  CHECK(refusalOf([&] { open(house, "duplicate", "nobody"); }) == "patient.unknown");
  const auto id = open(house, "duplicate", patient.id);
  CHECK(refusalOf([&] { close(house, id, ""); }) == "identity.task.outcome");
  CHECK(refusalOf([&] { close(house, id, "Mme DUPONT"); }) == "identity.task.outcome");
  CHECK(refusalOf([&] { close(house, "nothing"); }) == "identity.task.unknown");
}

TEST_CASE("the list of partners with whom data bearing the INS was exchanged, of one patient and of all [RIS.INS.51]") {
  IdentityHouse house;
  const auto one = house.stored(IdentityStatus::qualified);
  const auto two = house.stored(IdentityStatus::qualified, nessi());
  const auto note = [&](const Patient& patient, const char* partner, const char* direction) {
    house.write([&](UnitOfWork& work) { house.service.exchanged(work, patient.id, partner, direction); });
  };
  note(one, "hl7:GAM", "in");
  house.store.clock.advance(std::chrono::hours(1));
  note(one, "hl7:GAM", "in");
  note(one, "dmp:1750803447", "out");
  note(two, "hl7:GAM", "in");
  const auto exchanges = house.read([&](Reader& reader) { return house.service.exchanges(reader, one.id); });
  REQUIRE(exchanges.size() == 2);
  CHECK(exchanges[0].partner == "dmp:1750803447");
  CHECK(house.happened(exchanges[1].firstAt, std::chrono::hours(1)));
  CHECK(house.happened(exchanges[1].lastAt));
  const auto partners = house.read([&](Reader& reader) { return house.service.partners(reader); });
  REQUIRE(partners.size() == 2);
  CHECK(partners[1].partner == "hl7:GAM");
  CHECK(partners[1].patients == 2);
  CHECK(refusalOf([&] { note(one, "hl7:GAM", "sideways"); }) == "identity.exchange.direction");
}
