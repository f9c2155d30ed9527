// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_answer.h"

#include <doctest/doctest.h>

#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;
using namespace clairis::tests;

namespace {

ConsoleProfile withSet(const char* term) {
  ConsoleProfile profile;
  profile.characterSet = term;
  return profile;
}

std::unique_ptr<DcmDataset> answerTo(Identifier& identifier, const WorklistEntry& entry, const ConsoleProfile& profile = {}) {
  return makeAnswer(readQuery(identifier, "CT1"), entry, profile);
}

}  // namespace

TEST_CASE("only what is asked is answered, with the character set") {
  Identifier identifier;
  identifier.with(DCM_PatientName).step(DCM_Modality);
  const auto answer = answerTo(identifier, patTrois());
  CHECK(answer->card() == 3);
  CHECK(text(*answer, DCM_SpecificCharacterSet) == "ISO_IR 100");
  CHECK(text(*answer, DCM_PatientName) == "PAT-TROIS^DOMINIQUE");
  CHECK(stepText(*answer, DCM_Modality) == "CT");
  CHECK(stepText(*answer, DCM_ScheduledStationAETitle).empty());
}

TEST_CASE("accents travel in ISO_IR 100, and in ISO_IR 192 as soon as one value does not fit") {
  Identifier identifier;
  identifier.with(DCM_ReferringPhysicianName).with(DCM_RequestedProcedureDescription);
  auto entry = patTrois();
  CHECK(text(*answerTo(identifier, entry), DCM_ReferringPhysicianName) == "MEDIONI^St\xE9phane");
  entry.requestedProcedureDescription = "IRM du c\xC5\x93ur";
  const auto wide = answerTo(identifier, entry);
  CHECK(text(*wide, DCM_SpecificCharacterSet) == "ISO_IR 192");
  CHECK(text(*wide, DCM_ReferringPhysicianName) == "MEDIONI^St\xC3\xA9phane");
  CHECK(text(*wide, DCM_RequestedProcedureDescription) == "IRM du c\xC5\x93ur");
}

TEST_CASE("a profile forces a character set and the rest is spelled out") {
  Identifier identifier;
  identifier.with(DCM_ReferringPhysicianName).with(DCM_RequestedProcedureDescription);
  auto entry = patTrois();
  entry.requestedProcedureDescription = "IRM du c\xC5\x93ur";
  const auto ascii = answerTo(identifier, entry, withSet("ISO_IR 6"));
  CHECK(text(*ascii, DCM_SpecificCharacterSet) == "ISO_IR 6");
  CHECK(text(*ascii, DCM_ReferringPhysicianName) == "MEDIONI^Stephane");
  const auto latin1 = answerTo(identifier, entry, withSet("ISO_IR 100"));
  CHECK(text(*latin1, DCM_RequestedProcedureDescription) == "IRM du coeur");
  const auto utf8 = answerTo(identifier, patTrois(), withSet("ISO_IR 192"));
  CHECK(text(*utf8, DCM_SpecificCharacterSet) == "ISO_IR 192");
}

TEST_CASE("type 1 attributes are never empty, even of an almost empty entry") {
  Identifier identifier;
  usualKeys(identifier);
  WorklistEntry bare;
  bare.studyInstanceUid = "2.25.1";
  const auto answer = answerTo(identifier, bare);
  for (const auto& tag : {DCM_PatientName, DCM_PatientID, DCM_StudyInstanceUID, DCM_RequestedProcedureDescription}) {
    CAPTURE(tag.toString().c_str());
    CHECK_FALSE(text(*answer, tag).empty());
  }
  CHECK(stepText(*answer, DCM_ScheduledStationAETitle) == "CT1");
  CHECK_FALSE(stepText(*answer, DCM_Modality).empty());
  CHECK_FALSE(stepText(*answer, DCM_ScheduledProcedureStepDescription).empty());
}

TEST_CASE("the INS never leaves by the worklist unless the source was allowed to give it [SR-02]") {
  Identifier identifier;
  usualKeys(identifier);
  identifier->insertEmptyElement(DCM_OtherPatientIDsSequence);
  const auto without = answerTo(identifier, patTrois());
  DcmItem* item = nullptr;
  CHECK(without->tagExists(DCM_OtherPatientIDsSequence));
  CHECK(without->findAndGetSequenceItem(DCM_OtherPatientIDsSequence, item).bad());
  auto entry = patTrois();
  entry.ins = "279035121518989";
  entry.insOid = "1.2.250.1.213.1.4.10";
  const auto with = answerTo(identifier, entry);
  REQUIRE(with->findAndGetSequenceItem(DCM_OtherPatientIDsSequence, item).good());
  CHECK(text(*item, DCM_PatientID) == "279035121518989");
  Identifier notAsked;
  usualKeys(notAsked);
  CHECK_FALSE(answerTo(notAsked, entry)->tagExists(DCM_OtherPatientIDsSequence));
}

