// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_former_ins.h"

namespace clairis::store {

void keepFormerIns(UnitOfWork& work, std::string_view patientId, const InsiIdentity::Former& former, std::string_view origin) {
  work.execute(
      "INSERT INTO patient_former_ins (patient_id, matricule, oid, origin, valid_from, valid_until, recorded_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
      {patientId, former.matricule, former.oid, origin, former.validFrom, former.validUntil, work.now()});
}

std::vector<InsiIdentity::Former> formerInsOf(Reader& reader, std::string_view patientId) {
  std::vector<InsiIdentity::Former> all;
  for (const auto& row : reader.query("SELECT matricule, oid, valid_from, valid_until FROM patient_former_ins WHERE patient_id = $1"
                                      " ORDER BY recorded_at, matricule, oid, origin",
                                      {patientId})) {
    all.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text()});
  }
  return all;
}

std::vector<std::string> documentsSentUnder(Reader& reader, std::string_view patientId, const Ins& ins) {
  std::vector<std::string> ids;
  for (const auto& row :
       reader.query("SELECT d.id FROM document d WHERE d.patient_id = $1 AND d.ins_matricule = $2 AND d.ins_oid = $3"
                    " AND EXISTS (SELECT 1 FROM delivery v WHERE v.document_id = d.id AND v.state IN ('accepted', 'undecided', 'sending'))"
                    " ORDER BY d.id",
                    {patientId, ins.matricule(), ins.oid()})) {
    ids.push_back(row[0].text());
  }
  return ids;
}

}  // namespace clairis::store
