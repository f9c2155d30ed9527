// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/duplicate_watch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/store/identity_task.h"
#include "unit/work/merge_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr const char* kPatIns = "279035121518989";
constexpr const char* kNessiIns = "277076322082910";

/// A practice in which the watch hears what was committed.
class WatchingHouse : public MergeHouse {
public:
  void hear() {
    for (const auto& event : unheard()) watch.heard(event);
  }
  std::vector<Event> unheard() {
    std::vector<Event> events;
    const auto& names = work::DuplicateWatch::events();
    for (const auto& row :
         read([&](Reader& reader) { return reader.query("SELECT id, name, subject, data FROM event WHERE id > $1 ORDER BY id", {_last}); })) {
      _last = row[0].text();
      if (std::find(names.begin(), names.end(), row[1].text()) != names.end()) events.push_back({row[1].text(), row[2].text(), row[3].text()});
    }
    return events;
  }
  /// Twice the same person, registered under two numbers.
  std::pair<Patient, Patient> twice() {
    auto pair = std::pair(known("FIRST"), known("SECOND"));
    hear();
    return pair;
  }
  std::vector<IdentityTask> open() { return tasks("duplicate"); }
  std::vector<IdentityTask> closed() { return tasks("duplicate", "", true); }
  void close(const std::string& taskId, const char* outcome) {
    write([&](UnitOfWork& work) { service.closeTask(work, officer(), taskId, outcome, ""); });
  }
  void rename(const std::string& id, const char* firstName, const char* birthDate) {
    act([&](UnitOfWork& work) {
      auto traits = patient(id).traits;
      traits.firstBirthName = traits.birthNames = firstName;
      traits.birthDate = birthDate;
      return service.changeTraits(work, officer(), id, patient(id).version, traits, false, "Pièce d'identité");
    });
  }

  work::DuplicateWatch watch{*store, 1};

private:
  std::string _last;
};

}  // namespace

TEST_CASE("a newcomer who is very likely somebody known opens one task that names both, without a trait [SR-08] [RIS.INS.09]") {
  WatchingHouse h;
  const auto [first, second] = h.twice();
  const auto tasks = h.open();
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].openedBy == "system");
  // Who came last is named first; both were there when they were heard, so either order is one pair.
  CHECK(std::set{tasks[0].patientId, tasks[0].otherId} == std::set{first.id, second.id});
  const auto detail = nlohmann::json::parse(tasks[0].detail);
  CHECK(detail.at("because") == "likeness");
  CHECK(detail.at("score") == 100);
  CHECK(detail.at("codes") == nlohmann::json{"birth_date", "birth_name", "first_name", "sex", "birth_place"});
  CHECK(tasks[0].detail.find("PAT-TROIS") == std::string::npos);
}

TEST_CASE("twins, homonyms born another year and invented people are no duplicates [SR-08]") {
  WatchingHouse h;
  h.known("FIRST");
  auto twin = patTrois().patient.traits;
  twin.firstBirthName = twin.birthNames = "MAXIME";
  h.known("TWIN", twin);
  auto homonym = patTrois().patient.traits;
  homonym.birthDate = "1955-11-02";
  h.known("HOMONYM", homonym);
  auto invented = patTrois(false);
  invented.patient.localIds = {{"FICT", "CIM-TEST", ""}};
  invented.patient.fictitious = true;
  h.receive(invented);
  h.hear();
  CHECK(h.open().empty());
}

TEST_CASE("a pair is one task whichever of them is heard, however often, and after a run that died half way [SR-08]") {
  WatchingHouse h;
  const auto first = h.known("FIRST"), second = h.known("SECOND"), third = h.known("THIRD");
  const auto events = h.unheard();
  // It died when one of three pairs was written.
  h.write([&](UnitOfWork& work) {
    IdentityTask task;
    task.kind = "duplicate";
    task.patientId = first.id;
    task.otherId = second.id;
    task.detail = R"({"because":"likeness"})";
    h.service.openTask(work, h.officer(), task);
  });
  for (int again = 0; again < 2; ++again) {
    for (const auto& event : events) h.watch.heard(event);
  }
  CHECK(h.open().size() == 3);
  // A partner that names them the other way round opens no other either.
  h.write([&](UnitOfWork& work) {
    IdentityTask task;
    task.kind = "duplicate";
    task.patientId = second.id;
    task.otherId = first.id;
    h.service.openTask(work, h.officer(), task);
  });
  CHECK(h.open().size() == 3);
  CHECK(h.closed().empty());
}

