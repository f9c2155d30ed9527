// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_answer.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
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
  CHECK_FALSE(ascii->tagExists(DCM_SpecificCharacterSet));  // the default repertoire has no term
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

TEST_CASE("the attributes that a character set could not hold are named, once each") {
  Identifier identifier;
  identifier.with(DCM_PatientName)
      .with(DCM_ReferringPhysicianName)
      .with(DCM_RequestedProcedureDescription)
      .step(DCM_ScheduledProcedureStepDescription);
  identifier->insertEmptyElement(DCM_RequestedProcedureCodeSequence);
  auto entry = patTrois();
  entry.patientName = "FŒUILLET^Maëlys";
  entry.stepDescription = "IRM du cœur – séquence";
  entry.procedure.meaning = "IRM du cœur";
  const auto noted = [&](const char* term) {
    std::vector<std::uint32_t> tags;
    makeAnswer(readQuery(identifier, "CT1"), entry, withSet(term), &tags);
    return tags;
  };
  using Tags = std::vector<std::uint32_t>;
  CHECK(noted("ISO_IR 192") == Tags{});
  CHECK(noted("") == Tags{});
  CHECK(noted("ISO_IR 100") == Tags{0x00100010, 0x00321064, 0x00400007});
  CHECK(noted("ISO_IR 6") == Tags{0x00080090, 0x00100010, 0x00321064, 0x00400007});
}

TEST_CASE("a letter with a combining accent is one letter and no other spelling") {
  Identifier identifier;
  identifier.with(DCM_PatientName);
  auto entry = patTrois();
  entry.patientName = "NOE\xCC\x88L";
  std::vector<std::uint32_t> tags;
  CHECK(text(*makeAnswer(readQuery(identifier, "CT1"), entry, withSet("ISO_IR 100"), &tags), DCM_PatientName) == "NO\xCBL");
  CHECK(tags.empty());
}

TEST_CASE("an unknown character set of a profile is refused, not replaced") {
  Identifier identifier;
  identifier.with(DCM_PatientName);
  CHECK_THROWS_AS(answerTo(identifier, patTrois(), withSet("ISO_IR 999")), Refusal);
}

TEST_CASE("what the technologist must know is answered, and stays empty when nothing is known") {
  Identifier identifier;
  for (const auto& tag :
       {DCM_MedicalAlerts, DCM_Allergies, DCM_PregnancyStatus, DCM_LastMenstrualDate, DCM_PatientWeight, DCM_PatientSize, DCM_SpecialNeeds,
        DCM_PatientState, DCM_CurrentPatientLocation, DCM_PatientTransportArrangements, DCM_ReasonForTheRequestedProcedure,
        DCM_RequestedProcedureComments, DCM_AdmissionID, DCM_RequestingService, DCM_NamesOfIntendedRecipientsOfResults,
        DCM_ConfidentialityConstraintOnPatientDataDescription, DCM_AdditionalPatientHistory}) {
    identifier->insertEmptyElement(tag);
  }
  for (const auto& tag : {DCM_RequestedContrastAgent, DCM_PreMedication, DCM_CommentsOnTheScheduledProcedureStep, DCM_ScheduledProcedureStepLocation,
                          DCM_ScheduledStationName, DCM_ScheduledProcedureStepEndDate}) {
    identifier.step(tag);
  }
  CHECK_FALSE(readQuery(identifier, "CT1").unsupportedKeys);
  const auto nothing = answerTo(identifier, patTrois());
  CHECK(nothing->tagExists(DCM_PregnancyStatus));
  CHECK(text(*nothing, DCM_PregnancyStatus).empty());
  CHECK(text(*nothing, DCM_MedicalAlerts).empty());
  auto entry = patTrois();
  entry.weight = "72.5";
  entry.size = "1.68";
  entry.medicalAlerts = "Stimulateur cardiaque non compatible IRM, porteur depuis 2019; Insuffisance r\xC3\xA9nale";
  entry.allergies = "Iode";
  entry.pregnancyStatus = "2";
  entry.lastMenstrualDate = "20261102";
  entry.requestReason = "Douleur thoracique depuis trois semaines, suspicion d'embolie pulmonaire, contr\xC3\xB4le";
  entry.contrastAgent = "Iohexol";
  entry.premedication = "Prednisone";
  entry.stepComments = "\xC3\x80 jeun";
  const auto answer = answerTo(identifier, entry);
  CHECK(text(*answer, DCM_PatientWeight) == "72.5");
  CHECK(text(*answer, DCM_PatientSize) == "1.68");
  CHECK(text(*answer, DCM_MedicalAlerts) == "Stimulateur cardiaque non compatible IRM, porteur depuis 2019\\Insuffisance r\xE9nale");
  CHECK(text(*answer, DCM_Allergies) == "Iode");
  Uint16 pregnancy = 0;
  CHECK(answer->findAndGetUint16(DCM_PregnancyStatus, pregnancy).good());
  CHECK(pregnancy == 2);
  CHECK(text(*answer, DCM_LastMenstrualDate) == "20261102");
  CHECK(text(*answer, DCM_ReasonForTheRequestedProcedure) == "Douleur thoracique depuis trois semaines, suspicion d'embolie...");
  CHECK(text(*answer, DCM_RequestedProcedureComments).find("contr\xF4le") != std::string::npos);
  CHECK(stepText(*answer, DCM_RequestedContrastAgent) == "Iohexol");
  CHECK(stepText(*answer, DCM_PreMedication) == "Prednisone");
  CHECK(stepText(*answer, DCM_CommentsOnTheScheduledProcedureStep) == "\xC0 jeun");
}

TEST_CASE("a code too long for Code Value is a Long Code Value, never cut to another code") {
  Identifier identifier;
  identifier->insertEmptyElement(DCM_RequestedProcedureCodeSequence);
  auto entry = patTrois();
  entry.procedure = {"123456789012345678", "SCT", "Scanner"};
  DcmItem* item = nullptr;
  const auto answer = answerTo(identifier, entry);
  REQUIRE(answer->findAndGetSequenceItem(DCM_RequestedProcedureCodeSequence, item).good());
  CHECK_FALSE(item->tagExists(DCM_CodeValue));
  CHECK(text(*item, DCM_LongCodeValue) == "123456789012345678");
}

TEST_CASE("who gave the patient's id is told where it is known") {
  Identifier identifier;
  identifier->insertEmptyElement(DCM_IssuerOfPatientIDQualifiersSequence);
  DcmItem* item = nullptr;
  CHECK(answerTo(identifier, patTrois())->findAndGetSequenceItem(DCM_IssuerOfPatientIDQualifiersSequence, item).bad());
  auto entry = patTrois();
  entry.patientIdIssuerOid = "1.2.250.1.213.99";
  const auto answer = answerTo(identifier, entry);
  REQUIRE(answer->findAndGetSequenceItem(DCM_IssuerOfPatientIDQualifiersSequence, item).good());
  CHECK(text(*item, DCM_UniversalEntityID) == "1.2.250.1.213.99");
  CHECK(text(*item, DCM_UniversalEntityIDType) == "ISO");
}
