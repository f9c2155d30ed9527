// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/migration/known_exam.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"

namespace clairis::worklist {
namespace {

/// Every name a person may be registered under: birth name, name in use, and their mixtures.
std::array<std::string, 4> nameKeys(const Traits& t) {
  const auto& usedName = t.usedName.empty() ? t.birthName : t.usedName;
  const auto& usedFirst = t.usedFirstName.empty() ? t.firstBirthName : t.usedFirstName;
  return {personKey(t.birthName, t.firstBirthName), personKey(usedName, usedFirst), personKey(usedName, t.firstBirthName),
          personKey(t.birthName, usedFirst)};
}

bool moved(ExamState state) { return state != ExamState::scheduled; }

}  // namespace

bool samePerson(const Traits& a, const Traits& b) {
  if (!a.birthDate.empty() && !b.birthDate.empty() && a.birthDate != b.birthDate) return false;
  if (a.sex != Sex::unknown && b.sex != Sex::unknown && a.sex != b.sex) return false;
  const auto mine = nameKeys(a), theirs = nameKeys(b);
  return std::any_of(mine.begin(), mine.end(), [&](const auto& key) { return std::find(theirs.begin(), theirs.end(), key) != theirs.end(); });
}

std::optional<Exam> KnownExams::oneExam(const Row& row) {
  if (row.empty()) return std::nullopt;
  return _clinic.exam(_reader, row[0].text());
}

std::optional<Exam> KnownExams::exam(const NewOrder& order) {
  std::optional<Exam> byUid, byAccession;
  if (!order.studyInstanceUid.empty()) byUid = oneExam(_reader.first("SELECT id FROM exam WHERE study_instance_uid = $1", {order.studyInstanceUid}));
  if (!order.accessionNumber.empty())
    byAccession = oneExam(_reader.first("SELECT id FROM exam WHERE accession_number = $1", {order.accessionNumber}));
  const bool different = byUid && byAccession && byUid->id != byAccession->id;
  if (different || (byAccession && !byUid && !order.studyInstanceUid.empty()) || (byUid && !byAccession && !order.accessionNumber.empty())) {
    throw Refusal("worklist.import.two_exams", "its Accession Number and its Study Instance UID are not the same exam's here", "(0020,000D)");
  }
  return byUid ? byUid : byAccession;
}

std::optional<Patient> KnownExams::patient(const PatientFeed& feed) {
  const auto& id = feed.patient.localIds.front();
  const auto row = _reader.first("SELECT patient_id FROM patient_local_id WHERE authority = $1 AND value = $2", {id.authority, id.value});
  if (row.empty()) return std::nullopt;
  auto known = _clinic.patient(_reader, row[0].text());
  if (!samePerson(known.traits, feed.patient.traits)) {
    throw Refusal("worklist.import.other_person", "this Patient ID of this issuer is here somebody with another name, birth date or sex",
                  "(0010,0020)");
  }
  return known;
}

bool KnownExams::placerNumberTaken(const NewOrder& order) {
  if (order.placerNumber.empty()) return false;
  return !_reader
              .first("SELECT id FROM imaging_order WHERE placer_authority = $1 AND placer_number = $2 AND placer_number <> ''",
                     {order.placerAuthority, order.placerNumber})
              .empty();
}

std::string KnownExams::differences(const Exam& exam, const MappedEntry& entry) {
  std::string found;
  const auto compare = [&](bool same, const char* what) {
    if (!same) found += (found.empty() ? "" : ", ") + std::string(what);
  };
  const auto& order = entry.order;
  const auto patient = _clinic.patient(_reader, exam.patientId);
  const auto& id = entry.feed.patient.localIds.front();
  const bool sameId = std::any_of(patient.localIds.begin(), patient.localIds.end(),
                                  [&](const LocalId& known) { return known.authority == id.authority && known.value == id.value; });
  compare(sameId, "Patient ID");
  compare(samePerson(patient.traits, entry.feed.patient.traits), "Patient's Name, Birth Date or Sex");
  if (moved(exam.state)) return found;
  compare(exam.modality == order.modality, "Modality");
  compare(exam.stationAe == order.stationAe, "Scheduled Station AE Title");
  compare(fromIso(exam.scheduledAt) == order.scheduledAt, "Scheduled Procedure Step Start Date and Time");
  compare(exam.step.requestedProcedureId == order.step.requestedProcedureId, "Requested Procedure ID");
  compare(exam.step.stepId == order.step.stepId, "Scheduled Procedure Step ID");
  compare(exam.procedure.code == order.procedure.code && exam.step.stepDescription == order.step.stepDescription, "Requested Procedure");
  return found;
}

}  // namespace clairis::worklist
