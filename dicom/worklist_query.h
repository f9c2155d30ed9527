// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dicom/match_key.h"
#include "dicom/worklist_entry.h"

class DcmItem;

namespace clairis::dicom {

struct WorklistField;

/// Which parts of a Code Sequence item were asked for.
struct AskedCode {
  bool asked = false;
  bool value = false;
  bool scheme = false;
  bool meaning = false;
};

/// What an answer must contain: exactly what the request names.
struct AskedAttributes {
  std::vector<const WorklistField*> procedure;  ///< outside the Scheduled Procedure Step Sequence
  std::vector<const WorklistField*> step;       ///< inside it
  bool stepSequence = false;
  AskedCode procedureCode;                    ///< (0032,1064)
  AskedCode protocolCode;                     ///< (0040,0008)
  bool otherPatientIds = false;               ///< (0010,1002)
  std::vector<unsigned long> emptySequences;  ///< known, never filled; tag as group << 16 | element
};

/// A C-FIND identifier of the worklist, read. Text is UTF-8.
struct WorklistQuery {
  std::string callingAe;

  TextKey stationAe;
  TextKey modality;
  TextKey stepStatus;
  TextKey stepId;
  TextKey performingPhysician;  ///< personPattern()
  StartWindow start;
  TextKey patientName;  ///< personPattern()
  TextKey patientId;
  TextKey accessionNumber;
  TextKey requestedProcedureId;
  TextKey referringPhysician;  ///< personPattern()
  TextKey studyInstanceUid;
  DigitRange birthDate;

  AskedAttributes asked;
  bool unsupportedKeys = false;  ///< pending status 0xFF01 instead of 0xFF00
};

/// Reads an identifier. Throws Refusal "worklist.identifier…" or "worklist.key…" for what a person must mend on the console: an unknown
/// character set, more or less than one item in the Scheduled Procedure Step Sequence, a malformed date. Never repeats a value.
WorklistQuery readQuery(DcmItem& identifier, std::string_view callingAe);

/// Whether the entry answers every matching key of the query.
bool matches(const WorklistQuery& query, const WorklistEntry& entry);

}  // namespace clairis::dicom
