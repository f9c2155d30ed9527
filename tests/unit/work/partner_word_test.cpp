// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// What a believed partner may not change: who was qualified here, and who is known to him by a number that was merged away.
#include "core/work/partner_word.h"

#include <doctest/doctest.h>

#include "unit/work/merge_house.h"

using namespace clairis;
using namespace clairis::test;
using Status = IdentityStatus;

namespace {

struct PartnerHouse : MergeHouse {
  Caller partner() const {
    Caller caller;
    caller.principal = "hl7:GAM";
    caller.allSites = caller.serviceToken = true;
    return caller;
  }
  Patient told(const PatientFeed& feed) {
    return act([&](UnitOfWork& work) { return clinic.receivePatient(work, partner(), feed); });
  }
  Patient asked(const Patient& patient) {
    return act([&](UnitOfWork& work) { return service.takeFromInsi(work, officer(), patient.id, patient.version, foundByInsi(), "Comparé"); });
  }
  Patient proved(const Patient& patient) {
    return act([&](UnitOfWork& work) { return service.prove(work, officer(), patient.id, patient.version, {"CN", "", ""}); });
  }
  /// Known from the partner as provisional; qualified by this house's own doing.
  Patient qualifiedHere() { return proved(asked(told(patTrois(false)))); }
  /// Qualified by the partner, and the survivor of a duplicate DUP.
  Patient survivorOfDup() {
    const auto real = told(patTrois());
    merge(known("DUP").id, real.id);
    return patient(real.id);
  }
  void close(const IdentityTask& task) {
    write([&](UnitOfWork& work) { service.closeTask(work, officer(), task.id, "no_action", "Vu"); });
  }
};

constexpr const char* kNessiIns = "277076322082910";

PatientFeed under(const char* number, PatientFeed feed) {
  feed.patient.localIds = {{number, "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}};
  return feed;
}

PatientFeed withOtherDate(PatientFeed feed) {
  feed.patient.traits.birthDate = "1979-03-27";
  return feed;
}

bool sameIdentity(const Patient& a, const Patient& b) { return a.status == b.status && a.ins == b.ins && sameStrictTraits(a.traits, b.traits); }

}  // namespace

TEST_CASE(
    "whatever a believed partner says, a qualification obtained here is lowered only by an INS taken back, a doubt or a fiction "
    "[SR-04] [RIS.INS.29] [RIS.INS.38] [RIS.INS.55]") {
  for (int bits = 0; bits < 128; ++bits) {
    CAPTURE(bits);
    PartnerHouse h;
    const auto before = h.qualifiedHere();
    REQUIRE(before.status == Status::qualified);
    auto feed = patTrois((bits & 1) != 0);
    if ((bits & 1) != 0 && (bits & 2) != 0) feed.patient.ins = nessi().patient.ins;
    feed.validated = (bits & 4) != 0;
    feed.patient.doubtful = (bits & 8) != 0;
    feed.patient.fictitious = (bits & 16) != 0;
    feed.insRemoved = (bits & 32) != 0;
    if ((bits & 64) != 0) feed = withOtherDate(feed);
    const auto after = h.told(feed);
    const bool marks = feed.patient.doubtful || feed.patient.fictitious;
    if (marks) {
      CHECK(after.status == Status::provisional);
    } else if (feed.insRemoved) {
      CHECK(after.status == Status::validated);  // the document was checked here
      CHECK_FALSE(after.ins.has_value());
    } else {
      CHECK(sameIdentity(after, before));
    }
    const bool otherwise = !feed.validated || feed.patient.ins != before.ins || feed.insRemoved || (bits & 64) != 0;
    CHECK(h.tasks("partner_otherwise", before.id).size() == (!marks && otherwise ? 1 : 0));
  }
}

TEST_CASE("what a partner gave he takes back: the whole, its document, or its number [SR-04] [RIS.INS.55]") {
  SUBCASE("the whole qualification") {
    PartnerHouse h;
    const auto patient = h.told(patTrois());
    CHECK(h.told(patTrois(false)).status == Status::provisional);
    CHECK(h.tasks("partner_otherwise", patient.id).empty());
  }
  SUBCASE("the document, where INSi was asked here") {
    PartnerHouse h;
    auto validated = patTrois(false);
    validated.validated = true;
    validated.proof = "CN";
    CHECK(h.asked(h.told(validated)).status == Status::qualified);
    CHECK(h.told(patTrois(false)).status == Status::provisional);
  }
  SUBCASE("the number, where the document was checked here") {
    PartnerHouse h;
    CHECK(h.proved(h.told(patTrois())).status == Status::qualified);
    CHECK(h.told(patTrois(false)).status == Status::provisional);
  }
  SUBCASE("a number of ours that he replaced by name is his from then on") {
    PartnerHouse h;
    const auto here = h.qualifiedHere();
    auto change = patTrois();
    change.formerIns = here.ins;
    change.patient.ins = nessi().patient.ins;
    const auto changed = h.told(change);
    CHECK(changed.status == Status::qualified);
    CHECK(changed.ins == nessi().patient.ins);
    CHECK(h.tasks("partner_otherwise", here.id).empty());
    CHECK(h.told(patTrois(false)).status == Status::provisional);
  }
  SUBCASE("a document that was withdrawn here protects no more") {
    PartnerHouse h;
    const auto here = h.qualifiedHere();
    const auto proof = h.read([&](Reader& reader) { return h.service.proofs(reader, here.id); }).at(0).id;
    const auto recovered =
        h.act([&](UnitOfWork& work) { return h.service.withdrawProof(work, h.officer(), here.id, here.version, proof, "Pièce périmée"); });
    CHECK(recovered.status == Status::recovered);
    CHECK(h.told(patTrois(false)).status == Status::provisional);
  }
}

TEST_CASE(
    "a partner's other spelling changes neither the traits that INSi gave nor anybody's day; the name in use stays free [RIS.INS.13] [RIS.INS.31]") {
  PartnerHouse h;
  const auto before = h.qualifiedHere();
  auto feed = patTrois();
  feed.patient.traits.firstBirthName = "Dominique";
  feed.patient.traits.usedName = "Usage";
  const auto after = h.told(feed);
  CHECK(after.traits.firstBirthName == "DOMINIQUE");
  CHECK(after.traits.usedName == "Usage");
  CHECK(after.status == Status::qualified);
  CHECK(h.tasks("partner_otherwise", before.id).empty());
  CHECK(h.history(before.id).back().command == "receive_beside");
  feed.patient.phone = "0140000000";
  CHECK(h.told(feed).phone == "0140000000");
}

TEST_CASE("what a message says under a number that was merged away lowers and changes nobody [SR-02] [SR-08]") {
  for (int bits = 0; bits < 64; ++bits) {
    CAPTURE(bits);
    PartnerHouse h;
    const auto before = h.survivorOfDup();
    auto feed = under("DUP", patTrois((bits & 1) != 0));
    if ((bits & 1) != 0 && (bits & 2) != 0) feed.patient.ins = nessi().patient.ins;
    feed.validated = (bits & 4) != 0;
    feed.patient.doubtful = (bits & 8) != 0;
    feed.insRemoved = (bits & 16) != 0;
    if ((bits & 32) != 0) feed = withOtherDate(feed);
    const auto after = h.told(feed);
    CHECK(after.id == before.id);
    CHECK(sameIdentity(after, before));
    CHECK_FALSE(after.doubtful);
    const bool same = feed.validated && feed.patient.ins == before.ins && !feed.patient.doubtful && !feed.insRemoved && (bits & 32) == 0;
    CHECK(h.tasks("partner_otherwise", before.id).size() == (same ? 0 : 1));
  }
}

TEST_CASE(
    "under his own number, or under both, a partner lowers the survivor whom he qualified; a taken back number that is named goes too [RIS.INS.55]") {
  PartnerHouse own, both, named;
  own.survivorOfDup();
  CHECK(own.told(patTrois(false)).status == Status::provisional);
  both.survivorOfDup();
  auto feed = patTrois(false);
  feed.patient.localIds.push_back({"DUP", "CIM-TEST", ""});
  CHECK(both.told(feed).status == Status::provisional);
  named.survivorOfDup();
  auto removal = under("DUP", patTrois(false));
  removal.insRemoved = true;
  removal.formerIns = patTrois().patient.ins;
  CHECK_FALSE(named.told(removal).ins.has_value());
}

TEST_CASE(
    "the number of somebody unknown that a partner merged away lowers nobody either; after an unmerge the number is its owner's again [SR-08]") {
  PartnerHouse h;
  const auto real = h.told(patTrois());
  h.alias(real.id, {"NEVER-SEEN", "CIM-TEST", ""});
  CHECK(h.told(under("NEVER-SEEN", patTrois(false))).status == Status::qualified);
  const auto entries = h.history(real.id).size();
  h.alias(real.id, {"NEVER-SEEN", "CIM-TEST", ""});
  CHECK(h.history(real.id).size() == entries);
  // A number of his own that a partner gave up is noted once.
  h.alias(real.id, {"IPP0001", "CIM-TEST", ""});
  CHECK(h.told(patTrois(false)).status == Status::qualified);

  PartnerHouse back;
  const auto survivor = back.told(patTrois()), duplicate = back.known("DUP", nessi().patient.traits, kNessiIns);
  CHECK_THROWS_AS(back.merge(duplicate.id, survivor.id), Refusal);
  back.act([&](UnitOfWork& work) { return back.service.downgrade(work, back.officer(), duplicate.id, duplicate.version, "Doublon"); });
  const auto merge = back.merge(duplicate.id, survivor.id);
  CHECK(back.told(under("DUP", nessi())).ins == patTrois().patient.ins);
  back.unmerge(merge.id);
  CHECK(back.told(under("DUP", nessi())).id == duplicate.id);
  CHECK(back.patient(duplicate.id).ins == nessi().patient.ins);
  CHECK(back.patient(survivor.id).ins == patTrois().patient.ins);
}

TEST_CASE("a person is asked once about a partner's same word, again about another one; each is traced with codes alone [SR-08]") {
  PartnerHouse h;
  const auto patient = h.qualifiedHere();
  h.told(patTrois(false));
  h.told(patTrois(false));
  auto tasks = h.tasks("partner_otherwise", patient.id);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].otherId == "GAM");
  CHECK(nlohmann::json::parse(tasks[0].detail) == nlohmann::json{{"because", "qualified_here"}, {"said", "provisional"}});
  h.close(tasks[0]);
  h.told(patTrois(false));
  CHECK(h.tasks("partner_otherwise", patient.id).empty());
  h.told(withOtherDate(patTrois()));
  tasks = h.tasks("partner_otherwise", patient.id);
  REQUIRE(tasks.size() == 1);
  CHECK(nlohmann::json::parse(tasks[0].detail)["said"] == "other_traits");
}
