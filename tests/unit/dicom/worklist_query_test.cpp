// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_query.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/domain/refusal.h"
#include "dicom/dataset_reader.h"
#include "dicom/worklist_field.h"
#include "unit/dicom/console.h"
#include "unit/dicom/memory_source.h"

using namespace clairis;
using namespace clairis::dicom;
using namespace clairis::tests;

namespace {

bool found(Identifier& identifier) {
  auto entry = patTrois();
  entry.patientIdIssuer = "CLAIRIS";
  entry.institution = "Centre de radiologie Ambroise";
  entry.patientLocation = "Cardiologie";
  entry.placerNumber = "PL1";
  entry.stepLocation = "main";
  return matches(readQuery(identifier, "CT1"), entry);
}

std::string refusalOf(Identifier& identifier) {
  try {
    readQuery(identifier, "CT1");
    return "";
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
}

}  // namespace

TEST_CASE("universal keys match everything and name what is asked") {
  Identifier identifier;
  usualKeys(identifier);
  const auto query = readQuery(identifier, "CT1");
  CHECK(matches(query, patTrois()));
  CHECK(query.asked.procedure.size() == 9);
  CHECK(query.asked.step.size() == 7);
  CHECK(query.asked.stepSequence);
  CHECK_FALSE(query.unsupportedKeys);
}

TEST_CASE("each matching key finds its entry and excludes others") {
  struct Case {
    DcmTagKey tag;
    const char* hit;
    const char* miss;
    bool step;
  };
  const Case cases[] = {
      {DCM_PatientName, "pat-trois*", "NESSI*", false},
      {DCM_PatientID, "IPP0001", "IPP0002", false},
      {DCM_PatientID, "IPP*1", "IPP*2", false},
      {DCM_PatientBirthDate, "19790328", "19790329", false},
      {DCM_PatientBirthDate, "19790101-19791231", "-19781231", false},
      {DCM_AccessionNumber, "CLA0000000000001", "CLA0000000000002", false},
      {DCM_RequestedProcedureID, "CLA0000000000001", "X", false},
      {DCM_ReferringPhysicianName, "medioni^stephane", "BIDEAULT", false},
      {DCM_StudyInstanceUID, "1.2.3\\2.25.1001", "1.2.3\\2.25.1002", false},
      {DCM_PatientSex, "F", "M", false},
      {DCM_PatientSex, "M\\F", "M\\O", false},
      {DCM_IssuerOfPatientID, "CLAIRIS", "OTHER", false},
      {DCM_InstitutionName, "Centre*", "Clinique*", false},
      {DCM_CurrentPatientLocation, "?ardio*", "Neuro", false},
      {DCM_RequestingPhysician, "MEDIONI", "BIDEAULT", false},
      {DCM_RequestedProcedurePriority, "ROUTINE", "STAT", false},
      {DCM_RequestedProcedureDescription, "Scanner*", "IRM*", false},
      {DCM_PlacerOrderNumberImagingServiceRequest, "PL1", "PL2", false},
      {DCM_ScheduledProcedureStepLocation, "main", "annexe", true},
      {DCM_ScheduledStationAETitle, "CT1", "CT2", true},
      {DCM_Modality, "CT", "MR", true},
      {DCM_Modality, "MR\\CT", "MR\\US", true},
      {DCM_ScheduledProcedureStepStartDate, "20261120", "20261121", true},
      {DCM_ScheduledProcedureStepStartDate, "20261101-20261130", "20261121-", true},
      {DCM_ScheduledProcedureStepStartTime, "1000-1100", "1100-1200", true},
      {DCM_ScheduledPerformingPhysicianName, "BIDEAULT", "MEDIONI", true},
      {DCM_ScheduledProcedureStepStatus, "SCHEDULED\\ARRIVED", "STARTED", true},
      {DCM_ScheduledProcedureStepID, "CLA0000000000001", "X", true},
  };
  for (const auto& value : cases) {
    CAPTURE(value.tag.toString().c_str());
    Identifier hit, miss;
    value.step ? hit.step(value.tag, value.hit) : hit.with(value.tag, value.hit);
    value.step ? miss.step(value.tag, value.miss) : miss.with(value.tag, value.miss);
    CHECK(found(hit));
    CHECK_FALSE(found(miss));
  }
}

TEST_CASE("several keys must all match") {
  Identifier both;
  both.with(DCM_PatientName, "PAT*").step(DCM_Modality, "CT");
  CHECK(found(both));
  Identifier one;
  one.with(DCM_PatientName, "PAT*").step(DCM_Modality, "MR");
  CHECK_FALSE(found(one));
}

TEST_CASE("a step sequence without item asks for all of it") {
  DcmDataset empty;
  empty.insertEmptyElement(DCM_ScheduledProcedureStepSequence);
  const auto query = readQuery(empty, "CT1");
  CHECK(query.asked.stepSequence);
  const auto fields = worklistFields();
  CHECK(query.asked.step.size() == static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), [](const auto& f) { return f.step; })));
}

