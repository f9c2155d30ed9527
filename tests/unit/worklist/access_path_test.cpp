// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/access_path.h"

#include <doctest/doctest.h>

#include "dicom/profiled_query.h"
#include "unit/dicom/console.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::Practice;
using clairis::test::TestStore;
using clairis::tests::Identifier;

namespace {

Access accessOf(Identifier& identifier) { return choosePath(dicom::readQuery(identifier, "CT1")).lookups.front().access; }

// Parameters of the right number and kind for a road.
Params parametersOf(Access access) {
  Params params;
  if (access != Access::time) params.emplace_back("A");
  if (access == Access::name || access == Access::usedName || access == Access::performer || access == Access::referrer) params.emplace_back("B");
  for (const char* bound : {"20261120000000", "", "20261120235960"}) params.emplace_back(bound);
  params.emplace_back(64);
  return params;
}

std::string planOf(Store& store, std::string_view sql, const Params& params) {
  std::string plan;
  const std::string explain = TestStore::onPostgresql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ";
  store.read([&](Reader& reader) {
    for (const auto& row : reader.query(explain + std::string(sql), params)) plan += row.back().text() + "\n";
  });
  return plan;
}

std::string planOf(Store& store, Access access) { return planOf(store, sqlOf(access), parametersOf(access)); }

void fill(TestStore& store, int exams) {
  Practice practice(*store);
  store->write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < exams; ++i) {
      Practice::Slot slot;
      slot.accession = "A" + std::to_string(i);
      slot.local = "202611" + std::to_string(10 + i % 20) + "1" + std::to_string(i % 10) + "3000";
      slot.station = "ST" + std::to_string(i % 10);
      slot.state = i % 10 == 0 ? ExamState::scheduled : ExamState::completed;  // most exams are history
      practice.scheduleIn(work, Practice::invented(i), slot);
    }
  });
  store->write(Lane::batch, [](UnitOfWork& work) { work.execute("ANALYZE"); });
}

}  // namespace

TEST_CASE("the most selective key opens the road") {
  Identifier uid, accession, procedure, patient, name, birth, station, day, modalityDay, letter, nothing;
  CHECK(accessOf(uid.with(DCM_StudyInstanceUID, "1.2\\1.3").with(DCM_PatientName, "PAT*")) == Access::studyUid);
  CHECK(accessOf(accession.with(DCM_AccessionNumber, "A1").with(DCM_PatientID, "1")) == Access::accession);
  CHECK(accessOf(procedure.with(DCM_RequestedProcedureID, "A1")) == Access::procedureId);
  CHECK(accessOf(patient.with(DCM_PatientID, "1").with(DCM_PatientName, "PAT*")) == Access::patientId);
  CHECK(accessOf(name.with(DCM_PatientName, "PAT*").step(DCM_Modality, "CT")) == Access::name);
  CHECK(accessOf(birth.with(DCM_PatientBirthDate, "19790328").step(DCM_Modality, "CT")) == Access::birthDate);
  CHECK(accessOf(station.step(DCM_ScheduledStationAETitle, "CT1").step(DCM_ScheduledProcedureStepStartDate, "20261120")) == Access::stationTime);
  CHECK(accessOf(day.step(DCM_ScheduledProcedureStepStartDate, "20261120")) == Access::time);
  CHECK(accessOf(modalityDay.step(DCM_ScheduledProcedureStepStartDate, "20261120").step(DCM_Modality, "CT")) == Access::modalityTime);
  CHECK(accessOf(letter.with(DCM_PatientName, "P*")) == Access::name);
  CHECK(accessOf(nothing.with(DCM_PatientName)) == Access::time);
}

TEST_CASE("a name is looked up as name of birth and as name in use, an id as another system's and as the accession number") {
  Identifier name, procedure, step;
  const auto byName = choosePath(dicom::readQuery(name.with(DCM_PatientName, "PAT*"), "CT1"));
  REQUIRE(byName.lookups.size() == 2);
  CHECK(byName.lookups[1].access == Access::usedName);
  const auto byProcedure = choosePath(dicom::readQuery(procedure.with(DCM_RequestedProcedureID, "A1"), "CT1"));
  REQUIRE(byProcedure.lookups.size() == 2);
  CHECK(byProcedure.lookups[1].access == Access::accession);
  const auto byStep = choosePath(dicom::readQuery(step.step(DCM_ScheduledProcedureStepID, "A1"), "CT1"));
  REQUIRE(byStep.lookups.size() == 2);
  CHECK(byStep.lookups[0].access == Access::stepId);
}

