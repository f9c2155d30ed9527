// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/store_source.h"

#include <doctest/doctest.h>

#include <set>

#include "core/store/preparation_repository.h"
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
  // No exam stays with a duplicate; were one found there, the guard knows that he is one.
  auto duplicate = Practice::patTrois();
  duplicate.localIds = {{"IPP0003", "CLAIRIS", ""}};
  duplicate.ins = Ins::parse("277076322082910", Ins::kNirTest);
  const auto stray = practice.schedule(duplicate, {"M"});
  store->write(Lane::interactive, [&](UnitOfWork& work) {
    const auto survivor = work.first("SELECT patient_id FROM exam WHERE accession_number = 'P'", {})[0].text();
    work.execute("UPDATE patient SET merged_into = $1 WHERE id = $2", {survivor, stray.patientId});
  });
  const auto insOf = [&](const char* accession, Disclosure disclosure) {
    Identifier identifier;
    identifier.with(DCM_AccessionNumber, accession);
    const auto found = ask(*store, identifier, disclosure);
    return found.size() == 1 ? found[0].ins : std::string("(not found)");
  };
  CHECK(insOf("Q", {Environment::test, false}).empty());
  CHECK(insOf("Q", {Environment::test, true}) == "279035121518989");
  CHECK(insOf("P", {Environment::test, true}).empty());
  CHECK(insOf("M", {Environment::test, true}).empty());
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

TEST_CASE("what several lookups find comes in one order and once") {
  TestStore store;
  Practice practice(*store);
  const auto first = practice.schedule(Practice::invented(1), {"A1", "20261120080000", "CT1"});
  practice.schedule(Practice::invented(2), {"A2", "20261120090000", ""});
  const auto third = practice.schedule(Practice::invented(3), {"A3", "20261120100000", "CT1"});
  practice.schedule(Practice::invented(4), {"A4", "20261120110000", ""});
  const auto listed = [&](Identifier identifier) {
    std::string accessions;
    for (const auto& entry : ask(*store, identifier)) accessions += entry.accessionNumber + " ";
    return accessions;
  };
  CHECK(listed(Identifier().step(DCM_ScheduledStationAETitle, "CT1")) == "A1 A2 A3 A4 ");
  CHECK(listed(Identifier().step(DCM_ScheduledStationAETitle, "CT1\\CT1")) == "A1 A2 A3 A4 ");
  const auto both = third.studyInstanceUid + "\\" + first.studyInstanceUid + "\\" + third.studyInstanceUid;
  CHECK(listed(Identifier().with(DCM_StudyInstanceUID, both)) == "A1 A3 ");
}

TEST_CASE("long lists of several stations come whole, once and in order over their pages") {
  TestStore store;
  Practice practice(*store);
  constexpr int kExams = 600;
  store->write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < kExams; ++i) {
      const char* stations[] = {"CT1", "", "CT2", "CT9"};
      practice.scheduleIn(work, Practice::invented(i), {"A" + std::to_string(i), "202611201" + std::to_string(i % 7) + "0000", stations[i % 4]});
    }
  });
  Identifier identifier;
  identifier.step(DCM_ScheduledStationAETitle, "CT1\\CT2");
  const auto found = ask(*store, identifier);
  CHECK(found.size() == kExams / 4 * 3);
  CHECK(std::is_sorted(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.startTime < b.startTime; }));
}

TEST_CASE("a list is read no further than the profile's limit and one, and whole when other keys drop rows") {
  TestStore store;
  Practice practice(*store);
  store->write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < 300; ++i)
      practice.scheduleIn(work, Practice::invented(i), {"A" + std::to_string(i), "20261120100000", "CT1", i % 10 == 9 ? "MR" : "CT"});
  });
  dicom::ConsoleProfile profile;
  profile.answerLimit = 20;
  const auto count = [&](Identifier identifier) {
    const auto query = dicom::underProfile(dicom::readQuery(identifier, "CT1"), profile, "20261120");
    StoreWorklistSource source(*store, {});
    const auto cursor = source.find(query);
    std::size_t found = 0;
    for (dicom::WorklistEntry entry; cursor->next(entry);) ++found;
    return found;
  };
  CHECK(count(Identifier().step(DCM_ScheduledStationAETitle, "CT1")) == 300);
  CHECK(count(Identifier().step(DCM_ScheduledStationAETitle, "CT1").step(DCM_Modality, "MR")) == 30);
  CHECK(count(Identifier().with(DCM_PatientName, "NOM*")) == 300);
}

