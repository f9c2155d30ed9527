// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_proof.h"

namespace clairis::store {

std::string insertProof(UnitOfWork& work, std::string_view patientId, const ProofUse& proof, std::string_view trust, std::string_view checkedBy) {
  auto id = work.newId();
  const auto code = proof.parentCode.empty() ? proof.code : proof.code + "+" + proof.parentCode;
  work.execute(
      "INSERT INTO patient_proof (id, patient_id, code, trust, checked_at, checked_by, note, withdrawn_at, withdrawn_by)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, '', '')",
      {id, patientId, code, trust, work.now(), checkedBy, proof.note});
  return id;
}

bool withdrawProof(UnitOfWork& work, std::string_view patientId, std::string_view proofId, std::string_view by) {
  return work.execute("UPDATE patient_proof SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3 AND patient_id = $4 AND withdrawn_at = ''",
                      {work.now(), by, proofId, patientId}) == 1;
}

std::int64_t highProofs(Reader& reader, std::string_view patientId) {
  return reader.first("SELECT COUNT(*) FROM patient_proof WHERE patient_id = $1 AND trust = 'high' AND withdrawn_at = ''", {patientId})[0].integer();
}

std::vector<IdentityProof> proofsOf(Reader& reader, std::string_view patientId) {
  std::vector<IdentityProof> proofs;
  for (const auto& row : reader.query("SELECT id, code, trust, checked_at, checked_by, note, withdrawn_at, withdrawn_by FROM patient_proof"
                                      " WHERE patient_id = $1 ORDER BY id",
                                      {patientId})) {
    proofs.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text(), row[6].text(), row[7].text()});
  }
  return proofs;
}

}  // namespace clairis::store
