// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
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

/// What an answer must contain: what the request names and what the console's profile adds.
struct AskedAttributes {
  std::vector<const WorklistField*> procedure;  ///< outside the Scheduled Procedure Step Sequence
  std::vector<const WorklistField*> step;       ///< inside it
  bool stepSequence = false;
  AskedCode procedureCode;                    ///< (0032,1064)
  AskedCode protocolCode;                     ///< (0040,0008)
  bool otherPatientIds = false;               ///< (0010,1002)
  bool issuerQualifiers = false;              ///< (0010,0024)
  std::vector<unsigned long> emptySequences;  ///< known, never filled; tag as group << 16 | element
};

/// A key on a Code Sequence: value and scheme, each universal when empty. Compared as they are, without wildcards.
struct CodeKey {
  std::string value;
  std::string scheme;
  bool universal() const noexcept { return value.empty() && scheme.empty(); }
  bool matches(const WorklistCode& code) const { return (value.empty() || value == code.value) && (scheme.empty() || scheme == code.scheme); }
};

/// A key on an attribute that no index serves.
struct OtherKey {
  const WorklistField* field;
  TextKey key;
};

/// A key as the console wrote it, for people.
struct WrittenKey {
  unsigned long tag;
  std::string text;
};

/// What the profile of the console restricts beside the keys; see underProfile().
struct ProfileFilter {
  std::vector<std::string> stations;        ///< titles of its own steps; empty: of all stations
  bool unassigned = true;                   ///< also steps without a station
  std::vector<std::string> hiddenStatuses;  ///< in capitals
  std::string from;                         ///< YYYYMMDD, first day; empty: open
  std::string until;                        ///< YYYYMMDD, last day; empty: open
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
  CodeKey procedureCode;
  CodeKey protocolCode;
  std::vector<OtherKey> others;

  ProfileFilter profile;
  std::size_t answerLimit = 0;  ///< more answers than this and one will not be taken; 0: not known

  AskedAttributes asked;
  std::vector<WrittenKey> written;
  bool unsupportedKeys = false;  ///< pending status 0xFF01 instead of 0xFF00
};

/// Reads an identifier. Throws Refusal "worklist.identifier…" or "worklist.key…" for what a person must mend on the console: an unknown
/// character set, more or less than one item in the Scheduled Procedure Step Sequence, a malformed date. Never repeats a value.
WorklistQuery readQuery(DcmItem& identifier, std::string_view callingAe);

/// Adds an attribute of the model to what is asked, a sequence with everything in it; false when the model does not know it. An attribute
/// of the step brings the step's sequence with it. Asked twice is asked once.
bool ask(AskedAttributes& asked, std::uint32_t tag);

/// The key on the patient's name: a patient is found by the name of birth and by the name in use (empty when there is none).
bool namesPatient(const TextKey& key, std::string_view nameKey, std::string_view usedNameKey);

/// Whether the entry answers every matching key of the query and passes the filters of its profile.
bool matches(const WorklistQuery& query, const WorklistEntry& entry);

}  // namespace clairis::dicom