TEST_CASE("a patient is found by the name of birth and by the name in use, once") {
  TestStore store;
  Practice practice(*store);
  auto patient = Practice::patTrois();
  patient.traits.usedName = "PAT-TROIS NESSI";
  practice.schedule(patient, {"CLA1"});
  practice.schedule(Practice::invented(1), {"CLA2"});
  CHECK(countOf(*store, Identifier().with(DCM_PatientName, "PAT*")) == 1);
  CHECK(countOf(*store, Identifier().with(DCM_PatientName, "pat trois nessi^dominique")) == 1);
  CHECK(countOf(*store, Identifier().with(DCM_PatientName, "*NESSI")) == 1);
  CHECK(countOf(*store, Identifier().with(DCM_PatientName, "NESSI*")) == 0);
}

TEST_CASE("ids that another system gave are answered and found, and the accession number no longer stands for them") {
  TestStore store;
  Practice practice(*store);
  Practice::Slot slot{"CLA1"};
  slot.step = {"RP7", "SPS7", "Thorax injecte", "99ACME", {"P12", "Thorax IV", "99PROTO"}};
  practice.schedule(Practice::patTrois(), slot);
  practice.schedule(Practice::invented(1), {"CLA2"});
  Identifier all;
  tests::usualKeys(all);
  const auto entry = ask(*store, all).front();
  CHECK(entry.requestedProcedureId == "RP7");
  CHECK(entry.stepId == "SPS7");
  CHECK(entry.stepDescription == "Thorax injecte");
  CHECK(entry.procedure.scheme == "99ACME");
  CHECK(entry.protocol.value == "P12");
  CHECK(entry.protocol.scheme == "99PROTO");
  CHECK(countOf(*store, Identifier().with(DCM_RequestedProcedureID, "RP7")) == 1);
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledProcedureStepID, "SPS7")) == 1);
  CHECK(countOf(*store, Identifier().with(DCM_RequestedProcedureID, "CLA1")) == 0);
  CHECK(countOf(*store, Identifier().with(DCM_RequestedProcedureID, "CLA2")) == 1);
  CHECK(countOf(*store, Identifier().step(DCM_ScheduledProcedureStepID, "CLA2")) == 1);
}

TEST_CASE("what was prepared for the exam is on the entry, and nothing when nothing is known") {
  TestStore store;
  Practice practice(*store);
  const auto exam = practice.schedule(Practice::patTrois(), {"CLA1"});
  Identifier all;
  tests::usualKeys(all);
  CHECK(ask(*store, all).front().pregnancyStatus.empty());
  ExamPreparation known{0,          "72.5",  "1.68",  Pregnancy::possible, "2026-11-02", "Iode",       "Pacemaker",
                        "Fauteuil", "Calme", "Box 3", "Brancard",          "Iohexol",    "Prednisone", "A jeun"};
  store->write(Lane::interactive, [&](UnitOfWork& work) { store::savePreparation(work, exam.id, known); });
  const auto entry = ask(*store, all).front();
  CHECK(entry.weight == "72.5");
  CHECK(entry.size == "1.68");
  CHECK(entry.pregnancyStatus == "2");
  CHECK(entry.lastMenstrualDate == "20261102");
  CHECK(entry.allergies == "Iode");
  CHECK(entry.medicalAlerts == "Pacemaker");
  CHECK(entry.specialNeeds == "Fauteuil");
  CHECK(entry.patientState == "Calme");
  CHECK(entry.patientLocation == "Box 3");
  CHECK(entry.patientTransport == "Brancard");
  CHECK(entry.contrastAgent == "Iohexol");
  CHECK(entry.premedication == "Prednisone");
  CHECK(entry.stepComments == "A jeun");
  CHECK(entry.stepLocation == "main");
  CHECK(entry.patientIdIssuer == "CLAIRIS");
  CHECK(countOf(*store, Identifier().with(DCM_CurrentPatientLocation, "Box*")) == 1);
  CHECK(countOf(*store, Identifier().with(DCM_CurrentPatientLocation, "Salle*")) == 0);
}

TEST_CASE("the side of the exam is told where the technologist reads what to do, unless it is told already") {
  TestStore store;
  Practice practice(*store);
  Practice::Slot left{"L"}, right{"R"}, both{"B"};
  left.laterality = "L";
  right.laterality = "R";
  right.step.stepDescription = "Genou DROIT";
  both.laterality = "B";
  int number = 0;
  for (const auto& slot : {left, right, both}) practice.schedule(Practice::invented(++number), slot);
  const auto entryOf = [&](const char* accession) {
    Identifier identifier;
    return ask(*store, identifier.with(DCM_AccessionNumber, accession)).front();
  };
  CHECK(entryOf("L").requestedProcedureDescription == "Scanner thoracique (gauche)");
  CHECK(entryOf("L").stepDescription == "Scanner thoracique (gauche)");
  CHECK(entryOf("L").laterality == "L");
  CHECK(entryOf("R").stepDescription == "Genou DROIT");
  CHECK(entryOf("R").requestedProcedureDescription == "Scanner thoracique (droite)");
  CHECK(entryOf("B").stepDescription == "Scanner thoracique (bilat\xC3\xA9ral)");
  CHECK(entryOf("B").laterality.empty());
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
