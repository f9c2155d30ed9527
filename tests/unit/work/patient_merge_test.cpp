// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_merge.h"

#include <doctest/doctest.h>

#include <chrono>

#include "unit/work/merge_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr const char* kPatIns = "279035121518989";
constexpr const char* kNessiIns = "277076322082910";
const Traits kNessi = nessi().patient.traits;

}  // namespace

TEST_CASE("what was the duplicate's follows the survivor, and comes back [SR-08]") {
  MergeHouse h;
  const auto real = h.known("REAL", patTrois().patient.traits, kPatIns);
  const auto duplicate = h.known("DUP");
  const auto placed = h.place(House::chest(duplicate.id, "P1"));
  const auto done = h.validated(h.performedFor(duplicate));
  const auto own = h.place(House::chest(real.id, "P2"));

  const auto merge = h.merge(duplicate.id, real.id);
  CHECK(h.ownerOf("imaging_order", placed.order.id) == real.id);
  CHECK(h.ownerOf("exam", placed.exam.id) == real.id);
  CHECK(h.ownerOf("document", done.documentId) == real.id);
  CHECK(h.holderOf("DUP") == real.id);
  CHECK(h.patient(duplicate.id).mergedInto == real.id);
  CHECK(h.patient(duplicate.id).traits == duplicate.traits);
  CHECK(h.survivor(duplicate.id) == real.id);
  // The identifier that documents and worklists show stays the survivor's own.
  CHECK(h.patient(real.id).localIds.front().value == "REAL");
  CHECK(h.patient(real.id).localIds.size() == 2);
  CHECK(h.patient(real.id).ins == real.ins);
  CHECK(h.patient(real.id).status == IdentityStatus::qualified);

  h.unmerge(merge.id);
  CHECK(h.ownerOf("imaging_order", placed.order.id) == duplicate.id);
  CHECK(h.ownerOf("exam", placed.exam.id) == duplicate.id);
  CHECK(h.ownerOf("document", done.documentId) == duplicate.id);
  CHECK(h.ownerOf("exam", own.exam.id) == real.id);
  CHECK(h.holderOf("DUP") == duplicate.id);
  CHECK(h.holderOf("REAL") == real.id);
  CHECK(h.patient(duplicate.id).mergedInto.empty());
  CHECK(h.patient(duplicate.id).localIds == duplicate.localIds);
  CHECK(h.patient(real.id).localIds == real.localIds);
  CHECK(h.count("SELECT COUNT(*) FROM patient_merge") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM patient_merge_moved WHERE merge_id = $1", {merge.id}) == 5);
}

TEST_CASE("a merge and its undoing are in both histories, in the trail, and heard by subscribers") {
  MergeHouse h;
  const auto real = h.known("REAL");
  const auto duplicate = h.known("DUP");
  const auto heard = h.events("patient.identity_changed", real.id);
  const auto merge = h.merge(duplicate.id, real.id);
  CHECK(merge.actor == "account:identity_officer");
  for (const auto& id : {real.id, duplicate.id}) {
    const auto last = h.history(id).back();
    CHECK(last.command == "merge");
    CHECK(last.reason == "Même personne");
    CHECK(last.actor == "account:identity_officer");
  }
  CHECK(h.history(duplicate.id).back().changes.find("mergedInto") != std::string::npos);
  CHECK(h.lastEvent("patient.merged", duplicate.id) == nlohmann::json{{"merge", merge.id}, {"into", real.id}});
  CHECK(h.events("patient.identity_changed", real.id) == heard + 1);
  CHECK(h.events("patient.identity_changed", duplicate.id) == 1);
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'patient.merged' AND object = $1 AND outcome = 'ok'", {"patient:" + duplicate.id}) ==
        1);

  const auto undone = h.unmerge(merge.id);
  CHECK(undone.undoneBy == "account:identity_officer");
  CHECK(undone.undoneReason == "Deux personnes");
  CHECK(h.history(real.id).back().command == "unmerge");
  CHECK(h.history(duplicate.id).back().command == "unmerge");
  CHECK(h.lastEvent("patient.unmerged", duplicate.id) == nlohmann::json{{"merge", merge.id}, {"from", real.id}});
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'patient.unmerged'") == 1);
  const auto all = h.read([&](Reader& reader) { return h.merges.merges(reader, real.id); });
  REQUIRE(all.size() == 1);
  CHECK(all[0].undoneAt == undone.undoneAt);
}

