// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/preparation_repository.h"

#include "core/domain/refusal.h"

namespace clairis::store {

ExamPreparation findPreparation(Reader& reader, std::string_view examId) {
  const auto row = reader.first(
      "SELECT version, weight_kg, height_m, pregnancy, last_menses, allergies, medical_alerts, special_needs, patient_state, location, transport,"
      " contrast_agent, premedication, remarks FROM exam_preparation WHERE exam_id = $1",
      {examId});
  if (row.empty()) return {};
  ExamPreparation p;
  p.version = row[0].integer();
  p.weightKg = row[1].text();
  p.heightM = row[2].text();
  p.pregnancy = pregnancyFrom(row[3].text());
  p.lastMenses = row[4].text();
  p.allergies = row[5].text();
  p.medicalAlerts = row[6].text();
  p.specialNeeds = row[7].text();
  p.patientState = row[8].text();
  p.location = row[9].text();
  p.transport = row[10].text();
  p.contrastAgent = row[11].text();
  p.premedication = row[12].text();
  p.remarks = row[13].text();
  return p;
}

void savePreparation(UnitOfWork& work, std::string_view examId, const ExamPreparation& p) {
  // The version check stands in the statement: of two writers that read the same version one changes a row, the other none.
  const auto changed = work.execute(
      "INSERT INTO exam_preparation (exam_id, version, weight_kg, height_m, pregnancy, last_menses, allergies, medical_alerts, special_needs,"
      " patient_state, location, transport, contrast_agent, premedication, remarks, changed_at)"
      " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
      " ON CONFLICT (exam_id) DO UPDATE SET version = exam_preparation.version + 1, weight_kg = excluded.weight_kg, height_m = excluded.height_m,"
      " pregnancy = excluded.pregnancy, last_menses = excluded.last_menses, allergies = excluded.allergies,"
      " medical_alerts = excluded.medical_alerts, special_needs = excluded.special_needs, patient_state = excluded.patient_state,"
      " location = excluded.location, transport = excluded.transport, contrast_agent = excluded.contrast_agent,"
      " premedication = excluded.premedication, remarks = excluded.remarks, changed_at = excluded.changed_at"
      " WHERE exam_preparation.version = $16",
      {examId, p.weightKg, p.heightM, toText(p.pregnancy), p.lastMenses, p.allergies, p.medicalAlerts, p.specialNeeds, p.patientState, p.location,
       p.transport, p.contrastAgent, p.premedication, p.remarks, work.now(), p.version});
  if (changed != 1) throw Conflict("preparation.version", "the preparation was changed by somebody else meanwhile: read again, then repeat");
}

}  // namespace clairis::store
