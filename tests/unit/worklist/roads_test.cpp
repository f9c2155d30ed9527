// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <random>

#include "dicom/profiled_query.h"
#include "plugins/worklist/store_source.h"
#include "unit/dicom/console.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;
using namespace clairis::worklist;
using clairis::test::Practice;
using clairis::test::TestStore;
using clairis::tests::Identifier;

namespace {

using Texts = std::vector<std::string>;

/// The same numbers on every run.
class Dice {
public:
  bool oneIn(unsigned sides) { return _random() % sides == 0; }
  const std::string& of(const Texts& texts) { return texts[_random() % texts.size()]; }
  int below(int bound) { return static_cast<int>(_random() % static_cast<unsigned>(bound)); }

private:
  std::mt19937 _random{20261120};
};

const Texts kNames{"DUPONT", "DUPONT-MARTIN", "D'ARC", "NO\xC3\x8BL", "LEC\xC5\x92UR", "DU PONT"};
const Texts kDays{"20261118", "20261119", "20261120", "20261121", "20261122"};

void fill(Store& store, Dice& dice, int exams) {
  Practice practice(store);
  store.write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < exams; ++i) {
      auto patient = Practice::invented(i);
      patient.traits.birthName = dice.of(kNames);
      patient.traits.firstBirthName = dice.of({"ANNE", "Z\xC3\xA9lie"});
      if (dice.oneIn(3)) patient.traits.usedName = dice.of(kNames);
      patient.traits.sex = dice.oneIn(2) ? Sex::female : Sex::male;
      Practice::Slot slot{"A" + std::to_string(i), dice.of(kDays) + dice.of({"080000", "103000", "103000", "170000"}), dice.of({"CT1", "CT2", ""}),
                          dice.of({"CT", "MR"}), dice.oneIn(4) ? ExamState::started : ExamState::scheduled};
      if (dice.oneIn(3)) slot.step.requestedProcedureId = dice.of({"RP1", "A1", "A2"});
      if (dice.oneIn(3)) slot.step.stepId = dice.of({"S1", "A1", "A2"});
      slot.requester = dice.of(kNames);
      slot.performer = dice.of(kNames);
      practice.scheduleIn(work, patient, slot);
    }
  });
}

Texts answersOf(Store& store, const dicom::WorklistQuery& query) {
  StoreWorklistSource source(store, {});
  const auto cursor = source.find(query);
  Texts accessions;
  for (dicom::WorklistEntry entry; cursor->next(entry);) accessions.push_back(entry.accessionNumber);
  return accessions;
}

std::vector<dicom::WorklistEntry> everything(Store& store) {
  Identifier identifier;
  identifier.with(DCM_PatientName);
  const auto query = dicom::readQuery(identifier, "CT1");
  StoreWorklistSource source(store, {});
  const auto cursor = source.find(query);
  std::vector<dicom::WorklistEntry> entries;
  for (dicom::WorklistEntry entry; cursor->next(entry);) entries.push_back(entry);
  return entries;
}

Identifier randomQuery(Dice& dice, const std::vector<dicom::WorklistEntry>& entries) {
  const Texts names{"DUPONT", "dup*", "D*", "du pont*", "noel", "*MARTIN", "LECOEUR^ANNE", "L?C*^zelie", "X*"};
  Identifier identifier;
  if (dice.oneIn(4)) identifier.with(DCM_PatientName, dice.of(names));
  if (dice.oneIn(8)) identifier.with(DCM_ReferringPhysicianName, dice.of(names));
  if (dice.oneIn(8)) identifier.with(DCM_PatientID, dice.of({"P1", "P2", "P1*", "P999"}));
  if (dice.oneIn(8)) identifier.with(DCM_AccessionNumber, dice.of({"A1", "A2?", "A999"}));
  if (dice.oneIn(8)) identifier.with(DCM_RequestedProcedureID, dice.of({"RP1", "A1", "A2", "A3", "RP*"}));
  if (dice.oneIn(8)) identifier.with(DCM_PatientBirthDate, dice.of({"19410212", "19400101-19501231", "-19600101"}));
  if (dice.oneIn(8)) identifier.with(DCM_PatientSex, dice.of({"F", "M"}));
  if (dice.oneIn(8)) {
    const auto any = [&] { return entries[static_cast<std::size_t>(dice.below(static_cast<int>(entries.size())))].studyInstanceUid; };
    identifier.with(DCM_StudyInstanceUID, any() + "\\" + any() + "\\1.2.3");
  }
  if (dice.oneIn(4)) identifier.step(DCM_Modality, dice.of({"CT", "MR", "CT\\MR", "US"}));
  if (dice.oneIn(4)) identifier.step(DCM_ScheduledStationAETitle, dice.of({"CT1", "CT2", "CT1\\CT2", "CT*", "XX"}));
  if (dice.oneIn(3)) identifier.step(DCM_ScheduledProcedureStepStartDate, dice.of({"20261120", "20261119-20261121", "-20261119", "20261121-"}));
  if (dice.oneIn(4)) identifier.step(DCM_ScheduledProcedureStepStartTime, dice.of({"10", "0900-1200", "-0800", "1030-"}));
  if (dice.oneIn(8)) identifier.step(DCM_ScheduledPerformingPhysicianName, dice.of(names));
  if (dice.oneIn(8)) identifier.step(DCM_ScheduledProcedureStepID, dice.of({"S1", "A1", "A2", "A3"}));
  if (dice.oneIn(8)) identifier.step(DCM_ScheduledProcedureStepStatus, dice.of({"STARTED", "SCHEDULED\\ARRIVED"}));
  return identifier;
}

dicom::ConsoleProfile randomProfile(Dice& dice) {
  dicom::ConsoleProfile profile;
  profile.ownStation = dice.oneIn(3);
  profile.unassigned = !dice.oneIn(4);
  if (dice.oneIn(4)) profile.stations = {"CT2", "CT1", "CT2"};
  if (dice.oneIn(4)) profile.hiddenStatuses = {"STARTED"};
  if (dice.oneIn(4)) profile.daysBefore = dice.below(3);
  if (dice.oneIn(4)) profile.daysAfter = dice.below(3);
  profile.answerLimit = static_cast<std::size_t>(1 + dice.below(300));
  return profile;
}

}  // namespace

TEST_CASE("whichever road a query takes, it finds what the rule of matching says, each once, by start time") {
  TestStore store;
  Dice dice;
  fill(*store, dice, 300);
  const auto entries = everything(*store);
  REQUIRE(entries.size() == 300);
  int withAnswers = 0;
  for (int round = 0; round < 1000; ++round) {
    auto identifier = randomQuery(dice, entries);
    const auto query = dicom::underProfile(dicom::readQuery(identifier, "CT1"), randomProfile(dice), "20261120");
    Texts expected;
    for (const auto& entry : entries) {
      if (dicom::matches(query, entry)) expected.push_back(entry.accessionNumber);
    }
    CAPTURE(round);
    REQUIRE(answersOf(*store, query) == expected);
    if (!expected.empty()) ++withAnswers;
  }
  CHECK(withAnswers > 200);
}
