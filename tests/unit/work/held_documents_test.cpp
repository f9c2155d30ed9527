// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/held_documents.h"

#include <doctest/doctest.h>

#include "core/store/held_documents.h"
#include "unit/work/merge_house.h"

using namespace clairis;
using namespace clairis::test;
using std::chrono::hours;

namespace {

constexpr auto kAlert = hours(7 * 24);

PatientFeed unproven(const std::string& number) {
  auto feed = patTrois(false);
  feed.patient.localIds = {{number, "CIM-TEST", ""}};
  return feed;
}

/// A practice whose only channel holds what has no qualified identity, as the DMP does.
class WaitingHouse : public MergeHouse {
public:
  WaitingHouse() { channel->deliveries = {{"dmp", "held", "identity.not_qualified"}}; }

  Instant now() {
    return write([](UnitOfWork& work) { return work.now(); });
  }
  /// A report of this patient that began to wait so long ago; the id of its document.
  ValidatedReport waits(const Patient& person, hours ago) {
    auto done = validated(performedFor(person));
    waitingSince(done.documentId, ago);
    return done;
  }
  void waitingSince(const std::string& documentId, hours ago) {
    write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET first_wait_at = $1 WHERE document_id = $2", {work.now() - ago, documentId}); });
  }
  int run() { return work::followHeldDocuments(*store, kAlert, now(), {}); }
  std::vector<IdentityTask> open(const std::string& patientId = "") { return tasks("documents_held", patientId); }
  std::vector<IdentityTask> closed() { return tasks("documents_held", "", true); }
};

}  // namespace

TEST_CASE("documents held for identity longer than the limit are one task of their patient, and not before [SR-08] [SR-02]") {
  WaitingHouse h;
  const auto late = h.receive(unproven("LATE"));
  const auto early = h.receive(unproven("EARLY"));
  const auto first = h.waits(late, hours(7 * 24 + 1)).report.id;
  const auto second = h.waits(late, hours(9 * 24)).report.id;
  h.waits(early, hours(7 * 24 - 1));
  CHECK(h.run() == 1);
  const auto tasks = h.open();
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].patientId == late.id);
  CHECK(tasks[0].otherId.empty());
  CHECK(tasks[0].openedBy == "system");
  const auto detail = nlohmann::json::parse(tasks[0].detail);
  CHECK(detail.at("count") == 2);
  CHECK(detail.at("reports") == nlohmann::json(std::min(first, second) == first ? std::vector{first, second} : std::vector{second, first}));
  CHECK(detail.size() == 3);
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'identity.task.opened' AND object = $1", {"patient:" + late.id}) == 1);
}

TEST_CASE("the look for held documents repeats without a second task, also after it died half way [SR-08]") {
  WaitingHouse h;
  std::vector<Patient> people;
  for (int i = 0; i < 3; ++i) {
    people.push_back(h.receive(unproven("P" + std::to_string(i))));
    h.waits(people.back(), hours(8 * 24));
  }
  // It died when the first of three was written.
  h.write([&](UnitOfWork& work) { CHECK(work::followHeldDocumentsOf(work, people[1].id, kAlert)); });
  CHECK(h.run() == 2);
  CHECK(h.run() == 0);
  CHECK(h.open().size() == 3);
  CHECK(h.closed().empty());
}

TEST_CASE("a task documents_held closes by itself when the documents leave, are withdrawn, or wait for something else [SR-08]") {
  for (const char* change :
       {"state = 'accepted', reason = ''", "state = 'cancelled', reason = ''", "state = 'queued', reason = ''", "reason = 'dmp.absent'"}) {
    CAPTURE(change);
    WaitingHouse h;
    const auto person = h.receive(unproven("IPP"));
    h.waits(person, hours(8 * 24));
    h.waits(person, hours(8 * 24));
    h.run();
    REQUIRE(h.open().size() == 1);
    // One of two: still something for a person.
    h.write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET " + std::string(change) + " WHERE id = (SELECT MIN(id) FROM delivery)"); });
    CHECK(h.run() == 0);
    h.write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET " + std::string(change)); });
    CHECK(h.run() == 1);
    CHECK(h.open().empty());
    REQUIRE(h.closed().size() == 1);
    CHECK(h.closed()[0].outcome == "documents_left");
    CHECK(h.closed()[0].closedBy == "system");
    CHECK(h.run() == 0);
  }
}

TEST_CASE("a qualified identity lets its documents go, and the task with them [SR-01] [SR-08]") {
  WaitingHouse h;
  const auto person = h.receive(unproven("IPP0001"));
  h.waits(person, hours(8 * 24));
  h.run();
  REQUIRE(h.open(person.id).size() == 1);
  h.channel->deliveries = {{"dmp", "queued", ""}};
  h.receive(patTrois());
  CHECK(h.renew(person.id) == 1);
  CHECK(h.run() == 1);
  CHECK(h.open().empty());
}

TEST_CASE("an identity that changes every week without being qualified does not start its documents' clock again [SR-01] [SR-08]") {
  WaitingHouse h;
  const auto person = h.receive(unproven("IPP"));
  h.waits(person, hours(8 * 24));
  auto renamed = unproven("IPP");
  renamed.patient.traits.usedName = "USAGE";
  h.receive(renamed);
  CHECK(h.renew(person.id) == 1);
  CHECK(h.count("SELECT COUNT(*) FROM delivery WHERE state = 'held'") == 1);
  CHECK(h.run() == 1);
  CHECK(h.open(person.id).size() == 1);
}