TEST_CASE("each obstacle is named by the preview and refused by the merge, which writes nothing then [SR-03] [SR-05]") {
  MergeHouse h;
  const auto pat = h.known("PAT", patTrois().patient.traits, kPatIns);
  const auto ness = h.known("NESS", kNessi, kNessiIns);
  const auto plain = h.known("PLAIN");
  const auto merged = h.known("MERGED");
  h.merge(merged.id, plain.id);
  auto invented = patTrois(false);
  invented.patient.localIds = {{"FICT", "CIM-TEST", ""}};
  invented.patient.fictitious = true;
  const auto fictitious = h.receive(invented);
  const auto test = h.known("TEST");
  h.write([&](UnitOfWork& work) { work.execute("UPDATE patient SET test = 1 WHERE id = $1", {test.id}); });

  const std::tuple<std::string, std::string, std::string> cases[] = {
      {plain.id, plain.id, "patient.merge.same"},         {merged.id, pat.id, "patient.merge.source_merged"},
      {pat.id, merged.id, "patient.merge.target_merged"}, {plain.id, merged.id, "patient.merge.target_merged"},
      {pat.id, ness.id, "patient.merge.two_ins"},         {plain.id, fictitious.id, "patient.merge.into_fictitious"},
      {test.id, plain.id, "patient.merge.test"},
  };
  const auto before = h.traces();
  for (const auto& [source, target, code] : cases) {
    CAPTURE(code);
    const auto obstacles = h.preview(source, target).obstacles;
    REQUIRE_FALSE(obstacles.empty());
    CHECK(obstacles.front() == code);
    CHECK(refusalOf([&, &s = source, &t = target] { h.merge(s, t); }) == code);
  }
  CHECK(h.traces() == before);
  CHECK(h.preview(fictitious.id, plain.id).obstacles.empty());
  CHECK(refusalOf([&] { h.merge("nobody", plain.id); }) == "patient.unknown");
  CHECK(refusalOf([&] { h.write([&](UnitOfWork& work) { h.merges.merge(work, h.officer(), pat.id, plain.id, " - "); }); }) == "patient.merge.reason");
}

TEST_CASE("a caller who catches an obstacle goes on in his unit of work, nothing being merged [SR-03]") {
  MergeHouse h;
  const auto pat = h.known("PAT", patTrois().patient.traits, kPatIns);
  const auto ness = h.known("NESS", kNessi, kNessiIns);
  h.write([&](UnitOfWork& work) {
    try {
      h.merges.merge(work, h.officer(), pat.id, ness.id, "A40");
    } catch (const Refusal& refusal) {
      IdentityTask task;
      task.kind = "collision";
      task.patientId = pat.id;
      task.otherId = ness.id;
      task.detail = nlohmann::json{{"code", refusal.code()}}.dump();
      h.service.openTask(work, h.officer(), task);
    }
  });
  CHECK(h.tasks("collision", pat.id).size() == 1);
  CHECK(h.patient(pat.id).mergedInto.empty());
  CHECK(h.count("SELECT COUNT(*) FROM patient_merge") == 0);
}

TEST_CASE("two qualified identities are merged once the officer has downgraded one [SR-03]") {
  MergeHouse h;
  const auto pat = h.known("PAT", patTrois().patient.traits, kPatIns);
  const auto ness = h.known("NESS", kNessi, kNessiIns);
  h.act([&](UnitOfWork& work) { return h.service.downgrade(work, h.officer(), ness.id, ness.version, "Mauvais INS"); });
  CHECK(h.preview(ness.id, pat.id).obstacles.empty());
  h.merge(ness.id, pat.id);
  CHECK(h.survivor(ness.id) == pat.id);
}

TEST_CASE("the INS of a duplicate leaves by no outlet, hinders nobody, and is his again afterwards [SR-02] [SR-03]") {
  MergeHouse h;
  const auto old = h.known("OLD", patTrois().patient.traits, kPatIns);
  const auto young = h.known("YOUNG");
  const auto merge = h.merge(old.id, young.id);
  CHECK(h.patient(old.id).ins == old.ins);
  CHECK(h.patient(old.id).status == IdentityStatus::qualified);
  CHECK_FALSE(insForOutlet(h.patient(old.id), Environment::test).has_value());
  CHECK_FALSE(insForOutlet(h.patient(young.id), Environment::test).has_value());

  SUBCASE("nobody took it") {
    h.unmerge(merge.id);
    CHECK(insForOutlet(h.patient(old.id), Environment::test) == old.ins);
  }
  SUBCASE("the survivor took it: taking the merge back is a collision until he is downgraded") {
    const auto now = h.known("YOUNG", patTrois().patient.traits, kPatIns);
    CHECK(now.id == young.id);
    CHECK(now.status == IdentityStatus::qualified);
    CHECK(refusalOf([&] { h.unmerge(merge.id); }) == "patient.ins.collision");
    CHECK(h.patient(old.id).mergedInto == young.id);
    CHECK(h.tasks("collision").size() == 1);
    h.act([&](UnitOfWork& work) { return h.service.downgrade(work, h.officer(), now.id, now.version, "INS du doublon"); });
    h.unmerge(merge.id);
    CHECK(insForOutlet(h.patient(old.id), Environment::test) == old.ins);
  }
}

