// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/entry_row.h"

#include <algorithm>
#include <array>

#include "core/domain/exam_preparation.h"
#include "core/domain/patient.h"
#include "core/domain/search_key.h"

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
  kSiteName,
  kSiteCode,
  kSiteLine,
  kSitePostalCode,
  kSiteCity,
  kLocalAuthorityOid,
  kLaterality,
  kRequestedProcedureId,
  kStepId,
  kStepDescription,
  kProcedureScheme,
  kProtocolCode,
  kProtocolDisplay,
  kProtocolScheme,
  kUsedNameKey,
  kWeight,  // from here on null when nothing is known of the exam
  kHeight,
  kPregnancy,
  kLastMenses,
  kAllergies,
  kMedicalAlerts,
  kSpecialNeeds,
  kPatientState,
  kLocation,
  kTransport,
  kContrastAgent,
  kPremedication,
  kRemarks,
  kMergedInto  // the patient's, always there
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

std::string firstText(const std::string& first, const std::string& second, const std::string& third) {
  if (!first.empty()) return first;
  return second.empty() ? third : second;
}

dicom::WorklistCode procedureOf(const Row& row) {
  if (row[kProcedureCode].text().empty()) {
    return {row[kCcamCode].text(), "99CCAM", row[kCcamDisplay].text()};
  }
  const auto& scheme = row[kProcedureScheme].text();
  return {row[kProcedureCode].text(), scheme.empty() ? schemeOf(row[kProcedureSystem].text()) : scheme, row[kProcedureDisplay].text()};
}

dicom::WorklistCode protocolOf(const Row& row, const dicom::WorklistCode& procedure) {
  if (row[kProtocolCode].text().empty()) return procedure;
  return {row[kProtocolCode].text(), firstText(row[kProtocolScheme].text(), "99LOCAL", ""), row[kProtocolDisplay].text()};
}

/// (0010,21C0)
std::string pregnancyStatus(const std::string& stored) {
  switch (pregnancyFrom(stored)) {
    case Pregnancy::no:
      return "1";
    case Pregnancy::possible:
      return "2";
    case Pregnancy::yes:
      return "3";
    case Pregnancy::unknown:
      return "4";
    case Pregnancy::notAsked:
      break;
  }
  return {};
}

// The information model has no attribute for the side of a planned step: it is told where the technologist reads what to do. A text that
// says a side itself is left alone when it says the same one.
std::string withSide(std::string description, const std::string& laterality) {
  struct Side {
    std::string_view code, word, stem;
  };
  constexpr std::array kSides{Side{"R", "droite", "DROIT"}, Side{"L", "gauche", "GAUCHE"}, Side{"B", "bilat\xC3\xA9ral", "BILATERAL"}};
  for (const auto& side : kSides) {
    if (laterality != side.code || searchKey(description).find(side.stem) != std::string::npos) continue;
    description += " (";
    description += side.word;
    description += ')';
  }
  return description;
}

std::string addressOf(const Row& row) {
  const std::string town = row[kSitePostalCode].text() + (row[kSitePostalCode].text().empty() ? "" : " ") + row[kSiteCity].text();
  const auto& line = row[kSiteLine].text();
  return line.empty() || town.empty() ? line + town : line + ", " + town;
}

void disclose(const Row& row, const Disclosure& disclosure, dicom::WorklistEntry& entry) {
  if (!disclosure.ins || row[kInsMatricule].null()) return;
  Patient patient;
  patient.status = identityStatusFrom(row[kStatus].text());
  patient.doubtful = row[kDoubtful].boolean();
  patient.fictitious = row[kFictitious].boolean();
  patient.mergedInto = row[kMergedInto].text();
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
  entry.patientUsedNameKey = row[kUsedNameKey].text();
  entry.patientId = row[kLocalId].text();
  entry.patientIdIssuer = row[kLocalAuthority].text();
  entry.patientIdIssuerOid = row[kLocalAuthorityOid].text();
  entry.birthDate = digitsOf(row[kBirthDate].text());
  entry.sex = row[kSex].text() == "F" || row[kSex].text() == "M" ? row[kSex].text() : "";
}

void fillProcedure(const Row& row, dicom::WorklistEntry& entry) {
  entry.accessionNumber = row[kAccession].text();
  entry.requestedProcedureId = firstText(row[kRequestedProcedureId].text(), entry.accessionNumber, "");
  entry.requestedProcedureDescription =
      withSide(firstText(row[kProcedureDisplay].text(), row[kCcamDisplay].text(), row[kModality].text()), row[kLaterality].text());
  entry.laterality = row[kLaterality].text() == "B" ? "" : row[kLaterality].text();
  entry.requestedProcedurePriority = priority(row[kPriority].text());
  entry.requestReason = row[kReason].text();
  entry.placerNumber = row[kPlacerNumber].text();
  entry.fillerNumber = row[kOrderAccession].text();
  entry.studyInstanceUid = row[kStudyUid].text();
  entry.referringPhysician = personName(row[kRequesterFamily].text(), row[kRequesterGiven].text());
  entry.referringPhysicianKey = row[kRequesterKey].text();
  entry.institution = row[kSiteName].text();
  entry.institutionAddress = addressOf(row);
  entry.procedure = procedureOf(row);
  entry.protocol = protocolOf(row, entry.procedure);
}

void fillStep(const Row& row, dicom::WorklistEntry& entry) {
  const auto& start = row[kStart].text();
  entry.startDate = start.substr(0, 8);
  entry.startTime = start.size() > 8 ? start.substr(8, 6) : std::string();
  entry.stationAe = row[kStationAe].text();
  entry.modality = row[kModality].text();
  entry.performingPhysician = personName(row[kPerformerFamily].text(), row[kPerformerGiven].text());
  entry.performingPhysicianKey = row[kPerformerKey].text();
  const auto& description = row[kStepDescription].text();
  entry.stepDescription = description.empty() ? entry.requestedProcedureDescription : withSide(description, row[kLaterality].text());
  entry.stepId = firstText(row[kStepId].text(), entry.accessionNumber, "");
  entry.stepStatus = stepStatus(row[kState].text());
  entry.stepLocation = row[kSiteCode].text();
}

void fillPreparation(const Row& row, dicom::WorklistEntry& entry) {
  if (row[kWeight].null()) return;
  entry.weight = row[kWeight].text();
  entry.size = row[kHeight].text();
  entry.pregnancyStatus = pregnancyStatus(row[kPregnancy].text());
  entry.lastMenstrualDate = digitsOf(row[kLastMenses].text());
  entry.allergies = row[kAllergies].text();
  entry.medicalAlerts = row[kMedicalAlerts].text();
  entry.specialNeeds = row[kSpecialNeeds].text();
  entry.patientState = row[kPatientState].text();
  entry.patientLocation = row[kLocation].text();
  entry.patientTransport = row[kTransport].text();
  entry.contrastAgent = row[kContrastAgent].text();
  entry.premedication = row[kPremedication].text();
  entry.stepComments = row[kRemarks].text();
}

}  // namespace

RowPlace placeOf(const Row& row) { return {row[kStart].text(), row[kExamId].text()}; }

dicom::WorklistEntry entryOf(const Row& row, const Disclosure& disclosure) {
  dicom::WorklistEntry entry;
  fillPatient(row, entry);
  fillProcedure(row, entry);
  fillStep(row, entry);
  fillPreparation(row, entry);
  disclose(row, disclosure, entry);
  return entry;
}

}  // namespace clairis::worklist
