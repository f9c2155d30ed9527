// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/merged_tasks.h"

#include <doctest/doctest.h>

#include <functional>

#include "unit/work/reviewing_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr const char* kPatIns = "279035121518989";
constexpr const char* kNessiIns = "277076322082910";
const Traits kPat = patTrois().patient.traits;
const Traits kNessi = nessi().patient.traits;

struct Trio {
  Trio() : real(h.known("REAL")), duplicate(h.known("DUP")), third(h.known("THIRD", kNessi)) {}
  IdentityTask merged(const std::string& taskId) {
    merge = h.merge(duplicate.id, real.id);
    h.hear();
    return h.task(taskId);
  }
  void unmerge() {
    h.unmerge(merge.id);
    h.hear();
  }
  ReviewingHouse h;
  Patient real, duplicate, third;
  PatientMerge merge;
};

}  // namespace

TEST_CASE("what a duplicate's tasks are about follows to the survivor with them, and comes back with an unmerge [SR-08]") {
  for (const char* kind : {"documents_held", "partner_refused", "kind_of_later"}) {
    CAPTURE(kind);
    Trio t;
    const auto task = t.h.open(kind, t.duplicate.id, "", R"({"code":"x"})");
    const auto moved = t.merged(task);
    CHECK(moved.patientId == t.real.id);
    CHECK(moved.closedAt.empty());
    CHECK(t.h.tasks(kind, t.real.id).size() == 1);
    t.unmerge();
    CHECK(t.h.task(task).patientId == t.duplicate.id);
    CHECK(t.h.task(task).closedAt.empty());
    CHECK(t.h.tasks(kind, t.real.id).empty());
  }
}

TEST_CASE("documents that left under a lost number are listed anew for the survivor, and the duplicate's own list comes back [SR-06] [SR-08]") {
  ReviewingHouse h;
  const auto real = h.known("REAL", kNessi, kNessiIns);
  const auto duplicate = h.known("DUP", kPat, kPatIns);
  const auto document = h.documentSent(duplicate, "accepted");
  h.lower(duplicate.id);
  const auto own = h.tasks("documents_sent", duplicate.id).at(0);
  const auto merge = h.merge(duplicate.id, real.id);
  h.hear();
  CHECK(h.task(own.id).outcome == "merged");
  REQUIRE(h.tasks("documents_sent").size() == 1);
  CHECK(h.tasks("documents_sent", real.id).at(0).detail.find(document) != std::string::npos);
  h.unmerge(merge.id);
  h.hear();
  // One list, not one more for the unmerge.
  REQUIRE(h.tasks("documents_sent").size() == 1);
  CHECK(h.tasks("documents_sent", duplicate.id).at(0).detail == own.detail);
}

TEST_CASE("tasks about the duplicate's own row close with the merge, and open again with the unmerge where they hold [SR-08]") {
  const std::pair<const char*, std::function<void(Trio&)>> cases[] = {
      {"doubtful", [](Trio& t) { t.h.mark(t.duplicate.id, IdentityAttribute::doubtful, true); }},
      {"first_name", [](Trio& t) { t.h.names(t.duplicate.id, "MARIE", "DOMINIQUE MARIE-LOUISE"); }},
      {"insi_ko",
       [](Trio& t) {
         const auto person = t.h.known("DUP", kPat, kPatIns);
         t.h.act([&](UnitOfWork& work) { return t.h.service.verified(work, t.h.officer(), person.id, {*person.ins, person.traits, false, "call"}); });
       }},
      {"ins_verified",
       [](Trio& t) {
         t.h.saidByOther("DUP", kPatIns);
         t.h.verifiedForeign(t.duplicate.id, true);
       }},
      {"insi_unverifiable",
       [](Trio& t) {
         t.h.saidByOther("DUP", kPatIns);
         t.h.open("insi_unverifiable", t.duplicate.id);
       }},
      {"partner_otherwise", [](Trio& t) { t.h.open("partner_otherwise", t.duplicate.id, "GAM", R"({"said":"other_traits"})"); }},
      {"collision", [](Trio& t) {
         t.h.known("THIRD", kNessi, kNessiIns);
         t.h.open("collision", t.duplicate.id, t.third.id, R"({"holder":")" + t.third.id + R"("})");
       }}};
  for (const auto& [kind, opens] : cases) {
    CAPTURE(kind);
    Trio t;
    opens(t);
    t.h.hear();
    const auto before = t.h.tasks(kind, t.duplicate.id);
    REQUIRE(before.size() == 1);
    const auto closed = t.merged(before[0].id);
    CHECK(closed.patientId == t.duplicate.id);
    CHECK(closed.outcome == "merged");
    CHECK(closed.closedBy == "system");
    CHECK(t.h.tasks(kind).empty());
    t.unmerge();
    const auto again = t.h.tasks(kind);
    REQUIRE(again.size() == 1);
    CHECK(again[0].patientId == t.duplicate.id);
    CHECK(again[0].otherId == before[0].otherId);
    CHECK(again[0].detail == before[0].detail);
  }
}

TEST_CASE("what does not hold any more is not opened again by an unmerge [SR-08] [SR-03]") {
  Trio t;
  t.h.known("THIRD", kNessi, kNessiIns);
  t.h.open("collision", t.duplicate.id, t.third.id, R"({"holder":")" + t.third.id + R"("})");
  t.h.merge(t.duplicate.id, t.real.id);
  t.h.lower(t.third.id);
  t.h.unmerge(t.h.read([&](Reader& reader) { return t.h.merges.merges(reader, t.real.id); }).at(0).id);
  t.h.hear();
  CHECK(t.h.tasks("collision").empty());
}

