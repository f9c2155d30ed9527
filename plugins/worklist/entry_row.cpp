// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/entry_row.h"

#include <algorithm>

#include "core/domain/patient.h"

namespace clairis::worklist {
namespace {

// Columns of access_path.cpp, in their order.
enum Column : std::size_t {
  kExamId,
  kStart,
  kAccession,
  kStudyUid,
  kState,
  kProcedureCode,
  kProcedureDisplay,
  kProcedureSystem,
  kCcamCode,
  kCcamDisplay,
  kModality,
  kStationAe,
  kPerformerFamily,
  kPerformerGiven,
  kPerformerKey,
  kBirthName,
  kFirstBirthName,
  kUsedName,
  kUsedFirstName,
  kNameKey,
  kBirthDate,
  kSex,
  kStatus,
  kDoubtful,
  kFictitious,
  kInsMatricule,
  kInsOid,
  kLocalId,
  kLocalAuthority,
  kOrderAccession,
  kPlacerNumber,
  kRequesterFamily,
  kRequesterGiven,
  kRequesterKey,
  kPriority,
  kReason,
  kSiteName
};

// One component of a PN: its delimiters are not part of a name.
std::string component(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '^' || c == '=' || c == '\\'; }, ' ');
  return text;
}

std::string personName(const std::string& family, const std::string& given) {
  if (family.empty() && given.empty()) return {};
  return component(family) + (given.empty() ? "" : "^" + component(given));
}

std::string digitsOf(const std::string& isoDate) {
  std::string digits = isoDate;
  digits.erase(std::remove(digits.begin(), digits.end(), '-'), digits.end());
  return digits;
}

std::string stepStatus(std::string state) {
  std::transform(state.begin(), state.end(), state.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return state;
}

/// HL7 priority to (0040,1003).
std::string priority(const std::string& code) {
  if (code == "S") return "STAT";
  if (code == "A") return "HIGH";
  return "ROUTINE";
}

std::string schemeOf(const std::string& system) {
  if (system == "2.16.840.1.113883.6.1") return "LN";
  if (system == "2.16.840.1.113883.6.96") return "SCT";
  if (system == "1.2.250.1.213.2.5" || system == "1.2.250.1.215.300.1") return "99CCAM";
  return "99LOCAL";
}

dicom::WorklistCode procedureOf(const Row& row) {
  if (row[kProcedureCode].text().empty()) {
    return {row[kCcamCode].text(), "99CCAM", row[kCcamDisplay].text()};
  }
  return {row[kProcedureCode].text(), schemeOf(row[kProcedureSystem].text()), row[kProcedureDisplay].text()};
}

const std::string& firstText(const std::string& first, const std::string& second, const std::string& third) {
  if (!first.empty()) return first;
  return second.empty() ? third : second;
}

void disclose(const Row& row, const Disclosure& disclosure, dicom::WorklistEntry& entry) {
  if (!disclosure.ins || row[kInsMatricule].null()) return;
  Patient patient;
  patient.status = identityStatusFrom(row[kStatus].text());
  patient.doubtful = row[kDoubtful].boolean();
  patient.fictitious = row[kFictitious].boolean();
  patient.ins = Ins::parse(row[kInsMatricule].text(), row[kInsOid].text());
  if (const auto ins = insForOutlet(patient, disclosure.environment)) {
    entry.ins = ins->matricule();
    entry.insOid = ins->oid();
  }
}

void fillPatient(const Row& row, dicom::WorklistEntry& entry) {
  entry.patientName = personName(row[kBirthName].text(), row[kFirstBirthName].text());
  entry.patientNameKey = row[kNameKey].text();
  entry.patientBirthName = component(row[kBirthName].text());
  if (!row[kUsedName].text().empty() || !row[kUsedFirstName].text().empty()) {
    entry.otherPatientNames = personName(firstText(row[kUsedName].text(), row[kBirthName].text(), ""),
                                         firstText(row[kUsedFirstName].text(), row[kFirstBirthName].text(), ""));
  }
  entry.patientId = row[kLocalId].text();
  entry.patientIdIssuer = row[kLocalAuthority].text();
  entry.birthDate = digitsOf(row[kBirthDate].text());
  entry.sex = row[kSex].text() == "F" || row[kSex].text() == "M" ? row[kSex].text() : "";
}

void fillProcedure(const Row& row, dicom::WorklistEntry& entry) {
  entry.accessionNumber = row[kAccession].text();
  entry.requestedProcedureId = entry.accessionNumber;
  entry.requestedProcedureDescription = firstText(row[kProcedureDisplay].text(), row[kCcamDisplay].text(), row[kModality].text());
  entry.requestedProcedurePriority = priority(row[kPriority].text());
  entry.requestReason = row[kReason].text();
  entry.placerNumber = row[kPlacerNumber].text();
  entry.fillerNumber = row[kOrderAccession].text();
  entry.studyInstanceUid = row[kStudyUid].text();
  entry.referringPhysician = personName(row[kRequesterFamily].text(), row[kRequesterGiven].text());
  entry.referringPhysicianKey = row[kRequesterKey].text();
  entry.institution = row[kSiteName].text();
  entry.procedure = procedureOf(row);
}

void fillStep(const Row& row, dicom::WorklistEntry& entry) {
  const auto& start = row[kStart].text();
  entry.startDate = start.substr(0, 8);
  entry.startTime = start.size() > 8 ? start.substr(8, 6) : std::string();
  entry.stationAe = row[kStationAe].text();
  entry.modality = row[kModality].text();
  entry.performingPhysician = personName(row[kPerformerFamily].text(), row[kPerformerGiven].text());
  entry.performingPhysicianKey = row[kPerformerKey].text();
  entry.stepDescription = entry.requestedProcedureDescription;
  entry.stepId = entry.accessionNumber;
  entry.stepStatus = stepStatus(row[kState].text());
}

}  // namespace

RowPlace placeOf(const Row& row) { return {row[kStart].text(), row[kExamId].text()}; }

dicom::WorklistEntry entryOf(const Row& row, const Disclosure& disclosure) {
  dicom::WorklistEntry entry;
  fillPatient(row, entry);
  fillProcedure(row, entry);
  fillStep(row, entry);
  disclose(row, disclosure, entry);
  return entry;
}

}  // namespace clairis::worklist
