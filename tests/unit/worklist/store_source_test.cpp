// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/store_source.h"

#include <doctest/doctest.h>

#include <set>

#include "unit/dicom/console.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::Practice;
using clairis::test::TestStore;
using clairis::tests::Identifier;

namespace {

std::vector<dicom::WorklistEntry> ask(Store& store, Identifier& identifier, Disclosure disclosure = {}) {
  StoreWorklistSource source(store, disclosure);
  const auto query = dicom::readQuery(identifier, "CT1");
  const auto cursor = source.find(query);
  std::vector<dicom::WorklistEntry> found;
  for (dicom::WorklistEntry entry; cursor->next(entry);) found.push_back(entry);
  return found;
}

std::size_t countOf(Store& store, Identifier identifier) { return ask(store, identifier).size(); }

}  // namespace

TEST_CASE("an entry carries the order as core keeps it") {
  TestStore store;
  Practice practice(*store);
  const auto exam = practice.schedule(Practice::patTrois(), {"CLA1"});
  Identifier identifier;
  tests::usualKeys(identifier);
  const auto found = ask(*store, identifier);
  REQUIRE(found.size() == 1);
  const auto& entry = found[0];
  CHECK(entry.patientName == "PAT-TROIS^DOMINIQUE");
  CHECK(entry.patientId == "IPP0001");
  CHECK(entry.birthDate == "19790328");
  CHECK(entry.sex == "F");
  CHECK(entry.accessionNumber == "CLA1");
  CHECK(entry.studyInstanceUid == exam.studyInstanceUid);
  CHECK(entry.referringPhysician == "MEDIONI^St\xC3\xA9phane");
  CHECK(entry.requestedProcedurePriority == "STAT");
  CHECK(entry.requestedProcedureDescription == "Scanner thoracique");
  CHECK(entry.procedure.scheme == "LN");
  CHECK(entry.stationAe == "CT1");
  CHECK(entry.startDate == "20261120");
  CHECK(entry.startTime == "103000");
  CHECK(entry.performingPhysician == "BIDEAULT^Jacques");
  CHECK(entry.stepStatus == "SCHEDULED");
  CHECK(entry.institution == "Centre de radiologie Ambroise");
}

TEST_CASE("every road finds the exam and does not find it for another value") {
  TestStore store;
  Practice practice(*store);
  const auto exam = practice.schedule(Practice::patTrois(), {"CLA1"});
  for (int i = 0; i < 5; ++i) practice.schedule(Practice::invented(i), {"X" + std::to_string(i), "20270101080000", "MR1", "MR"});
  auto& database = *store;
  CHECK(countOf(database, Identifier().with(DCM_StudyInstanceUID, "1.2.3\\" + exam.studyInstanceUid + "\\" + exam.studyInstanceUid)) == 1);
  CHECK(countOf(database, Identifier().with(DCM_StudyInstanceUID, "1.2.3")) == 0);
  CHECK(countOf(database, Identifier().with(DCM_AccessionNumber, "CLA1")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_AccessionNumber, "CLA2")) == 0);
  CHECK(countOf(database, Identifier().with(DCM_AccessionNumber, "CLA?")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_PatientID, "IPP0001")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_PatientID, "IPP")) == 0);
  CHECK(countOf(database, Identifier().with(DCM_PatientName, "pat trois*")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_PatientName, "PAT-TROIS^DOMINIQUE")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_PatientName, "PAT-TROIS^MARIE")) == 0);
  CHECK(countOf(database, Identifier().with(DCM_PatientName, "*TROIS^D*")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_PatientName, "N*")) == 5);
  CHECK(countOf(database, Identifier().with(DCM_PatientBirthDate, "19790328")) == 1);
  CHECK(countOf(database, Identifier().with(DCM_ReferringPhysicianName, "medioni^stephane")) == 6);
  CHECK(countOf(database, Identifier().with(DCM_ReferringPhysicianName, "BIDEAULT")) == 0);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledPerformingPhysicianName, "BIDEAULT")) == 6);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledStationAETitle, "CT1")) == 1);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledStationAETitle, "CT")) == 0);
  CHECK(countOf(database, Identifier().step(DCM_Modality, "MR")) == 5);
  CHECK(countOf(database, Identifier().step(DCM_Modality, "MR\\CT")) == 6);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledProcedureStepStartDate, "20261120")) == 1);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledProcedureStepStartDate, "20261201-")) == 5);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledProcedureStepStartDate, "20270101").step(DCM_ScheduledProcedureStepStartTime, "0801-")) ==
        0);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledProcedureStepStartTime, "08")) == 5);
  CHECK(countOf(database, Identifier().step(DCM_ScheduledProcedureStepStatus, "SCHEDULED")) == 6);
}