TEST_CASE("chains lead to the last survivor and are taken back from their end [SR-08]") {
  MergeHouse h;
  const auto a = h.known("A"), b = h.known("B"), c = h.known("C");
  const auto ofA = h.place(House::chest(a.id)).exam.id;
  const auto first = h.merge(a.id, b.id);
  const auto second = h.merge(b.id, c.id);
  CHECK(h.survivor(a.id) == c.id);
  CHECK(h.ownerOf("exam", ofA) == c.id);
  CHECK(h.holderOf("A") == c.id);
  CHECK(refusalOf([&] { h.merge(c.id, a.id); }) == "patient.merge.target_merged");
  CHECK(refusalOf([&] { h.unmerge(first.id); }) == "patient.merge.later");
  h.unmerge(second.id);
  CHECK(h.ownerOf("exam", ofA) == b.id);
  CHECK(h.holderOf("A") == b.id);
  CHECK(h.survivor(a.id) == b.id);
  CHECK(refusalOf([&] { h.unmerge(second.id); }) == "patient.merge.undone");
  h.unmerge(first.id);
  CHECK(h.ownerOf("exam", ofA) == a.id);
  CHECK(h.holderOf("A") == a.id);
  CHECK(h.patient(c.id).localIds == c.localIds);
  CHECK(refusalOf([&] { h.unmerge("nothing"); }) == "patient.merge.unknown");
}

TEST_CASE("what the survivor got meanwhile stays his, and what belongs to an exam that goes back goes with it") {
  MergeHouse h;
  const auto real = h.known("REAL"), duplicate = h.known("DUP");
  const auto exam = h.performedFor(duplicate);
  const auto merge = h.merge(duplicate.id, real.id);
  const auto meanwhile = h.place(House::chest(real.id));
  const auto late = h.place(House::chest(duplicate.id));  // somebody still had the old page open
  CHECK(late.order.patientId == real.id);
  CHECK(late.exam.patientId == real.id);
  const auto report = h.validated(exam);
  CHECK(h.ownerOf("document", report.documentId) == real.id);
  h.unmerge(merge.id);
  CHECK(h.ownerOf("exam", meanwhile.exam.id) == real.id);
  CHECK(h.ownerOf("exam", late.exam.id) == real.id);
  CHECK(h.ownerOf("exam", exam.id) == duplicate.id);
  CHECK(h.ownerOf("document", report.documentId) == duplicate.id);
}

TEST_CASE("a partner's later word about a merged identifier is about the survivor") {
  MergeHouse h;
  const auto real = h.known("REAL"), duplicate = h.known("DUP");
  h.merge(duplicate.id, real.id);
  auto traits = patTrois().patient.traits;
  traits.usedName = "USAGE";
  CHECK(h.known("DUP", traits).id == real.id);
  CHECK(h.patient(real.id).traits.usedName == "USAGE");
  CHECK(h.patient(duplicate.id).traits.usedName.empty());
}

TEST_CASE("an identifier of somebody unknown that was merged answers for the survivor from now on") {
  MergeHouse h;
  const auto real = h.known("REAL"), other = h.known("OTHER"), duplicate = h.known("DUP");
  h.merge(duplicate.id, real.id);
  h.alias(duplicate.id, {"NEVER-SEEN", "CIM-TEST", ""});
  CHECK(h.holderOf("NEVER-SEEN") == real.id);
  CHECK(h.patient(real.id).localIds.front().value == "REAL");
  h.alias(real.id, {"NEVER-SEEN", "CIM-TEST", ""});
  CHECK(h.patient(real.id).localIds.size() == 3);
  CHECK(refusalOf([&] { h.alias(other.id, {"NEVER-SEEN", "CIM-TEST", ""}); }) == "patient.identifier.taken");
  CHECK(refusalOf([&] { h.alias(other.id, {"", "CIM-TEST", ""}); }) == "patient.identifier.missing");
}

