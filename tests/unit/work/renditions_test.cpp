// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/renditions.h"

#include <doctest/doctest.h>

#include <thread>

#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

PatientFeed provisional() {
  auto feed = patTrois(false);
  feed.validated = false;
  return feed;
}

/// A validated report of a patient whose identity is not qualified yet.
struct Validated {
  explicit Validated(const PatientFeed& feed = provisional()) : patient(house.receive(feed)) { done = house.validated(house.performedFor(patient)); }

  store::StoredDocument document(const std::string& id) {
    return house.read([&](Reader& reader) { return store::findDocument(reader, id, true).value(); });
  }
  store::StoredDocument current() {
    return house.read([&](Reader& reader) { return store::currentDocument(reader, done.report.id, true).value(); });
  }
  std::optional<std::string> hold(const std::string& id) {
    return house.read([&](Reader& reader) { return house.renditions.holdReason(reader, id); });
  }
  void deliveries(const std::string& documentId, const std::string& state) {
    house.write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET state = $1 WHERE document_id = $2", {state, documentId}); });
  }
  int renew() {
    house.store.clock.advance(std::chrono::minutes(5));
    return house.renditions.renew(patient.id);
  }
  int rename(int number) {
    auto feed = patTrois();
    feed.patient.traits.usedName = "USAGE" + std::to_string(number);
    house.receive(feed);
    return renew();
  }

  House house;
  Patient patient;
  ValidatedReport done;
};

}  // namespace

TEST_CASE("a provisional identity qualified later gets a new rendition of the same content, the first version if nothing left [SR-01]") {
  Validated v;
  const auto before = v.document(v.done.documentId);
  CHECK_FALSE(before.ins.has_value());
  v.house.receive(patTrois());
  CHECK(v.hold(before.id) == "identity.changed");
  CHECK(v.renew() == 1);

  const auto after = v.current();
  CHECK(after.id != before.id);
  CHECK(after.uniqueId != before.uniqueId);
  CHECK(after.setId == before.setId);
  CHECK(after.versionNumber == 1);
  CHECK(after.replacesUniqueId.empty());
  CHECK(after.ins == patTrois().patient.ins);
  CHECK(after.createdAt > before.createdAt);
  CHECK_FALSE(v.hold(after.id).has_value());
  CHECK(v.document(before.id).superseded);
  CHECK(v.hold(before.id) == "identity.changed");

  const auto view = v.house.archive.current(v.house.radiologist(), v.done.report.id);
  CHECK(view.uniqueId == after.uniqueId);
  CHECK(toIso(view.validatedAt) == v.done.report.validatedAt);
  CHECK(view.validator.familyName == "BIDEAULT");
  CHECK(view.cda->find("279035121518989") != std::string::npos);
  CHECK(view.cda->find("relatedDocument") == std::string::npos);
  CHECK(v.house.events("document.renewed", v.done.report.id) == 1);
  CHECK(v.house.renderer->insideTransaction == 0);
  CHECK(v.house.channel->insideTransaction == 0);
}

TEST_CASE("the delivery of the rendition before it is cancelled, that of the new one is planned [SR-01]") {
  Validated v;
  v.house.receive(patTrois());
  v.renew();
  CHECK(v.house.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'cancelled' AND reason = 'superseded'",
                      {v.done.documentId}) == 1);
  CHECK(v.house.count("SELECT COUNT(*) FROM delivery WHERE document_id = $1 AND state = 'queued'", {v.current().id}) == 1);
}

TEST_CASE("once something left, or may have left, the new rendition is one version more and replaces it [SR-01]") {
  for (const char* state : {"accepted", "undecided", "sending"}) {
    CAPTURE(state);
    Validated v;
    v.deliveries(v.done.documentId, state);
    v.house.receive(patTrois());
    CHECK(v.renew() == 1);
    const auto after = v.current();
    CHECK(after.versionNumber == 2);
    CHECK(after.replacesUniqueId == v.done.documentUniqueId);
    CHECK(after.setId == v.done.report.setId);
    const auto view = v.house.archive.current(v.house.radiologist(), v.done.report.id);
    CHECK(view.cda->find("RPLC") != std::string::npos);
    CHECK(view.cda->find(v.done.documentUniqueId) != std::string::npos);
  }
}

