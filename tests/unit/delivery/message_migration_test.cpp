// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The schema before messages existed, with deliveries in it, becomes the present one without losing anything.
#include <doctest/doctest.h>

#include <algorithm>

#include "unit/delivery/delivery_world.h"

using namespace clairis;
using namespace clairis::test;

namespace {

MigrationSet schemaBefore() {
  auto set = coreMigrations();
  std::erase_if(set.files, [](const EmbeddedFile& file) { return std::string_view(file.name) >= "0005"; });
  return set;
}

/// As the version before writes a delivery: naming the columns that it knows.
void insertAsBefore(UnitOfWork& unit, const std::string& id, const std::string& document) {
  unit.execute(
      "INSERT INTO delivery (id, document_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, until_at, "
      "first_wait_at, probe, lease_token, lease_until, prepared, proof, resend_of, created_at, changed_at, accepted_at) "
      "VALUES ($1, $2, 'dmp', '', '2.25.2', '1750803447', 'accepted', 'r', 'mots du récepteur', 3, '9999', 'u', 'w', 1, 't', 'l', $3, $4, 'x', 'c', "
      "'m', 'a')",
      {id, document, Blob{std::string("\0\xFFprepared", 10)}, Blob{"proof"}});
  unit.execute(
      "INSERT INTO delivery_attempt (delivery_id, attempt, started_at, ended_at, outcome, code, message) VALUES ($1, 3, 's', 'e', 'accepted', 'c', "
      "'m')",
      {id});
}

void insertDocument(UnitOfWork& unit) {
  unit.execute(
      "INSERT INTO document (id, report_id, patient_id, exam_id, site_id, unique_id, set_id, version_number, replaces_unique_id, "
      "identity_fingerprint, ins_matricule, ins_oid, superseded, pdf, pdf_sha256, cda_skeleton, cda_sha256, created_at) "
      "VALUES ('doc', 'report', 'patient', 'exam', 'site', '2.25.3', '2.25.2', 1, '', 'f', NULL, NULL, 0, $1, '', $2, '', '')",
      {Blob{"pdf"}, Blob{"cda"}});
}

}  // namespace

TEST_CASE("deliveries and attempts of the schema before keep every value, and the version before goes on writing them") {
  TestStore store(TestStore::Schema::none);
  migrate(*store, {schemaBefore()});
  seedReport(*store);
  store->write(Lane::batch, [](UnitOfWork& unit) {
    insertDocument(unit);
    insertAsBefore(unit, "before", "doc");
  });
  migrate(*store, {coreMigrations()});
  store->write(Lane::batch, [](UnitOfWork& unit) { insertAsBefore(unit, "after", "doc"); });
  store->read([](Reader& reader) {
    for (const char* id : {"before", "after"}) {
      const auto row = queue::find(reader, id).value();
      CHECK(row.documentId == "doc");
      CHECK(row.messageId.empty());
      CHECK(row.state == DeliveryState::accepted);
      CHECK(row.message == "mots du récepteur");
      CHECK(row.attempt == 3);
      CHECK(row.prepared == std::string("\0\xFFprepared", 10));
      CHECK(row.proof == "proof");
      CHECK(row.probe);
      CHECK(row.acceptedAt == "a");
      CHECK(row.changedAt == "m");
      const auto attempts = reader.query("SELECT started_at, ended_at, outcome FROM delivery_attempt WHERE delivery_id = $1", {id});
      REQUIRE(attempts.size() == 1);
      CHECK(attempts[0][1].text() == "e");
    }
  });
}

TEST_CASE("a delivery is of a document or of a message, never of both or neither, and of nothing that does not exist") {
  TestStore store;
  seedReport(*store);
  store->write(Lane::batch, [](UnitOfWork& unit) { insertDocument(unit); });
  const auto inserting = [&](const Value& document, const Value& message) {
    return [&store, document, message] {
      store->write(Lane::batch, [&](UnitOfWork& unit) {
        unit.execute(
            "INSERT INTO delivery (id, document_id, message_id, channel, destination, set_id, structure_id, state, reason, message, attempt, due_at, "
            "until_at, first_wait_at, probe, lease_token, lease_until, resend_of, created_at, changed_at, accepted_at) "
            "VALUES ('d', $1, $2, 'dmp', '', '', '', 'queued', '', '', 0, '', '', '', 0, '', '', '', '', '', '')",
            {document, message});
      });
    };
  };
  CHECK_THROWS(inserting({}, {})());
  CHECK_THROWS(inserting("doc", "message")());
  CHECK_THROWS(inserting({}, "message")());
  CHECK_THROWS(inserting("another", {})());
  CHECK_NOTHROW(inserting("doc", {})());
}
