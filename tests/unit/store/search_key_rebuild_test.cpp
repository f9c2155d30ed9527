// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/search_key_rebuild.h"

#include <doctest/doctest.h>

#include "core/domain/search_key.h"
#include "core/store/patient_repository.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;

namespace {

void execute(Store& store, std::string_view sql) {
  store.write(Lane::interactive, [&](UnitOfWork& work) { work.execute(sql); });
}

void pretendVersion(Store& store, int version) {
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    work.execute("INSERT INTO instance_fact (name, value) VALUES ('search_key.version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 {std::to_string(version)});
  });
}

std::int64_t count(Store& store, std::string_view sql) {
  return store.reading([&](Reader& reader) { return reader.first(sql)[0].integer(); });
}

void fill(Store& store, int patients) {
  test::Practice practice(store);
  store.write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < patients; ++i) {
      auto patient = test::Practice::invented(i);
      if (i % 2 == 0) patient.traits.usedName = "N\xC5\x92UD";
      practice.scheduleIn(work, patient, {"A" + std::to_string(i)});
    }
  });
}

}  // namespace

TEST_CASE("keys of an older rule are made again, all of them, and their version is remembered") {
  test::TestStore store;
  fill(*store, 1100);  // more than two batches
  for (const char* spoilt : {"UPDATE patient SET name_key = 'OLD', used_name_key = ''", "UPDATE imaging_order SET requester_key = 'OLD'",
                             "UPDATE exam SET performer_key = 'OLD'"}) {
    execute(*store, spoilt);
  }
  pretendVersion(*store, kSearchKeyVersion - 1);
  CHECK(store->reading(store::searchKeysOutdated));
  CHECK(store::rebuildSearchKeys(*store) == 3 * 1100);
  CHECK_FALSE(store->reading(store::searchKeysOutdated));
  CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE name_key = 'OLD'") == 0);
  CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE used_name_key = 'NOEUD^PRENOM'") == 550);
  CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE used_name_key = ''") == 550);
  CHECK(count(*store, "SELECT COUNT(*) FROM imaging_order WHERE requester_key = 'MEDIONI^STEPHANE'") == 1100);
  CHECK(count(*store, "SELECT COUNT(*) FROM exam WHERE performer_key = 'BIDEAULT^JACQUES'") == 1100);
  CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE version <> 1") == 0);
}

TEST_CASE("keys whose version nobody remembered count as outdated") {
  test::TestStore store;
  fill(*store, 3);
  execute(*store, "UPDATE patient SET used_name_key = ''");
  CHECK(store::rebuildSearchKeys(*store) == 2);
  CHECK(store::rebuildSearchKeys(*store) == 0);
}

TEST_CASE("keys of this version or of a newer one are left alone") {
  test::TestStore store;
  fill(*store, 3);
  for (const int version : {kSearchKeyVersion, kSearchKeyVersion + 1}) {
    pretendVersion(*store, version);
    execute(*store, "UPDATE patient SET name_key = 'OF ANOTHER RULE'");
    CHECK(store::rebuildSearchKeys(*store) == 0);
    CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE name_key = 'OF ANOTHER RULE'") == 3);
  }
}

TEST_CASE("the key of the name in use follows a change of the patient") {
  test::TestStore store;
  test::Practice practice(*store);
  const auto exam = practice.schedule(test::Practice::patTrois(), {"A1"});
  store->write(Lane::interactive, [&](UnitOfWork& work) {
    auto patient = *store::findPatient(work, exam.patientId);
    patient.traits.usedFirstName = "MARIE";
    store::updatePatient(work, patient);
  });
  CHECK(count(*store, "SELECT COUNT(*) FROM patient WHERE used_name_key = 'PAT TROIS^MARIE'") == 1);
}
