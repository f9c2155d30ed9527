// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/task_review.h"

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

/// What happens after the task was opened, and how it ends: "open" when it does not.
struct Ending {
  const char* what;
  std::string outcome;
  std::function<void(ReviewingHouse&)> happens;
};

/// Each ending in a practice of its own: the task is there before, ends as said, stays so when all is heard twice, and its closing is in the trail.
void ends(const std::string& kind, const std::function<void(ReviewingHouse&)>& opens, const std::vector<Ending>& endings) {
  for (const auto& ending : endings) {
    CAPTURE(kind);
    CAPTURE(ending.what);
    ReviewingHouse h;
    opens(h);
    h.hear();
    REQUIRE(h.endOf(kind) == "open");
    ending.happens(h);
    const auto events = h.unheard();
    for (int twice = 0; twice < 2; ++twice) {
      for (const auto& event : events) h.review.heard(event);
    }
    CHECK(h.endOf(kind) == ending.outcome);
    const bool closed = ending.outcome != "open";
    CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'identity.task.closed'") >= (closed ? 1 : 0));
  }
}

std::string idOf(ReviewingHouse& h, const char* localId) { return h.holderOf(localId); }

InsiIdentity nessiFound() {
  InsiIdentity found{*nessi().patient.ins, kPat, {}};
  return found;
}

/// SECOND is refused the number that FIRST is qualified with.
void collide(ReviewingHouse& h) {
  h.known("FIRST", kPat, kPatIns);
  const auto second = h.known("SECOND", kNessi);
  CHECK(refusalOf([&] { h.known("SECOND", kNessi, kPatIns); }).empty() == false);
  try {
    h.edge.write(Lane::feed, [&](UnitOfWork& work) {
      auto feed = nessi();
      feed.patient.localIds = {{"SECOND", "CIM-TEST", ""}};
      feed.patient.ins = Ins::parse(kPatIns, Ins::kNirTest);
      h.clinic.receivePatient(work, h.officer(), feed);
    });
  } catch (const InsCollision&) {
    // The store that edges use leaves the task.
  }
}

}  // namespace

TEST_CASE("a task insi_ko ends when the patient gets a number after it [SR-08] [RIS.INS.43]") {
  ends("insi_ko",
       [](ReviewingHouse& h) {
         const auto person = h.known("P", kPat, kPatIns);
         h.act([&](UnitOfWork& work) { return h.service.verified(work, h.officer(), person.id, {*person.ins, person.traits, false, "call-1"}); });
       },
       {{"taken from INSi", "taken", [](ReviewingHouse& h) { h.takeInsi(idOf(h, "P")); }},
        {"a believed partner says it", "taken", [](ReviewingHouse& h) { h.known("P", kPat, kPatIns); }},
        {"a document is checked", "open", [](ReviewingHouse& h) { h.prove(idOf(h, "P")); }}});
}

TEST_CASE("a task ins_verified ends when its number becomes his, is withdrawn, replaced, or INSi answers KO after all [SR-08] [SR-04]") {
  ends("ins_verified",
       [](ReviewingHouse& h) {
         h.saidByOther("P", kPatIns);
         h.verifiedForeign(idOf(h, "P"), true);
       },
       {{"a person takes it from INSi", "taken", [](ReviewingHouse& h) { h.takeInsi(idOf(h, "P")); }},
        {"a believed partner says it", "taken", [](ReviewingHouse& h) { h.known("P", kPat, kPatIns); }},
        {"the partner takes it back", "withdrawn", [](ReviewingHouse& h) { h.saidByOther("P", ""); }},
        {"the partner says another one", "replaced", [](ReviewingHouse& h) { h.saidByOther("P", kNessiIns); }},
        {"INSi answers KO after all", "verified", [](ReviewingHouse& h) { h.verifiedForeign(idOf(h, "P"), false); }},
        {"the partner says it again", "open", [](ReviewingHouse& h) { h.saidByOther("P", kPatIns); }}});
}

TEST_CASE("a task insi_unverifiable ends as its number does, and with INSi's answer [SR-08] [SR-04]") {
  ends("insi_unverifiable",
       [](ReviewingHouse& h) {
         h.saidByOther("P", kPatIns);
         h.open("insi_unverifiable", idOf(h, "P"), "", R"({"code":"insi.fault"})");
       },
       {{"a person takes it from INSi", "taken", [](ReviewingHouse& h) { h.takeInsi(idOf(h, "P")); }},
        {"the partner takes it back", "withdrawn", [](ReviewingHouse& h) { h.saidByOther("P", ""); }},
        {"the partner says another one", "replaced", [](ReviewingHouse& h) { h.saidByOther("P", kNessiIns); }},
        {"INSi answers OK", "verified", [](ReviewingHouse& h) { h.verifiedForeign(idOf(h, "P"), true); }},
        {"INSi answers KO", "verified", [](ReviewingHouse& h) { h.verifiedForeign(idOf(h, "P"), false); }}});
}