TEST_CASE("documents that left under another INS than the survivor's are listed for a person [SR-06]") {
  MergeHouse h;
  const auto old = h.known("OLD", patTrois().patient.traits, kPatIns);
  const auto sent = h.documentSent(old, "accepted");
  const auto unsent = h.documentSent(old, "held");
  SUBCASE("the survivor has no number") {
    const auto young = h.known("YOUNG");
    const auto merge = h.merge(old.id, young.id);
    const auto tasks = h.tasks("documents_sent", young.id);
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].otherId == merge.id);
    CHECK(nlohmann::json::parse(tasks[0].detail).at("documents") == nlohmann::json::array({sent}));
  }
  SUBCASE("the survivor has the same number, recovered") {
    const auto young = h.stored(IdentityStatus::recovered, [] {
      auto feed = patTrois();
      feed.patient.localIds = {{"YOUNG", "CIM-TEST", ""}};
      return feed;
    }());
    h.merge(old.id, young.id);
    CHECK(h.tasks("documents_sent").empty());
  }
}

TEST_CASE("tasks about a likely duplicate are closed by the merge of the two [SR-08]") {
  MergeHouse h;
  const auto real = h.known("REAL"), duplicate = h.known("DUP"), third = h.known("THIRD");
  h.write([&](UnitOfWork& work) {
    for (const auto& [patient, other] : {std::pair{real.id, duplicate.id}, std::pair{duplicate.id, real.id}, std::pair{duplicate.id, third.id}}) {
      IdentityTask task;
      task.kind = "duplicate";
      task.patientId = patient;
      task.otherId = other;
      h.service.openTask(work, h.officer(), task);
    }
  });
  h.merge(duplicate.id, real.id);
  CHECK(h.tasks("duplicate").size() == 1);
  CHECK(h.tasks("duplicate")[0].otherId == third.id);
  for (const auto& task : h.tasks("duplicate", "", true)) CHECK(task.outcome == "merged");
}

TEST_CASE("the preview counts what would move and names what differs") {
  MergeHouse h;
  auto traits = patTrois().patient.traits;
  traits.birthName = "Pat Trois";  // a spelling is no difference
  traits.birthDate = "1979-03-29";
  traits.sex = Sex::male;
  const auto duplicate = h.known("DUP", traits);
  const auto real = h.known("REAL", patTrois().patient.traits, kPatIns);
  h.place(House::chest(duplicate.id));
  h.documentSent(duplicate, "accepted");
  const auto preview = h.preview(duplicate.id, real.id);
  CHECK(preview.orders == 2);
  CHECK(preview.exams == 2);
  CHECK(preview.reports == 1);
  CHECK(preview.documentsSent == 1);
  CHECK(preview.differingTraits == std::vector<std::string>{"birthDate", "sex"});
  CHECK(preview.obstacles.empty());
  CHECK(preview.source.id == duplicate.id);
}

TEST_CASE("a merge with five hundred exams is one short unit of work, all or nothing") {
  MergeHouse h;
  const auto real = h.known("REAL"), duplicate = h.known("DUP");
  h.write([&](UnitOfWork& work) {
    for (int i = 0; i < 500; ++i) h.clinic.placeOrder(work, h.radiologist(), House::chest(duplicate.id));
  });
  struct Broken {};
  CHECK_THROWS_AS(h.write([&](UnitOfWork& work) {
    h.merges.merge(work, h.officer(), duplicate.id, real.id, "Même personne");
    throw Broken{};
  }),
                  Broken);
  CHECK(h.count("SELECT COUNT(*) FROM exam WHERE patient_id = $1", {duplicate.id}) == 500);
  CHECK(h.patient(duplicate.id).mergedInto.empty());
  const auto start = std::chrono::steady_clock::now();
  const auto merge = h.merge(duplicate.id, real.id);
  const auto between = std::chrono::steady_clock::now();
  h.unmerge(merge.id);
  const auto end = std::chrono::steady_clock::now();
  const auto ms = [](auto a, auto b) { return std::chrono::duration<double, std::milli>(b - a).count(); };
  MESSAGE("500 exams: merge " << ms(start, between) << " ms, unmerge " << ms(between, end) << " ms");
  CHECK(h.count("SELECT COUNT(*) FROM exam WHERE patient_id = $1", {duplicate.id}) == 500);
  CHECK(h.count("SELECT COUNT(*) FROM imaging_order WHERE patient_id = $1", {duplicate.id}) == 500);
}
