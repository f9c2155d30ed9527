// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace clairis::dicom {

/// A code of a Code Sequence item; `scheme` is the DICOM designator ("LN", "SCT", "99…").
struct WorklistCode {
  std::string value;
  std::string scheme;
  std::string meaning;
};

/// One scheduled procedure step with everything an answer may carry. Values are UTF-8 in DICOM's own forms (names as PN,
/// dates YYYYMMDD, times HHMMSS in the site's zone), not yet fitted to a VR. The …Key members are searchKey() forms of the names.
struct WorklistEntry {
  std::string patientName;
  std::string patientNameKey;
  std::string patientUsedNameKey;  ///< of the name in use; empty when there is no other than the name of birth
  std::string otherPatientNames;
  std::string patientBirthName;
  std::string patientId;
  std::string patientIdIssuer;
  std::string patientIdIssuerOid;
  std::string ins;  ///< only with the outlet's consent (SR-02): national identifier, empty otherwise
  std::string insOid;
  std::string birthDate;
  std::string sex;     ///< F, M, O
  std::string weight;  ///< kg
  std::string size;    ///< m
  std::string medicalAlerts;
  std::string allergies;
  std::string pregnancyStatus;  ///< 1 not pregnant, 2 possibly, 3 definitely, 4 unknown; empty: nobody asked
  std::string lastMenstrualDate;
  std::string specialNeeds;
  std::string patientState;
  std::string patientLocation;
  std::string patientTransport;
  std::string accessionNumber;
  std::string requestedProcedureId;
  std::string requestedProcedureDescription;
  std::string requestedProcedurePriority;
  std::string requestReason;
  std::string placerNumber;
  std::string fillerNumber;
  std::string studyInstanceUid;
  std::string referringPhysician;
  std::string referringPhysicianKey;
  std::string institution;
  std::string institutionAddress;
  std::string laterality;  ///< R, L; empty when both or not known
  WorklistCode procedure;
  WorklistCode protocol;

  std::string stationAe;
  std::string startDate;
  std::string startTime;
  std::string modality;
  std::string performingPhysician;
  std::string performingPhysicianKey;
  std::string stepDescription;
  std::string stepId;
  std::string stepStatus;  ///< SCHEDULED, ARRIVED, READY, STARTED
  std::string stepLocation;
  std::string stepComments;
  std::string contrastAgent;
  std::string premedication;
};

}  // namespace clairis::dicom
