// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/domain/exam.h"
#include "core/domain/patient.h"
#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"
#include "plugins/worklist/migration/entry_mapping.h"

namespace clairis::worklist {

/// What is stored already and an entry must agree with.
class KnownExams {
public:
  KnownExams(Reader& reader, Clinic& clinic) : _reader(reader), _clinic(clinic) {}

  /// The exam with the entry's Study Instance UID, else with its accession number. Refusal "worklist.import.two_exams" when the two name
  /// different exams.
  std::optional<Exam> exam(const NewOrder& order);
  /// The patient known by the entry's id, or none. Refusal "worklist.import.other_person" when it is somebody with other traits.
  std::optional<Patient> patient(const PatientFeed& feed);
  bool placerNumberTaken(const NewOrder& order);

  /// The attributes in which a stored exam differs from the entry, for a person to look at; empty: the same. An exam that has gone on
  /// (arrived, started, done) is only compared in what may not change any more.
  std::string differences(const Exam& exam, const MappedEntry& entry);

private:
  std::optional<Exam> oneExam(const Row& row);
  Reader& _reader;
  Clinic& _clinic;
};

/// Whether these traits can be one person's: birth date and sex where both are known, and a name in common.
bool samePerson(const Traits& a, const Traits& b);

}  // namespace clairis::worklist