TEST_CASE("wildcards that begin a value never reach an index by mistake") {
  Identifier accession, station, name;
  CHECK(accessOf(accession.with(DCM_AccessionNumber, "*1")) == Access::time);
  CHECK(accessOf(station.step(DCM_ScheduledStationAETitle, "CT?")) == Access::time);
  CHECK(accessOf(name.with(DCM_PatientName, "*TROIS")) == Access::time);
}

TEST_CASE("the filters of a profile open a road and narrow it") {
  dicom::ConsoleProfile profile;
  profile.ownStation = true;
  profile.daysBefore = 1;
  profile.daysAfter = 0;
  Identifier nothing, later;
  nothing.with(DCM_PatientName);
  const auto own = choosePath(dicom::underProfile(dicom::readQuery(nothing, "CT1"), profile, "20261120"));
  CHECK(own.lookups.front().access == Access::stationTime);
  CHECK(own.lookups.size() == 2);  // its own, and the steps without a station
  CHECK(own.from == "20261119000000");
  CHECK(own.until == "20261120235960");
  profile.unassigned = false;
  later.step(DCM_ScheduledProcedureStepStartDate, "20261120-20261231");
  const auto narrowed = choosePath(dicom::underProfile(dicom::readQuery(later, "CT1"), profile, "20261120"));
  CHECK(narrowed.lookups.size() == 1);
  CHECK(narrowed.from == "20261120000000");
  CHECK(narrowed.until == "20261120235960");
  profile.ownStation = false;
  Identifier modality;
  modality.step(DCM_Modality, "CT");
  CHECK(choosePath(dicom::underProfile(dicom::readQuery(modality, "CT1"), profile, "20261120")).lookups.front().access == Access::modalityTime);
}

TEST_CASE("no query shape scans the exam table [worklist never scans]") {
  TestStore store;
  fill(store, TestStore::onPostgresql() ? 5000 : 500);
  for (const auto access : allAccesses()) {
    const auto plan = planOf(*store, access);
    INFO(plan);
    CHECK_FALSE(plan.empty());
    CHECK(plan.find("SCAN e") == std::string::npos);
    CHECK(plan.find("SCAN p") == std::string::npos);
    CHECK(plan.find("SCAN o") == std::string::npos);
    // PostgreSQL may hash a small patient table for the few exams it found by index; exams themselves are never read through.
    CHECK(plan.find("Seq Scan on exam e") == std::string::npos);
  }
}

TEST_CASE("each road uses the index made for it [worklist never scans]" * doctest::skip(TestStore::onPostgresql())) {  // about SQLite alone
  TestStore store;
  const std::pair<Access, const char*> expected[] = {{Access::studyUid, "study_instance_uid=?"},
                                                     {Access::accession, "exam_accession"},
                                                     {Access::patientId, "exam_open_patient"},
                                                     {Access::name, "patient_name_key"},
                                                     {Access::usedName, "patient_used_name_key"},
                                                     {Access::procedureId, "exam_requested_procedure"},
                                                     {Access::stepId, "exam_step"},
                                                     {Access::birthDate, "patient_birth_date"},
                                                     {Access::stationTime, "exam_open_station"},
                                                     {Access::performer, "exam_open_performer"},
                                                     {Access::modalityTime, "exam_open_modality"},
                                                     {Access::referrer, "imaging_order_requester"},
                                                     {Access::time, "exam_open_time"}};
  for (const auto& [access, index] : expected) {
    const auto plan = planOf(*store, access);
    INFO(plan);
    CHECK(plan.find(index) != std::string::npos);
  }
}

TEST_CASE("the usual roads need no sorting of what they read" * doctest::skip(TestStore::onPostgresql())) {  // about SQLite alone
  TestStore store;
  for (const auto access : {Access::stationTime, Access::modalityTime, Access::time}) {
    const auto plan = planOf(*store, access);
    INFO(plan);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
  }
}