TEST_CASE("a duplicate's likeness to somebody else is the survivor's, whichever place he has in the task [SR-08]") {
  for (const bool first : {true, false}) {
    CAPTURE(first);
    Trio t;
    const auto task = first ? t.h.open("duplicate", t.duplicate.id, t.third.id) : t.h.open("duplicate", t.third.id, t.duplicate.id);
    const auto moved = t.merged(task);
    CHECK(moved.patientId == (first ? t.real.id : t.third.id));
    CHECK(moved.otherId == (first ? t.third.id : t.real.id));
    CHECK(moved.closedAt.empty());
    t.unmerge();
    CHECK(t.h.task(task).patientId == (first ? t.duplicate.id : t.third.id));
    CHECK(t.h.task(task).otherId == (first ? t.third.id : t.duplicate.id));
  }
}

TEST_CASE("two tasks about what is one patient now are one; taken back they are two again [SR-08]") {
  Trio t;
  const auto kept = t.h.open("duplicate", t.third.id, t.real.id);
  const auto gone = t.h.open("duplicate", t.duplicate.id, t.third.id);
  t.h.open("documents_held", t.real.id);
  t.h.open("documents_held", t.duplicate.id);
  CHECK(t.merged(gone).outcome == "merged");
  CHECK(t.h.task(kept).closedAt.empty());
  CHECK(t.h.tasks("duplicate").size() == 1);
  CHECK(t.h.tasks("documents_held").size() == 1);
  t.unmerge();
  CHECK(t.h.tasks("duplicate", t.duplicate.id).size() == 1);
  CHECK(t.h.tasks("duplicate").size() == 2);
  CHECK(t.h.tasks("documents_held").size() == 2);
}

TEST_CASE("a pair that a person decided is not asked about again under the survivor's name [SR-08]") {
  Trio t;
  t.h.write([&](UnitOfWork& work) {
    IdentityTask decided;
    decided.kind = "duplicate";
    decided.patientId = t.third.id;
    decided.otherId = t.real.id;
    t.h.service.closeTask(work, t.h.officer(), t.h.service.openTask(work, t.h.officer(), decided), "not_the_same", "");
  });
  const auto task = t.h.open("duplicate", t.duplicate.id, t.third.id);
  CHECK(t.merged(task).outcome == "merged");
  CHECK(t.h.tasks("duplicate").empty());
}

TEST_CASE("what names both is decided by who merges, and stays so when they turn out two [SR-08]") {
  for (const char* kind : {"duplicate", "partner_refused"}) {
    CAPTURE(kind);
    Trio t;
    const auto task = t.h.open(kind, t.duplicate.id, t.real.id);
    const auto closed = t.merged(task);
    CHECK(closed.outcome == "merged");
    CHECK(closed.closedBy == "account:identity_officer");
    t.unmerge();
    CHECK(t.h.tasks(kind).empty());
  }
}

TEST_CASE("tasks follow from survivor to survivor, and all the way back [SR-08]") {
  Trio t;
  const auto last = t.h.known("LAST");
  const auto task = t.h.open("documents_held", t.duplicate.id);
  const auto one = t.h.merge(t.duplicate.id, t.real.id);
  const auto two = t.h.merge(t.real.id, last.id);
  CHECK(t.h.task(task).patientId == last.id);
  t.h.unmerge(two.id);
  CHECK(t.h.task(task).patientId == t.real.id);
  t.h.unmerge(one.id);
  CHECK(t.h.task(task).patientId == t.duplicate.id);
}

TEST_CASE("a task that a person closed at the survivor's does not come back [SR-08]") {
  Trio t;
  const auto task = t.h.open("documents_held", t.duplicate.id);
  t.merged(task);
  t.h.write([&](UnitOfWork& work) { t.h.service.closeTask(work, t.h.officer(), task, "no_action", ""); });
  t.unmerge();
  CHECK(t.h.tasks("documents_held").empty());
}

TEST_CASE("the survivor's list of exchanges shows those of whoever was merged into him, under their own record [RIS.INS.51]") {
  Trio t;
  const auto note = [&](const Patient& patient, const char* partner, const char* direction) {
    t.h.write([&](UnitOfWork& work) { t.h.service.exchanged(work, patient.id, partner, direction); });
  };
  const auto listOf = [&](const Patient& patient) {
    std::vector<std::string> list;
    for (const auto& one : t.h.read([&](Reader& reader) { return t.h.service.exchanges(reader, patient.id); })) {
      list.push_back(one.partner + " " + one.direction + " " +
                     (one.patientId == t.real.id        ? "real"
                      : one.patientId == t.duplicate.id ? "dup"
                                                        : "third"));
    }
    return list;
  };
  note(t.real, "hl7:GAM", "in");
  note(t.duplicate, "hl7:GAM", "in");
  note(t.duplicate, "hl7:LABO", "out");
  note(t.third, "dmp:1750803447", "out");
  const auto first = t.h.merge(t.duplicate.id, t.real.id);
  CHECK(listOf(t.real).size() == 3);
  // Whoever was merged before, too.
  const auto second = t.h.merge(t.real.id, t.third.id);
  auto all = listOf(t.third);
  std::sort(all.begin(), all.end());
  CHECK(all == std::vector<std::string>{"dmp:1750803447 out third", "hl7:GAM in dup", "hl7:GAM in real", "hl7:LABO out dup"});
  CHECK(listOf(t.duplicate).size() == 2);
  t.h.unmerge(second.id);
  t.h.unmerge(first.id);
  CHECK(listOf(t.real) == std::vector<std::string>{"hl7:GAM in real"});
}
