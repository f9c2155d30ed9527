// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/worklist_field.h"

#include <algorithm>
#include <array>

namespace clairis::dicom {
namespace {

using E = WorklistEntry;
using Q = WorklistQuery;
using K = WorklistField::Key;
using L = WorklistField::Long;

// PS3.4 Table K.6-1 as far as a French practice fills it, plus the type 2 and 3 attributes consoles ask for by habit.
constexpr std::array kFields{
    WorklistField{0x0008, 0x0050, EVR_SH, 16, false, "Accession Number", &E::accessionNumber, K::text, &Q::accessionNumber},
    WorklistField{0x0008, 0x0080, EVR_LO, 64, false, "Institution Name", &E::institution, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0008, 0x0081, EVR_ST, 1024, false, "Institution Address", &E::institutionAddress},
    WorklistField{0x0008, 0x0090, EVR_PN, 64, false, "Referring Physician's Name", &E::referringPhysician, K::person, &Q::referringPhysician,
                  &E::referringPhysicianKey},
    WorklistField{0x0010, 0x0010, EVR_PN, 64, false, "Patient's Name", &E::patientName, K::person, &Q::patientName, &E::patientNameKey, "INCONNU"},
    WorklistField{0x0010, 0x0020, EVR_LO, 64, false, "Patient ID", &E::patientId, K::text, &Q::patientId, nullptr, "INCONNU"},
    WorklistField{0x0010, 0x0021, EVR_LO, 64, false, "Issuer of Patient ID", &E::patientIdIssuer, K::text},
    WorklistField{0x0010, 0x0030, EVR_DA, 8, false, "Patient's Birth Date", &E::birthDate, K::birthDate},
    WorklistField{0x0010, 0x0040, EVR_CS, 16, false, "Patient's Sex", &E::sex, K::choice},
    WorklistField{0x0010, 0x1001, EVR_PN, 64, false, "Other Patient Names", &E::otherPatientNames},
    WorklistField{0x0010, 0x1005, EVR_PN, 64, false, "Patient's Birth Name", &E::patientBirthName},
    WorklistField{0x0010, 0x1020, EVR_DS, 16, false, "Patient's Size", &E::size},
    WorklistField{0x0010, 0x1030, EVR_DS, 16, false, "Patient's Weight", &E::weight},
    WorklistField{0x0010, 0x2000, EVR_LO, 64, false, "Medical Alerts", &E::medicalAlerts, K::text, nullptr, nullptr, "", L::notes},
    WorklistField{0x0010, 0x2110, EVR_LO, 64, false, "Allergies", &E::allergies, K::text, nullptr, nullptr, "", L::notes},
    WorklistField{0x0010, 0x2160, EVR_SH, 16, false, "Ethnic Group", nullptr},
    WorklistField{0x0010, 0x2180, EVR_SH, 16, false, "Occupation", nullptr},
    WorklistField{0x0010, 0x21B0, EVR_LT, 10240, false, "Additional Patient History", nullptr},
    WorklistField{0x0010, 0x21C0, EVR_US, 1, false, "Pregnancy Status", &E::pregnancyStatus},
    WorklistField{0x0010, 0x21D0, EVR_DA, 8, false, "Last Menstrual Date", &E::lastMenstrualDate},
    WorklistField{0x0010, 0x4000, EVR_LT, 10240, false, "Patient Comments", nullptr},
    WorklistField{0x0020, 0x000D, EVR_UI, 64, false, "Study Instance UID", &E::studyInstanceUid, K::uid, &Q::studyInstanceUid},
    WorklistField{0x0020, 0x0060, EVR_CS, 16, false, "Laterality", &E::laterality, K::choice},
    WorklistField{0x0032, 0x1030, EVR_LO, 64, false, "Reason for Study", &E::requestReason, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0032, 0x1032, EVR_PN, 64, false, "Requesting Physician", &E::referringPhysician, K::person, nullptr, &E::referringPhysicianKey},
    WorklistField{0x0032, 0x1033, EVR_LO, 64, false, "Requesting Service", nullptr},
    WorklistField{0x0032, 0x1060, EVR_LO, 64, false, "Requested Procedure Description", &E::requestedProcedureDescription, K::text, nullptr, nullptr,
                  "EXAMEN", L::prose},
    WorklistField{0x0038, 0x0010, EVR_LO, 64, false, "Admission ID", nullptr},
    WorklistField{0x0038, 0x0050, EVR_LO, 64, false, "Special Needs", &E::specialNeeds, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0038, 0x0300, EVR_LO, 64, false, "Current Patient Location", &E::patientLocation, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0038, 0x0400, EVR_LO, 64, false, "Patient's Institution Residence", nullptr},
    WorklistField{0x0038, 0x0500, EVR_LO, 64, false, "Patient State", &E::patientState, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0040, 0x1001, EVR_SH, 16, false, "Requested Procedure ID", &E::requestedProcedureId, K::text, &Q::requestedProcedureId},
    WorklistField{0x0040, 0x1002, EVR_LO, 64, false, "Reason for the Requested Procedure", &E::requestReason, K::text, nullptr, nullptr, "",
                  L::prose},
    WorklistField{0x0040, 0x1003, EVR_SH, 16, false, "Requested Procedure Priority", &E::requestedProcedurePriority, K::text},
    WorklistField{0x0040, 0x1004, EVR_LO, 64, false, "Patient Transport Arrangements", &E::patientTransport, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0040, 0x1005, EVR_LO, 64, false, "Requested Procedure Location", nullptr},
    WorklistField{0x0040, 0x1010, EVR_PN, 64, false, "Names of Intended Recipients of Results", nullptr},
    WorklistField{0x0040, 0x1400, EVR_LT, 10240, false, "Requested Procedure Comments", &E::requestReason, K::text},
    WorklistField{0x0040, 0x2001, EVR_LO, 64, false, "Reason for the Imaging Service Request", &E::requestReason, K::text, nullptr, nullptr, "",
                  L::prose},
    WorklistField{0x0040, 0x2004, EVR_DA, 8, false, "Issue Date of Imaging Service Request", nullptr},
    WorklistField{0x0040, 0x2005, EVR_TM, 6, false, "Issue Time of Imaging Service Request", nullptr},
    WorklistField{0x0040, 0x2016, EVR_LO, 64, false, "Placer Order Number / Imaging Service Request", &E::placerNumber, K::text},
    WorklistField{0x0040, 0x2017, EVR_LO, 64, false, "Filler Order Number / Imaging Service Request", &E::fillerNumber, K::text},
    WorklistField{0x0040, 0x2400, EVR_LT, 10240, false, "Imaging Service Request Comments", nullptr},
    WorklistField{0x0040, 0x3001, EVR_LO, 64, false, "Confidentiality Constraint on Patient Data Description", nullptr},

    WorklistField{0x0008, 0x0060, EVR_CS, 16, true, "Modality", &E::modality, K::choice, &Q::modality, nullptr, "OT"},
    WorklistField{0x0032, 0x1070, EVR_LO, 64, true, "Requested Contrast Agent", &E::contrastAgent, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0040, 0x0001, EVR_AE, 16, true, "Scheduled Station AE Title", &E::stationAe, K::choice, &Q::stationAe},
    WorklistField{0x0040, 0x0002, EVR_DA, 8, true, "Scheduled Procedure Step Start Date", &E::startDate, K::startDate},
    WorklistField{0x0040, 0x0003, EVR_TM, 6, true, "Scheduled Procedure Step Start Time", &E::startTime, K::startTime, nullptr, nullptr, "000000"},
    WorklistField{0x0040, 0x0004, EVR_DA, 8, true, "Scheduled Procedure Step End Date", nullptr},
    WorklistField{0x0040, 0x0005, EVR_TM, 6, true, "Scheduled Procedure Step End Time", nullptr},
    WorklistField{0x0040, 0x0006, EVR_PN, 64, true, "Scheduled Performing Physician's Name", &E::performingPhysician, K::person,
                  &Q::performingPhysician, &E::performingPhysicianKey},
    WorklistField{0x0040, 0x0007, EVR_LO, 64, true, "Scheduled Procedure Step Description", &E::stepDescription, K::text, nullptr, nullptr, "EXAMEN",
                  L::prose},
    WorklistField{0x0040, 0x0009, EVR_SH, 16, true, "Scheduled Procedure Step ID", &E::stepId, K::text, &Q::stepId},
    WorklistField{0x0040, 0x0010, EVR_SH, 16, true, "Scheduled Station Name", nullptr},
    WorklistField{0x0040, 0x0011, EVR_SH, 16, true, "Scheduled Procedure Step Location", &E::stepLocation, K::text},
    WorklistField{0x0040, 0x0012, EVR_LO, 64, true, "Pre-Medication", &E::premedication, K::text, nullptr, nullptr, "", L::prose},
    WorklistField{0x0040, 0x0020, EVR_CS, 16, true, "Scheduled Procedure Step Status", &E::stepStatus, K::choice, &Q::stepStatus},
    WorklistField{0x0040, 0x0400, EVR_LT, 10240, true, "Comments on the Scheduled Procedure Step", &E::stepComments, K::text},
};

using Content = WorklistSequence::Content;
constexpr std::array kSequences{
    WorklistSequence{0x00081110, false, "Referenced Study Sequence", Content::none},
    WorklistSequence{0x00081120, false, "Referenced Patient Sequence", Content::none},
    WorklistSequence{0x00100024, false, "Issuer of Patient ID Qualifiers Sequence", Content::issuerQualifiers},
    WorklistSequence{0x00101002, false, "Other Patient IDs Sequence", Content::otherPatientIds},
    WorklistSequence{0x00321064, false, "Requested Procedure Code Sequence", Content::procedureCode},
    WorklistSequence{0x00400100, false, "Scheduled Procedure Step Sequence", Content::step},
    WorklistSequence{0x0040100A, false, "Reason for Requested Procedure Code Sequence", Content::none},
    WorklistSequence{0x00400008, true, "Scheduled Protocol Code Sequence", Content::protocolCode},
};

}  // namespace

std::span<const WorklistField> worklistFields() noexcept { return kFields; }

const WorklistField* findField(unsigned long tag, bool step) noexcept {
  const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const auto& field) { return field.step == step && field.tag() == tag; });
  return found == kFields.end() ? nullptr : &*found;
}

std::span<const WorklistSequence> worklistSequences() noexcept { return kSequences; }

const WorklistSequence* findSequence(unsigned long tag, bool step) noexcept {
  const auto found =
      std::find_if(kSequences.begin(), kSequences.end(), [&](const auto& sequence) { return sequence.step == step && sequence.tag == tag; });
  return found == kSequences.end() ? nullptr : &*found;
}

}  // namespace clairis::dicom