TEST_CASE("two step items are refused with the attribute named") {
  Identifier identifier;
  identifier.step(DCM_Modality, "CT");
  DcmItem* second = nullptr;
  identifier->findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, second, 1);
  second->putAndInsertString(DCM_Modality, "MR");
  CHECK(refusalOf(identifier) == "worklist.identifier.items");
}

TEST_CASE("malformed dates, character sets and lists are refused by code") {
  Identifier date, time, charset, list;
  date.step(DCM_ScheduledProcedureStepStartDate, "someday");
  CHECK(refusalOf(date) == "worklist.key.date");
  time.step(DCM_ScheduledProcedureStepStartTime, "99");
  CHECK(refusalOf(time) == "worklist.key.time");
  charset.with(DCM_SpecificCharacterSet, "ISO_IR 999").with(DCM_PatientName, "NO\xCBL");
  CHECK(refusalOf(charset) == "worklist.identifier.character_set");
  std::string many = "1.2.3";
  for (int i = 0; i < 100; ++i) many += "\\1.2." + std::to_string(i);
  list.with(DCM_StudyInstanceUID, many);
  CHECK(refusalOf(list) == "worklist.key.list");
}

TEST_CASE("a refusal names the attribute and never repeats its value") {
  Identifier identifier;
  identifier.with(DCM_SpecificCharacterSet, "ISO_IR 192").with(DCM_PatientName, "SECRET\xCB");
  try {
    readQuery(identifier, "CT1");
    FAIL("expected a refusal");
  } catch (const Refusal& refusal) {
    CHECK(refusal.field() == "(0010,0010)");
    CHECK(refusal.detail().find("SECRET") == std::string::npos);
  }
}

TEST_CASE("names are read in the request's character set") {
  auto noel = patTrois();
  noel.patientNameKey = personKey("No\xC3\xABl", "Anne");
  Identifier latin1, utf8, forgotten;
  latin1.with(DCM_SpecificCharacterSet, "ISO_IR 100").with(DCM_PatientName, "NO\xCBL");
  utf8.with(DCM_SpecificCharacterSet, "ISO_IR 192").with(DCM_PatientName, "NO\xC3\x8BL");
  forgotten.with(DCM_PatientName, "NO\xCBL");
  for (auto* identifier : {&latin1, &utf8, &forgotten}) CHECK(matches(readQuery(*identifier, "CT1"), noel));
}

TEST_CASE("keys that are not supported are told, not silently dropped") {
  Identifier known, foreign, number, privateTag, meaning, nested;
  known.with(DCM_EthnicGroup);
  CHECK_FALSE(readQuery(known, "CT1").unsupportedKeys);
  foreign.with(DCM_StudyDescription);
  CHECK(readQuery(foreign, "CT1").unsupportedKeys);
  number.with(DCM_PatientWeight, "72");
  CHECK(readQuery(number, "CT1").unsupportedKeys);
  privateTag->putAndInsertString(DcmTag(0x0009, 0x0010, EVR_LO), "ACME");
  CHECK(readQuery(privateTag, "CT1").unsupportedKeys);
  DcmItem* item = nullptr;
  meaning->findOrCreateSequenceItem(DCM_RequestedProcedureCodeSequence, item, 0);
  item->putAndInsertString(DCM_CodeMeaning, "Scanner");
  CHECK(readQuery(meaning, "CT1").unsupportedKeys);
  nested->findOrCreateSequenceItem(DCM_ReferencedStudySequence, item, 0);
  CHECK_FALSE(readQuery(nested, "CT1").unsupportedKeys);
  item->putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.3");
  CHECK(readQuery(nested, "CT1").unsupportedKeys);
}