TEST_CASE("a delivery that never left leaves no parent [SR-01]") {
  for (const char* state : {"queued", "held", "retry", "fix", "final", "cancelled"}) {
    CAPTURE(state);
    Validated v;
    v.deliveries(v.done.documentId, state);
    v.house.receive(patTrois());
    CHECK(v.renew() == 1);
    CHECK(v.current().versionNumber == 1);
    CHECK(v.current().replacesUniqueId.empty());
  }
}

TEST_CASE("the parent is the rendition that left last, not one that was superseded before it left [SR-01]") {
  Validated v;
  v.deliveries(v.done.documentId, "accepted");
  v.house.receive(patTrois());
  CHECK(v.renew() == 1);
  const auto second = v.current();
  CHECK(v.rename(1) == 1);
  const auto third = v.current();
  CHECK(third.versionNumber == 2);
  CHECK(third.replacesUniqueId == v.done.documentUniqueId);
  v.deliveries(third.id, "accepted");
  CHECK(v.rename(2) == 1);
  CHECK(v.current().versionNumber == 3);
  CHECK(v.current().replacesUniqueId == third.uniqueId);
  CHECK(v.document(second.id).superseded);
  CHECK(v.house.count("SELECT COUNT(*) FROM document WHERE superseded = 0") == 1);
}

TEST_CASE("a downgraded identity never leaves with its INS inside old bytes [SR-01] [RIS.INS.37]") {
  Validated v{patTrois()};
  const auto before = v.house.archive.current(v.house.radiologist(), v.done.report.id);
  REQUIRE(before.cda->find("279035121518989") != std::string::npos);
  v.house.receive(provisional());
  CHECK(v.hold(v.done.documentId) == "identity.changed");
  CHECK(v.renew() == 1);
  const auto after = v.house.archive.current(v.house.radiologist(), v.done.report.id);
  CHECK_FALSE(after.ins.has_value());
  CHECK(after.cda->find("279035121518989") == std::string::npos);
  CHECK(after.cda->find(std::string(Ins::kNirTest)) == std::string::npos);
}

TEST_CASE("a change that is not one of identity makes no new rendition [SR-01]") {
  Validated v{patTrois()};
  auto moved = patTrois();
  moved.patient.address = {"2 Rue B", "69001", "LYON", ""};
  moved.patient.dmpOpposition = true;
  moved.patient.localIds.push_back({"77", "CLINIQUE", ""});
  v.house.receive(moved);
  CHECK_FALSE(v.hold(v.done.documentId).has_value());
  CHECK(v.renew() == 0);
  CHECK(v.current().id == v.done.documentId);
  CHECK(v.house.renderer->renderings == 1);
}

TEST_CASE("an identity that changes while it is rendered again is read again, three times at most [SR-01]") {
  Validated v{patTrois()};
  const int already = v.house.renderer->renderings;
  auto change = [&](int number) {
    auto feed = patTrois();
    feed.patient.traits.usedName = "PENDANT" + std::to_string(number);
    v.house.receive(feed);
  };
  SUBCASE("once") {
    v.house.renderer->during = [&](int number) {
      if (number == already + 1) change(number);
    };
    CHECK(v.rename(1) == 1);
    CHECK(v.house.renderer->renderings == already + 2);
    CHECK_FALSE(v.hold(v.current().id).has_value());
  }
  SUBCASE("each time") {
    v.house.renderer->during = change;
    CHECK(refusalOf([&] { v.rename(1); }) == "report.inputs_changing");
    CHECK(v.house.renderer->renderings == already + 3);
    CHECK(v.current().id == v.done.documentId);
    CHECK(v.house.store.log.has("document.renewal.postponed"));
    CHECK(v.hold(v.done.documentId) == "identity.changed");
  }
}