TEST_CASE("values fit their VR: no backslash, no overlong text") {
  Identifier identifier;
  identifier.with(DCM_RequestedProcedureDescription).with(DCM_AccessionNumber);
  auto entry = patTrois();
  entry.requestedProcedureDescription = "A\\B " + std::string(100, 'x');
  entry.accessionNumber = std::string(40, '7');
  const auto answer = answerTo(identifier, entry);
  CHECK(text(*answer, DCM_RequestedProcedureDescription).size() == 64);
  CHECK(text(*answer, DCM_RequestedProcedureDescription).find('\\') == std::string::npos);
  CHECK(text(*answer, DCM_AccessionNumber).size() == 16);
}

TEST_CASE("code sequences give the parts asked for") {
  Identifier all, some;
  all->insertEmptyElement(DCM_RequestedProcedureCodeSequence);
  DcmItem* item = nullptr;
  const auto full = answerTo(all, patTrois());
  REQUIRE(full->findAndGetSequenceItem(DCM_RequestedProcedureCodeSequence, item).good());
  CHECK(text(*item, DCM_CodeValue) == "24627-2");
  CHECK(text(*item, DCM_CodingSchemeDesignator) == "LN");
  CHECK(text(*item, DCM_CodeMeaning) == "Scanner thoracique");
  some->findOrCreateSequenceItem(DCM_RequestedProcedureCodeSequence, item, 0);
  item->insertEmptyElement(DCM_CodeMeaning);
  const auto part = answerTo(some, patTrois());
  REQUIRE(part->findAndGetSequenceItem(DCM_RequestedProcedureCodeSequence, item).good());
  CHECK(item->card() == 1);
}

TEST_CASE("the name of the patient is the birth name or the name in use, the other one is told beside it") {
  Identifier identifier;
  identifier.with(DCM_PatientName).with(DCM_OtherPatientNames).with(DCM_PatientBirthName);
  auto entry = patTrois();
  entry.otherPatientNames = "NESSI^DOMINIQUE";
  ConsoleProfile used;
  used.name = ConsoleProfile::Name::used;
  const auto birth = answerTo(identifier, entry);
  CHECK(text(*birth, DCM_PatientName) == "PAT-TROIS^DOMINIQUE");
  CHECK(text(*birth, DCM_OtherPatientNames) == "NESSI^DOMINIQUE");
  const auto inUse = answerTo(identifier, entry, used);
  CHECK(text(*inUse, DCM_PatientName) == "NESSI^DOMINIQUE");
  CHECK(text(*inUse, DCM_OtherPatientNames) == "PAT-TROIS^DOMINIQUE");
  CHECK(text(*inUse, DCM_PatientBirthName) == "PAT-TROIS");
  CHECK(text(*answerTo(identifier, patTrois(), used), DCM_PatientName) == "PAT-TROIS^DOMINIQUE");
}

TEST_CASE("person names are written in the letters and with the components that a console wants") {
  Identifier identifier;
  identifier.with(DCM_PatientName).with(DCM_ReferringPhysicianName).with(DCM_RequestedProcedureDescription);
  ConsoleProfile profile;
  profile.letters = ConsoleProfile::Letters::capitals;
  const auto capitals = answerTo(identifier, patTrois(), profile);
  CHECK(text(*capitals, DCM_ReferringPhysicianName) == "MEDIONI^ST\xC9PHANE");
  CHECK(text(*capitals, DCM_RequestedProcedureDescription) == "Scanner thoracique avec injection");
  profile.letters = ConsoleProfile::Letters::plainCapitals;
  profile.allNameComponents = true;
  const auto plain = answerTo(identifier, patTrois(), profile);
  CHECK(text(*plain, DCM_PatientName) == "PAT-TROIS^DOMINIQUE^^^");
  CHECK(text(*plain, DCM_ReferringPhysicianName) == "MEDIONI^STEPHANE^^^");
}
