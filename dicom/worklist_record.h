// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "dicom/worklist_entry.h"

class DcmItem;

namespace clairis::dicom {

/// An identifier of the patient with who gave it, as far as the data set says.
struct RecordId {
  std::string value;
  std::string issuer;     ///< Issuer of Patient ID
  std::string issuerOid;  ///< Universal Entity ID of its qualifiers when its type is ISO
};

/// A worklist entry as somebody else wrote it: every value UTF-8, without padding, in DICOM's own forms, nothing checked beyond VR and
/// character set. Several values of one attribute are joined by ", " where it may have several, otherwise the first one stands.
struct WorklistRecord {
  std::string patientName;
  std::string patientBirthName;
  std::string otherPatientNames;
  RecordId patientId;
  std::vector<RecordId> otherIds;
  std::string birthDate;
  std::string sex;
  std::string weight;
  std::string size;
  std::string medicalAlerts;
  std::string allergies;
  std::string additionalHistory;
  std::string pregnancy;  ///< decimal of (0010,21C0)
  std::string lastMenses;
  std::string patientComments;
  std::string specialNeeds;
  std::string patientState;
  std::string location;
  std::string transport;

  std::string accessionNumber;
  std::string referringPhysician;
  std::string requestingPhysician;
  std::string studyInstanceUid;
  std::string laterality;
  std::string requestedContrast;
  std::string procedureDescription;
  WorklistCode procedure;
  std::string procedureId;
  std::string reason;
  std::string priority;
  std::string procedureComments;
  std::string placerNumber;

  std::size_t steps = 0;  ///< items of the Scheduled Procedure Step Sequence; the members below are the first one's
  std::string modality;
  std::string stationAe;
  std::string startDate;
  std::string startTime;
  std::string performingPhysician;
  std::string stepDescription;
  WorklistCode protocol;
  std::string stepId;
  std::string premedication;
  std::string stepContrast;
  std::string stepStatus;
  std::string stepComments;
};

/// Throws Refusal "worklist.file.vr" (an attribute of another type than the standard's), "worklist.file.charset" (unknown character set,
/// or bytes that do not belong to it); `field` names the attribute. Never repeats a value.
WorklistRecord readRecord(DcmItem& dataset);

}  // namespace clairis::dicom