TEST_CASE("a report that had left and waits again because its identity fell waits from then on [SR-08]") {
  WaitingHouse h;
  const auto person = h.receive(unproven("IPP"));
  const auto done = h.waits(person, hours(30 * 24));
  h.deliveries(done.documentId, "accepted");
  // Older than what comes next, whatever the clock of the database does between two statements.
  h.write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET created_at = $1", {work.now() - hours(30 * 24)}); });
  auto renamed = unproven("IPP");
  renamed.patient.traits.usedName = "USAGE";
  h.receive(renamed);
  CHECK(h.renew(person.id) == 1);
  CHECK(h.count("SELECT COUNT(*) FROM delivery WHERE state = 'held'") == 1);
  CHECK(h.run() == 0);
  h.waitingSince(h.current(done.report.id).id, hours(8 * 24));
  CHECK(h.run() == 1);
}

TEST_CASE("documents that wait for anything but identity open nothing [SR-08] [SR-30]") {
  WaitingHouse h;
  h.channel->deliveries = {{"dmp", "held", "announcement"}};
  h.waits(h.receive(unproven("IPP")), hours(80 * 24));
  CHECK(h.run() == 0);
  CHECK(h.open().empty());
}

TEST_CASE("what a person closed stays closed for the documents that were late then, and opens for a later one [SR-08]") {
  WaitingHouse h;
  const auto person = h.receive(unproven("IPP"));
  h.waits(person, hours(8 * 24));
  h.run();
  h.write([&](UnitOfWork& work) { h.service.closeTask(work, h.officer(), h.open()[0].id, "no_action", ""); });
  CHECK(h.run() == 0);
  const auto another = h.waits(person, hours(1)).documentId;
  CHECK(h.run() == 0);
  // A week after that closing.
  h.write([&](UnitOfWork& work) { work.execute("UPDATE identity_task SET closed_at = $1", {work.now() - hours(24)}); });
  h.waitingSince(another, hours(7 * 24 + 12));
  CHECK(h.run() == 1);
  CHECK(h.open().size() == 1);
}

TEST_CASE("many patients are looked at in pages, every one of them [SR-08]") {
  WaitingHouse h;
  const auto done = h.waits(h.receive(unproven("P0")), hours(8 * 24));
  // Copies of one document for others: all that the job reads of them.
  h.write([&](UnitOfWork& work) {
    for (int i = 1; i < 620; ++i) {
      auto person = unproven("P" + std::to_string(i)).patient;
      person.id = work.newId();
      person.version = 1;
      store::insertPatient(work, person);
      work.execute(
          "INSERT INTO document (id, report_id, patient_id, exam_id, site_id, unique_id, set_id, version_number, replaces_unique_id,"
          " identity_fingerprint, superseded, pdf, pdf_sha256, cda_skeleton, cda_sha256, created_at)"
          " SELECT $1, report_id, $2, exam_id, site_id, $1, set_id, 1, '', '', 0, cda_skeleton, '', cda_skeleton, '', created_at FROM document"
          " WHERE id = $3",
          {"document" + person.id, person.id, done.documentId});
      work.execute(
          "INSERT INTO delivery (id, document_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at,"
          " first_wait_at, probe, lease_token, lease_until, resend_of, created_at, changed_at, accepted_at)"
          " SELECT $1, $2, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at, first_wait_at, probe,"
          " lease_token, lease_until, resend_of, created_at, changed_at, accepted_at FROM delivery WHERE document_id = $3",
          {work.newId(), "document" + person.id, done.documentId});
    }
  });
  CHECK(h.run() == 620);
  CHECK(h.count("SELECT COUNT(*) FROM identity_task WHERE kind = 'documents_held' AND closed_at = ''") == 620);
  CHECK(h.count("SELECT COUNT(DISTINCT patient_id) FROM identity_task") == 620);
  CHECK(h.run() == 0);
  h.write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET state = 'cancelled'"); });
  CHECK(h.run() == 620);
  CHECK(h.open().empty());
}

TEST_CASE("held documents are found by index roads [SR-08]") {
  WaitingHouse h;
  if (TestStore::onPostgresql()) {
    // Which road is taken there depends on what is stored; that there is one does not.
    CHECK(h.count("SELECT COUNT(*) FROM pg_indexes WHERE indexname IN ('delivery_identity_held', 'document_patient', 'delivery_document')") == 3);
    return;
  }
  const std::tuple<const char*, Params, const char*> roads[] = {{store::held_sql::kPage, {"", "", 500}, "delivery_identity_held"},
                                                                {store::held_sql::kOfPatient, {"somebody"}, "document_patient"},
                                                                {store::held_sql::kOfReport, {"report"}, "document_report"}};
  for (const auto& [sql, params, road] : roads) {
    const auto rows =
        h.read([&, &sql = sql, &params = params](Reader& reader) { return reader.query("EXPLAIN QUERY PLAN " + std::string(sql), params); });
    std::string plan;
    for (const auto& row : rows) plan += row.back().text() + "\n";
    CAPTURE(plan);
    CHECK(plan.find(road) != std::string::npos);
    CHECK(plan.find("SCAN") == std::string::npos);
    CHECK(plan.find("delivery_state") == std::string::npos);
  }
}