TEST_CASE("a delivery that leaves while the new rendition is made becomes its parent [SR-01]") {
  Validated v;
  v.house.receive(patTrois());
  const int already = v.house.renderer->renderings;
  v.house.renderer->during = [&](int number) {
    if (number == already + 1) v.deliveries(v.done.documentId, "accepted");
  };
  CHECK(v.renew() == 1);
  CHECK(v.house.renderer->renderings == already + 2);
  CHECK(v.current().versionNumber == 2);
  CHECK(v.current().replacesUniqueId == v.done.documentUniqueId);
}

TEST_CASE("a document that cannot be rendered again stays in force, held by the guard, and holds up no other [SR-01]") {
  Validated v;
  const auto second = v.house.validated(v.house.performedFor(v.patient));
  v.house.receive(patTrois());
  const int already = v.house.renderer->renderings;
  v.house.renderer->during = [&](int number) {
    if (number == already + 1) throw Refusal("test.render", "no paper");
  };
  CHECK(v.renew() == 1);
  CHECK(v.house.count("SELECT COUNT(*) FROM document WHERE superseded = 0") == 2);
  const bool firstKept = !v.document(v.done.documentId).superseded;
  const auto kept = firstKept ? v.done.documentId : second.documentId;
  CHECK(v.document(v.done.documentId).superseded == !v.document(second.documentId).superseded);
  CHECK(v.hold(kept) == "identity.changed");
  v.house.renderer->during = nullptr;
  CHECK(v.renew() == 1);
  CHECK(v.document(kept).superseded);
}

TEST_CASE("renewals of one patient at the same time leave exactly one rendition in force [SR-01]") {
  Validated v;
  v.house.receive(patTrois());
  std::vector<std::thread> workers;
  std::atomic<int> failures{0};
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      if (!refusalOf([&] { v.house.renditions.renew(v.patient.id); }).empty()) ++failures;
    });
  }
  for (auto& worker : workers) worker.join();
  CHECK(failures == 0);
  CHECK(v.house.count("SELECT COUNT(*) FROM document WHERE superseded = 0") == 1);
  CHECK(v.house.count("SELECT COUNT(*) FROM document") == 2);
  CHECK(v.house.count("SELECT COUNT(*) FROM delivery WHERE state = 'queued'") == 1);
}

TEST_CASE("the guard refuses a document that is not there") {
  House house;
  CHECK(refusalOf([&] { house.read([&](Reader& reader) { return house.renditions.holdReason(reader, "nothing").has_value(); }); }) ==
        "document.unknown");
}

TEST_CASE("every document of a patient is renewed, those of others are left alone [SR-01]") {
  Validated v;
  const auto second = v.house.validated(v.house.performedFor(v.patient));
  const auto other = v.house.validated(v.house.performedFor(v.house.receive(nessi())));
  v.house.receive(patTrois());
  CHECK(v.renew() == 2);
  CHECK(v.document(v.done.documentId).superseded);
  CHECK(v.document(second.documentId).superseded);
  CHECK_FALSE(v.document(other.documentId).superseded);
}

TEST_CASE("a change that is heard before the renderer is there is heard again, and not lost for its documents [SR-01]") {
  Validated v;
  v.house.receive(patTrois());
  const auto missing = []() -> std::shared_ptr<const ReportRenderer> { throw Refusal("service.missing", "no plugin provides it yet"); };
  work::Renditions early{{v.house.watched, v.house.store.clock, Environment::test, v.house.root, missing, v.house.planning, v.house.store.log}};
  CHECK_THROWS_AS(early.renew(v.patient.id), Refusal);
  CHECK(v.current().id == v.done.documentId);
  CHECK(v.renew() == 1);
  CHECK(early.renew(v.patient.id) == 0);  // nothing to render: nobody is missed
}