TEST_CASE("a task collision ends when the two are merged, the number is free, or the other has another one [SR-03] [SR-08]") {
  ends("collision", collide,
       {{"merged", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "SECOND"), idOf(h, "FIRST")); }},
        {"merged the other way", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "FIRST"), idOf(h, "SECOND")); }},
        {"the holder is lowered", "number_free", [](ReviewingHouse& h) { h.lower(idOf(h, "FIRST")); }},
        {"the holder is doubted", "number_free", [](ReviewingHouse& h) { h.mark(idOf(h, "FIRST"), IdentityAttribute::doubtful, true); }},
        {"the other is qualified with another", "other_number", [](ReviewingHouse& h) { h.known("SECOND", kNessi, kNessiIns); }},
        {"the other is only recovered with another", "open", [](ReviewingHouse& h) { h.takeInsi(idOf(h, "SECOND"), nessiFound()); }}});
}

TEST_CASE("a collision with somebody who was not registered ends when he turns out to be the holder, or has another number [SR-03] [SR-08]") {
  const auto opens = [](ReviewingHouse& h) {
    const auto first = h.known("FIRST", kPat, kPatIns);
    h.open("collision", first.id, "CIM-TEST|SECOND", R"({"holder":")" + first.id + R"("})");
  };
  ends("collision", opens,
       {{"his number is the holder's from now on", "merged",
         [](ReviewingHouse& h) {
           h.alias(idOf(h, "FIRST"), {"SECOND", "CIM-TEST", ""});
         }},
        {"registered with another number", "other_number", [](ReviewingHouse& h) { h.known("SECOND", kNessi, kNessiIns); }},
        {"registered, then merged into the holder", "merged", [](ReviewingHouse& h) { h.merge(h.known("SECOND", kNessi).id, idOf(h, "FIRST")); }},
        {"registered without a number", "open", [](ReviewingHouse& h) { h.known("SECOND", kNessi); }},
        {"the holder is lowered", "number_free", [](ReviewingHouse& h) { h.lower(idOf(h, "FIRST")); }}});
}

TEST_CASE("a task duplicate of a partner ends with the merge, whichever way [SR-08]") {
  const auto opens = [](ReviewingHouse& h) { h.open("duplicate", h.known("FIRST").id, h.known("SECOND").id, R"({"because":"partner_merge"})"); };
  ends("duplicate", opens,
       {{"merged", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "SECOND"), idOf(h, "FIRST")); }},
        {"merged the other way", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "FIRST"), idOf(h, "SECOND")); }},
        {"one is renamed", "open", [](ReviewingHouse& h) { h.names(idOf(h, "FIRST"), "CLAUDE", "CLAUDE"); }}});
}

TEST_CASE("a task doubtful ends when the doubt is cleared, by a person or a partner [SR-08] [RIS.INS.27]") {
  const auto opens = [](ReviewingHouse& h) {
    auto feed = patTrois(false);
    feed.patient.localIds = {{"P", "CIM-TEST", ""}};
    feed.patient.doubtful = true;
    h.receive(feed);
  };
  ends("doubtful", opens,
       {{"by a person", "cleared", [](ReviewingHouse& h) { h.mark(idOf(h, "P"), IdentityAttribute::doubtful, false); }},
        {"by the partner", "cleared", [](ReviewingHouse& h) { h.known("P"); }},
        {"a homonym besides", "open", [](ReviewingHouse& h) { h.mark(idOf(h, "P"), IdentityAttribute::homonym, true); }}});
}

TEST_CASE("a task first_name ends when the first name begins the list [SR-08] [RIS.INS.14]") {
  const auto opens = [](ReviewingHouse& h) {
    auto traits = kPat;
    traits.firstBirthName = "MARIE";
    h.known("P", traits);
  };
  ends("first_name", opens,
       {{"the name is corrected", "solved", [](ReviewingHouse& h) { h.names(idOf(h, "P"), "DOMINIQUE", "DOMINIQUE MARIE-LOUISE"); }},
        {"the list is corrected", "solved", [](ReviewingHouse& h) { h.names(idOf(h, "P"), "MARIE", "MARIE DOMINIQUE"); }},
        {"something else", "open", [](ReviewingHouse& h) { h.names(idOf(h, "P"), "LOUISE", "DOMINIQUE MARIE-LOUISE"); }}});
}

TEST_CASE("a task documents_sent ends when nothing that left is under another number than the present one [SR-06] [SR-08]") {
  const auto opens = [](ReviewingHouse& h) {
    h.documentSent(h.known("P", kPat, kPatIns), "accepted");
    h.lower(idOf(h, "P"));
  };
  ends("documents_sent", opens,
       {{"the number comes back", "numbers_agree", [](ReviewingHouse& h) { h.known("P", kPat, kPatIns); }},
        {"a document is checked", "open", [](ReviewingHouse& h) { h.prove(idOf(h, "P")); }}});
  const auto merged = [](ReviewingHouse& h) {
    h.known("REAL", kNessi, kNessiIns);
    const auto duplicate = h.known("DUP", kPat, kPatIns);
    h.documentSent(duplicate, "accepted");
    h.lower(duplicate.id);
    h.write([&](UnitOfWork& work) { work.execute("DELETE FROM identity_task"); });
    h.merge(duplicate.id, idOf(h, "REAL"));
  };
  ends("documents_sent", merged, {{"something else", "open", [](ReviewingHouse& h) { h.names(idOf(h, "REAL"), "RUTH", "RUTH ISABELLE ANNE"); }}});
}

