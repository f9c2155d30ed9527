// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/patient_merges_service.h"

#include "core/store/patient_merge.h"
#include "core/store/patient_repository.h"
#include "core/store/patient_search.h"
#include "core/work/duplicate_candidates.h"
#include "core/work/patient_merge.h"

namespace clairis::work {
namespace {

Patient known(Reader& reader, std::string_view id) {
  auto patient = store::findPatient(reader, id);
  if (!patient) throw NotFound("patient.unknown", "nothing is stored under " + std::string(id));
  return std::move(*patient);
}

}  // namespace

std::vector<Patient> PatientMergesService::search(Reader& reader, std::string_view birthDate, std::string_view letters, std::string_view afterId,
                                                  int limit) {
  if (birthDate.empty()) throw Refusal("patient.search.birth_date", "expected a birth date as YYYY-MM-DD: it is asked first", "birthDate");
  return store::searchPatients(reader, birthDate, letters, afterId, limit);
}

std::vector<Patient> PatientMergesService::searchIns(Reader& reader, const Ins& ins) {
  return store::searchPatientsByMatricule(reader, ins.matricule());
}

std::vector<DuplicateCandidate> PatientMergesService::candidates(Reader& reader, const Traits& traits, const std::optional<Ins>& ins,
                                                                 std::string_view exceptId) {
  Patient sought;
  // Of somebody registered, what only his row says counts too: a number that is qualified speaks against another one that is.
  if (const auto self = exceptId.empty() ? std::nullopt : store::findPatient(reader, exceptId)) sought.status = self->status;
  sought.traits = traits;
  sought.ins = ins;
  return duplicateCandidates(reader, sought, exceptId);
}

MergePreview PatientMergesService::preview(Reader& reader, std::string_view sourceId, std::string_view targetId) {
  return previewMerge(reader, sourceId, targetId);
}

PatientMerge PatientMergesService::merge(UnitOfWork& work, const Caller& caller, std::string_view sourceId, std::string_view targetId,
                                         std::string_view reason) {
  return mergePatients(work, caller, sourceId, targetId, reason);
}

PatientMerge PatientMergesService::unmerge(UnitOfWork& work, const Caller& caller, std::string_view mergeId, std::string_view reason) {
  return unmergePatients(work, caller, mergeId, reason);
}

std::vector<PatientMerge> PatientMergesService::merges(Reader& reader, std::string_view patientId) {
  return store::mergesOf(reader, known(reader, patientId).id);
}

Patient PatientMergesService::survivor(Reader& reader, std::string_view id) { return known(reader, store::survivorOf(reader, id)); }

void PatientMergesService::addAlias(UnitOfWork& work, const Caller& caller, std::string_view patientId, const LocalId& alias) {
  work::addAlias(work, caller, patientId, alias);
}

}  // namespace clairis::work