TEST_CASE("what a person decided is never asked again [SR-08]") {
  SUBCASE("not the same") {
    WatchingHouse h;
    const auto [first, second] = h.twice();
    h.close(h.open()[0].id, "not_the_same");
    for (const auto& id : {first.id, second.id}) CHECK(h.watch.search(id) == 0);
    h.rename(first.id, "CLAUDE", "1979-03-28");
    h.rename(first.id, "DOMINIQUE", "1979-03-28");
    h.hear();
    CHECK(h.open().empty());
  }
  SUBCASE("a merge that was taken back") {
    WatchingHouse h;
    const auto [first, second] = h.twice();
    h.unmerge(h.merge(second.id, first.id).id);
    h.hear();
    for (const auto& id : {first.id, second.id}) CHECK(h.watch.search(id) == 0);
    CHECK(h.open().empty());
  }
}

TEST_CASE("a task of the watch closes by itself when the two are merged [SR-08]") {
  WatchingHouse h;
  const auto [first, second] = h.twice();
  h.merge(first.id, second.id);
  CHECK(h.open().empty());
  REQUIRE(h.closed().size() == 1);
  CHECK(h.closed()[0].outcome == "merged");
}

TEST_CASE("a task of the watch closes by itself when the traits match no longer, and opens when they match again [SR-08]") {
  WatchingHouse h;
  const auto [first, second] = h.twice();
  // Whichever of the two is changed.
  h.rename(first.id, "CLAUDE", "1958-01-02");
  h.hear();
  CHECK(h.open().empty());
  REQUIRE(h.closed().size() == 1);
  CHECK(h.closed()[0].outcome == "no_longer_alike");
  CHECK(h.closed()[0].closedBy == "system");
  h.rename(first.id, "DOMINIQUE", "1979-03-28");
  h.hear();
  CHECK(h.open().size() == 1);
  h.rename(second.id, "CLAUDE", "1958-01-02");
  h.hear();
  CHECK(h.open().empty());
}

TEST_CASE("two who turn out qualified with different INS are two, and their task closes [SR-03] [SR-08]") {
  WatchingHouse h;
  const auto [first, second] = h.twice();
  h.known("FIRST", patTrois().patient.traits, kPatIns);
  h.hear();
  CHECK(h.open().size() == 1);
  h.known("SECOND", patTrois().patient.traits, kNessiIns);
  h.hear();
  CHECK(h.open().empty());
  CHECK(h.closed()[0].outcome == "no_longer_alike");
}

TEST_CASE("who is no more fictitious is looked for, who becomes fictitious is nobody's duplicate [SR-08]") {
  WatchingHouse h;
  h.known("FIRST");
  auto invented = patTrois(false);
  invented.patient.localIds = {{"FICT", "CIM-TEST", ""}};
  invented.patient.fictitious = true;
  const auto person = h.receive(invented);
  h.hear();
  CHECK(h.open().empty());
  const auto mark = [&](bool set) {
    h.act([&](UnitOfWork& work) {
      return h.service.mark(work, h.officer(), person.id, h.patient(person.id).version, IdentityAttribute::fictitious, set, "Identité de secours");
    });
    h.hear();
  };
  mark(false);
  CHECK(h.open().size() == 1);
  mark(true);
  CHECK(h.open().empty());
}

TEST_CASE("what a partner or a person proposed is not closed by the look of the traits [SR-08]") {
  WatchingHouse h;
  auto other = patTrois().patient.traits;
  other.firstBirthName = other.birthNames = "MAXIME";
  const auto first = h.known("FIRST"), second = h.known("SECOND", other);
  h.write([&](UnitOfWork& work) {
    IdentityTask task;
    task.kind = "duplicate";
    task.patientId = first.id;
    task.otherId = second.id;
    task.detail = R"({"because":"partner_merge"})";
    h.service.openTask(work, h.officer(), task);
  });
  CHECK(h.watch.review(first.id) == 0);
  CHECK(h.watch.review(second.id) == 0);
  CHECK(h.open().size() == 1);
}

TEST_CASE("of many records of one person the likeliest few are proposed at a time [SR-08]") {
  WatchingHouse h;
  for (int i = 0; i < 8; ++i) h.known("P" + std::to_string(i));
  h.unheard();
  const auto newcomer = h.known("NEW");
  h.hear();
  CHECK(h.open().size() == 5);
  for (const auto& task : h.open()) CHECK(task.patientId == newcomer.id);
}

TEST_CASE("a change that makes nobody look other is not searched for [SR-08]") {
  WatchingHouse h;
  const auto [first, second] = h.twice();
  h.write([&](UnitOfWork& work) { work.execute("DELETE FROM identity_task"); });
  h.act([&](UnitOfWork& work) { return h.service.prove(work, h.officer(), first.id, h.patient(first.id).version, {"CN", "", ""}); });
  h.hear();
  CHECK(h.open().empty());
  CHECK(h.watch.search(second.id) == 1);
}
