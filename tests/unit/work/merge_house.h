// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/work/patient_merges_service.h"
#include "unit/work/identity_house.h"

namespace clairis::test {

/// A house whose duplicates can be merged, through the store that plugins get.
class MergeHouse : public IdentityHouse {
public:
  PatientMerge merge(const std::string& source, const std::string& target) {
    return edge.writing(Lane::interactive, [&](UnitOfWork& work) { return merges.merge(work, officer(), source, target, "Même personne"); });
  }
  PatientMerge unmerge(const std::string& mergeId) {
    return edge.writing(Lane::interactive, [&](UnitOfWork& work) { return merges.unmerge(work, officer(), mergeId, "Deux personnes"); });
  }
  MergePreview preview(const std::string& source, const std::string& target) {
    return read([&](Reader& reader) { return merges.preview(reader, source, target); });
  }
  std::string survivor(const std::string& id) {
    return read([&](Reader& reader) { return merges.survivor(reader, id).id; });
  }
  void alias(const std::string& id, const LocalId& alias) {
    write([&](UnitOfWork& work) { merges.addAlias(work, officer(), id, alias); });
  }
  /// A patient as a partner names him; provisional without a number.
  Patient known(const std::string& localId, const Traits& traits = patTrois().patient.traits, const char* matricule = "") {
    auto feed = patTrois(*matricule != '\0');
    feed.patient.traits = traits;
    feed.patient.localIds = {{localId, "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}};
    if (*matricule != '\0') feed.patient.ins = Ins::parse(matricule, Ins::kNirTest);
    return receive(feed);
  }
  std::string ownerOf(const char* table, const std::string& id) {
    return read([&](Reader& reader) { return reader.first(std::string("SELECT patient_id FROM ") + table + " WHERE id = $1", {id})[0].text(); });
  }
  std::string holderOf(const std::string& localId) {
    return read([&](Reader& reader) { return store::findPatientByLocalId(reader, "CIM-TEST", localId).value().id; });
  }
  void deliveries(const std::string& documentId, const std::string& state) {
    write([&](UnitOfWork& work) { work.execute("UPDATE delivery SET state = $1 WHERE document_id = $2", {state, documentId}); });
  }
  store::StoredDocument current(const std::string& reportId) {
    return read([&](Reader& reader) { return store::currentDocument(reader, reportId, true).value(); });
  }
  int renew(const std::string& patientId) {
    store.clock.advance(std::chrono::minutes(5));
    return renditions.renew(patientId);
  }
  std::string cdaOf(const std::string& reportId) { return *archive.current(radiologist(), reportId).cda; }

  work::PatientMergesService merges;
};

}  // namespace clairis::test
