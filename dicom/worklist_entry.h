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
  std::string otherPatientNames;
  std::string patientBirthName;
  std::string patientId;
  std::string patientIdIssuer;
  std::string ins;  ///< only with the outlet's consent (SR-02): national identifier, empty otherwise
  std::string insOid;
  std::string birthDate;
  std::string sex;  ///< F, M, O
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
  WorklistCode procedure;

  std::string stationAe;
  std::string startDate;
  std::string startTime;
  std::string modality;
  std::string performingPhysician;
  std::string performingPhysicianKey;
  std::string stepDescription;
  std::string stepId;
  std::string stepStatus;  ///< SCHEDULED, ARRIVED, READY, STARTED
};

}  // namespace clairis::dicom