TEST_CASE("an exam that no station was chosen for is offered to every console that asks for its own") {
  TestStore store;
  Practice practice(*store);
  practice.schedule(Practice::patTrois(), {"CLA1", "20261120103000", "", "CT"});
  practice.schedule(Practice::invented(1), {"CLA2", "20261120110000", "CT2", "CT"});
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledStationAETitle, "CT1")) == 1);
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledStationAETitle, "CT2")) == 2);
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledStationAETitle, "CT?")) == 2);
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledStationAETitle, "CT1").step(DCM_Modality, "MR")) == 0);
}

TEST_CASE("what is done or cancelled leaves the list, what has begun stays") {
  TestStore store;
  Practice practice(*store);
  auto exam = practice.schedule(Practice::patTrois(), {"CLA1"});
  Identifier all;
  tests::usualKeys(all);
  for (const auto state : {ExamState::arrived, ExamState::ready, ExamState::started}) {
    practice.change(exam, state);
    ++exam.version;
    CHECK(ask(*store, all).size() == 1);
  }
  for (const auto state : {ExamState::completed, ExamState::discontinued, ExamState::cancelled}) {
    practice.change(exam, state);
    ++exam.version;
    CHECK(ask(*store, all).empty());
    CHECK(countOf(*store, Identifier().with(DCM_AccessionNumber, "CLA1")) == 0);
    CHECK(countOf(*store, Identifier().with(DCM_StudyInstanceUID, exam.studyInstanceUid)) == 0);
  }
}

TEST_CASE("the INS leaves only when it is qualified and the option says so [SR-02]") {
  TestStore store;
  Practice practice(*store);
  practice.schedule(Practice::patTrois(), {"Q"});
  auto provisional = Practice::patTrois();
  provisional.status = IdentityStatus::provisional;
  provisional.localIds = {{"IPP0002", "CLAIRIS", ""}};
  practice.schedule(provisional, {"P"});
  const auto insOf = [&](const char* accession, Disclosure disclosure) {
    Identifier identifier;
    identifier.with(DCM_AccessionNumber, accession);
    const auto found = ask(*store, identifier, disclosure);
    return found.size() == 1 ? found[0].ins : std::string("(not found)");
  };
  CHECK(insOf("Q", {Environment::test, false}).empty());
  CHECK(insOf("Q", {Environment::test, true}) == "279035121518989");
  CHECK(insOf("P", {Environment::test, true}).empty());
  CHECK(insOf("Q", {Environment::production, true}).empty());
}

TEST_CASE("a long list comes whole, once and in order over its pages") {
  TestStore store;
  Practice practice(*store);
  constexpr int kExams = 400;
  store->write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < kExams; ++i) {
      // Many share a start: the id decides at page borders.
      practice.scheduleIn(work, Practice::invented(i), {"A" + std::to_string(i), "202611201" + std::to_string(i % 3) + "0000"});
    }
  });
  Identifier station, name, modality, everything;
  station.step(DCM_ScheduledStationAETitle, "CT1");
  name.with(DCM_PatientName, "NOM*");
  modality.step(DCM_Modality, "CT");
  everything.with(DCM_PatientName);
  for (auto* identifier : {&station, &name, &modality, &everything}) {
    const auto found = ask(*store, *identifier);
    CHECK(found.size() == kExams);
    std::set<std::string> distinct;
    for (const auto& entry : found) distinct.insert(entry.accessionNumber);
    CHECK(distinct.size() == kExams);
    CHECK(std::is_sorted(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.startTime < b.startTime; }));
  }
}

TEST_CASE("quotes and wildcards of SQL in a key are only text") {
  TestStore store;
  Practice practice(*store);
  practice.schedule(Practice::patTrois(), {"CLA1"});
  for (const char* hostile : {"' OR '1'='1", "%", "_______", "IPP0001'--", "\"", ";DROP TABLE exam"}) {
    CHECK(countOf(*store, Identifier().with(DCM_PatientID, hostile)) == 0);
    CHECK(countOf(*store, Identifier().with(DCM_PatientName, hostile)) == 0);
  }
  CHECK(countOf(*store, Identifier().with(DCM_PatientID, "IPP0001")) == 1);
}