TEST_CASE("documents of a merge that is taken back are the survivor's task no more [SR-06] [SR-08]") {
  ReviewingHouse h;
  const auto real = h.known("REAL", kNessi, kNessiIns);
  const auto duplicate = h.known("DUP", kPat, kPatIns);
  h.documentSent(duplicate, "accepted");
  h.write([&](UnitOfWork& work) { work.execute("UPDATE patient SET status = 'recovered' WHERE id = $1", {duplicate.id}); });
  const auto merge = h.merge(duplicate.id, real.id);
  h.hear();
  REQUIRE(h.tasks("documents_sent", real.id).size() == 1);
  h.unmerge(merge.id);
  h.hear();
  CHECK(h.tasks("documents_sent", real.id).empty());
  CHECK(h.tasks("documents_sent", real.id, true).at(0).outcome == "numbers_agree");
}

TEST_CASE("a task partner_refused ends when the two are merged, by whatever way they become one [SR-08]") {
  const auto opens = [](ReviewingHouse& h) {
    h.known("THIRD", kNessi);
    h.open("partner_refused", h.known("FIRST").id, h.known("SECOND").id, R"({"code":"patient.merge.two_ins"})");
  };
  ends("partner_refused", opens,
       {{"merged", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "SECOND"), idOf(h, "FIRST")); }},
        {"merged the other way", "merged", [](ReviewingHouse& h) { h.merge(idOf(h, "FIRST"), idOf(h, "SECOND")); }},
        {"both merged into a third", "merged",
         [](ReviewingHouse& h) {
           const auto third = idOf(h, "THIRD"), first = idOf(h, "FIRST"), second = idOf(h, "SECOND");
           h.merge(first, third);
           h.merge(second, third);
         }},
        {"one merged into a third", "open", [](ReviewingHouse& h) { h.merge(idOf(h, "FIRST"), idOf(h, "THIRD")); }}});
}

TEST_CASE("a task partner_otherwise ends when what the partner said is so by now [SR-08] [RIS.INS.38]") {
  const auto says = [](const char* said) {
    return [said](ReviewingHouse& h) {
      h.open("partner_otherwise", h.known("P", kPat, kPatIns).id, "GAM", R"({"because":"qualified_here","said":")" + std::string(said) + R"("})");
    };
  };
  ends("partner_otherwise", says("validated"),
       {{"lowered here", "partner_agrees", [](ReviewingHouse& h) { h.lower(idOf(h, "P")); }},
        {"renamed in use", "open", [](ReviewingHouse& h) { h.mark(idOf(h, "P"), IdentityAttribute::homonym, true); }}});
  ends("partner_otherwise", says("doubtful"),
       {{"doubted here", "partner_agrees", [](ReviewingHouse& h) { h.mark(idOf(h, "P"), IdentityAttribute::doubtful, true); }}});
  ends("partner_otherwise", says("fictitious"),
       {{"fictitious here", "partner_agrees", [](ReviewingHouse& h) { h.mark(idOf(h, "P"), IdentityAttribute::fictitious, true); }}});
  ends("partner_otherwise", says("ins_removed"), {{"the number is gone", "partner_agrees", [](ReviewingHouse& h) { h.lower(idOf(h, "P")); }}});
  ends("partner_otherwise", says("other_traits"), {{"lowered here", "open", [](ReviewingHouse& h) { h.lower(idOf(h, "P")); }}});
}

TEST_CASE("a review that died between reading and writing is made good by the event that comes again [SR-08]") {
  ReviewingHouse h;
  const auto person = h.known("P", kPat, kPatIns);
  h.open("partner_otherwise", person.id, "GAM", R"({"said":"validated"})");
  h.open("partner_otherwise", person.id, "LABO", R"({"said":"validated"})");
  h.hear();
  h.lower(person.id);
  // It died after the first of two.
  const auto first = h.tasks("partner_otherwise").at(0).id;
  h.write([&](UnitOfWork& work) { h.service.closeTask(work, h.officer(), first, "partner_agrees", ""); });
  CHECK(h.review.review(person.id) == 1);
  CHECK(h.review.review(person.id) == 0);
  CHECK(h.tasks("partner_otherwise").empty());
}

TEST_CASE("a task that only a person can end is left to him [SR-08]") {
  ReviewingHouse h;
  const auto person = h.known("P");
  h.open("something_else", person.id);
  h.open("partner_refused", person.id);
  h.hear();
  h.names(person.id, "CLAUDE", "CLAUDE");
  h.hear();
  CHECK(h.endOf("something_else") == "open");
  CHECK(h.endOf("partner_refused") == "open");
}