TEST_CASE("a code is matched by value and scheme, each universal when empty, never as a pattern") {
  struct Case {
    const char* value;
    const char* scheme;
    bool hit;
  };
  const Case cases[] = {{"24627-2", "LN", true},   {"24627-2", "", true},   {"", "LN", true},       {"", "", true},
                        {"24627-2", "SCT", false}, {"24627*", "LN", false}, {"24627-?", "", false}, {"", "SCT", false}};
  for (const auto& value : cases) {
    CAPTURE(value.value);
    CAPTURE(value.scheme);
    Identifier procedure, protocol;
    DcmItem* item = nullptr;
    procedure->findOrCreateSequenceItem(DCM_RequestedProcedureCodeSequence, item, 0);
    item->putAndInsertString(DCM_CodeValue, value.value);
    item->putAndInsertString(DCM_CodingSchemeDesignator, value.scheme);
    CHECK(found(procedure) == value.hit);
    protocol.step(DCM_Modality);
    DcmItem* step = nullptr;
    protocol->findAndGetSequenceItem(DCM_ScheduledProcedureStepSequence, step);
    step->findOrCreateSequenceItem(DCM_ScheduledProtocolCodeSequence, item, 0);
    item->putAndInsertString(DCM_CodeValue, value.value);
    item->putAndInsertString(DCM_CodingSchemeDesignator, value.scheme);
    CHECK(found(protocol) == value.hit);
    CHECK_FALSE(readQuery(protocol, "CT1").unsupportedKeys);
  }
  Identifier two;
  DcmItem* item = nullptr;
  two->findOrCreateSequenceItem(DCM_RequestedProcedureCodeSequence, item, 1);
  CHECK(refusalOf(two) == "worklist.identifier.items");
}

TEST_CASE("star and question mark mean themselves in a UID") {
  Identifier identifier;
  identifier.with(DCM_StudyInstanceUID, "2.25.100*");
  CHECK_FALSE(found(identifier));
  Identifier universal;
  universal.with(DCM_StudyInstanceUID, "*");
  CHECK(found(universal));
}

TEST_CASE("a value where a sequence belongs, and a sequence where a value belongs, are refused") {
  Identifier value;
  value->insert(new DcmLongString(DcmTag(DcmTagKey(0x0040, 0x0100), EVR_LO)), OFTrue);
  CHECK(refusalOf(value) == "worklist.identifier.vr");
  Identifier sequence;
  sequence->insert(new DcmSequenceOfItems(DcmTag(DcmTagKey(0x0010, 0x0010), EVR_SQ)), OFTrue);
  CHECK(refusalOf(sequence) == "worklist.identifier.vr");
}

TEST_CASE("bytes that are not a data set are told apart from data sets") {
  CHECK(readDataset("", true));
  CHECK_FALSE(readDataset("garbage that is not DICOM", true));
  const std::string truncated("\x10\x00\x10\x00PN\x20\x00PAT", 11);
  CHECK_FALSE(readDataset(truncated, true));
  const std::string beyond("\x10\x00\x10\x00\xFF\xFF\xFF\x7FPAT-", 12);
  CHECK_FALSE(readDataset(beyond, false));
  std::string whole("\x10\x00\x10\x00PN\x04\x00PAT*", 12);
  CHECK(readDataset(whole, true));
  CHECK_FALSE(readDataset(whole + "\x10", true));
}

TEST_CASE("sequences nested thousands deep are refused before they are parsed") {
  std::string nested;
  for (int i = 0; i < 4000; ++i) nested += std::string("\x40\x00\x00\x01\xFF\xFF\xFF\xFF\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF", 16);
  CHECK_FALSE(readDataset(nested, false));
}
