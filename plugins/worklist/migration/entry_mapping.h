// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/domain/exam_preparation.h"
#include "core/plugin/clinic.h"
#include "dicom/worklist_record.h"
#include "plugins/worklist/migration/import_settings.h"

namespace clairis::worklist {

/// An entry in the words of the clinic. Nothing of it is stored yet.
struct MappedEntry {
  PatientFeed feed;                ///< SR-04: never believed, so provisional; an INS only as unverified
  NewOrder order;                  ///< patientId still empty
  ExamPreparation preparation;     ///< version 0
  std::string startLocal;          ///< YYYYMMDDHHMMSS, as the entry says it
  std::vector<std::string> notes;  ///< what was left out, attribute and why; no values
};

/// Whether the entry is still to be done: COMPLETED, DISCONTINUED and CANCELED ones are not the list's any more.
bool open(const dicom::WorklistRecord& record);

/// Throws Refusal "worklist.entry…" with the attribute as field for what cannot be imported: no patient id, no id of the exam, a
/// malformed UID, date or time, more or less than one step. Never repeats a value.
MappedEntry mapEntry(const dicom::WorklistRecord& record, const ImportSettings& settings);

}  // namespace clairis::worklist
