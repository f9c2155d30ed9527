// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "dicom/worklist_record.h"

namespace clairis::test {

/// An entry as another system's worklist holds it, with ids of its own.
inline dicom::WorklistRecord foreignEntry(int number = 1) {
  const auto suffix = std::to_string(number);
  dicom::WorklistRecord record;
  record.patientName = "PAT-TROIS^DOMINIQUE";
  record.patientId = {"IPP000" + suffix, "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"};
  record.birthDate = "19790328";
  record.sex = "F";
  record.weight = "72.5";
  record.size = "1.68";
  record.medicalAlerts = "Pacemaker";
  record.allergies = "Iode";
  record.pregnancy = "1";
  record.accessionNumber = "A" + suffix;
  record.referringPhysician = "MEDIONI^St\xC3\xA9phane";
  record.studyInstanceUid = "1.2.250.1.59.9." + suffix;
  record.procedureDescription = "Scanner thoracique";
  record.procedure = {"TDM-1", "99ACME", "Scanner thoracique"};
  record.procedureId = "RP" + suffix;
  record.reason = "Toux";
  record.priority = "STAT";
  record.placerNumber = "P-7" + std::to_string(6 + number);
  record.steps = 1;
  record.modality = "CT";
  record.stationAe = "CT1";
  record.startDate = "20261120";
  record.startTime = "103000";
  record.performingPhysician = "BIDEAULT^Jacques";
  record.stepDescription = "Thorax sans injection";
  record.protocol = {"TDM-9", "99ACME", "Protocole thorax"};
  record.stepId = "SPS" + suffix;
  record.stepComments = "Venir avec les anciens clich\xC3\xA9s";
  return record;
}

}  // namespace clairis::test
