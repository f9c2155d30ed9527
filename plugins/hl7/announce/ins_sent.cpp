// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/announce/ins_sent.h"

namespace clairis::hl7 {

bool insWasSent(Reader& reader, std::string_view destination, std::string_view patientId, const Ins& ins) {
  return !reader
              .first("SELECT 1 FROM hl7_ins_sent WHERE destination = $1 AND patient_id = $2 AND matricule = $3 AND oid = $4",
                     {destination, patientId, ins.matricule(), ins.oid()})
              .empty();
}

std::vector<Ins> insSentTo(Reader& reader, std::string_view destination, std::string_view patientId) {
  std::vector<Ins> sent;
  for (const auto& row :
       reader.query("SELECT matricule, oid FROM hl7_ins_sent WHERE destination = $1 AND patient_id = $2 ORDER BY first_at, matricule",
                    {destination, patientId})) {
    sent.push_back(Ins::parse(row[0].text(), row[1].text()));
  }
  return sent;
}

void rememberInsSent(UnitOfWork& work, std::string_view destination, std::string_view patientId, const Ins& ins) {
  work.execute(
      "INSERT INTO hl7_ins_sent (destination, patient_id, matricule, oid, first_at) VALUES ($1, $2, $3, $4, $5)"
      " ON CONFLICT (destination, patient_id, matricule, oid) DO NOTHING",
      {destination, patientId, ins.matricule(), ins.oid(), work.now()});
}

void forgetInsSent(UnitOfWork& work, std::string_view destination, std::string_view patientId, const Ins& ins) {
  work.execute("DELETE FROM hl7_ins_sent WHERE destination = $1 AND patient_id = $2 AND matricule = $3 AND oid = $4",
               {destination, patientId, ins.matricule(), ins.oid()});
}

}  // namespace clairis::hl7
