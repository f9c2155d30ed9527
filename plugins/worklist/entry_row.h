// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/domain/identifiers.h"
#include "core/plugin/sql.h"
#include "dicom/worklist_entry.h"

namespace clairis::worklist {

/// What a deployment lets out by the worklist.
struct Disclosure {
  Environment environment = Environment::test;
  bool ins = false;  ///< SR-02: off unless worklist.other_patient_ids_ins is set
};

/// Place of a row in the list, for the next page.
struct RowPlace {
  std::string start;
  std::string id;
};

RowPlace placeOf(const Row& row);

/// The entry of a row of access_path.h. The patient's name is the birth name with the first birth name, the name in use is an other
/// name. Requested procedure and step have the accession number as id where no other system chose one: an exam is one procedure of one step.
dicom::WorklistEntry entryOf(const Row& row, const Disclosure& disclosure);

}  // namespace clairis::worklist
