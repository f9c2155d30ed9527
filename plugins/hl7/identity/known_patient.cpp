// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/identity/known_patient.h"

#include <algorithm>

namespace clairis::hl7 {
namespace {

/// A chain longer than this is a circle, which the schema's own rules exclude.
constexpr int kLongestChain = 50;

std::string survivorOf(Reader& reader, std::string id) {
  for (int step = 0; step < kLongestChain; ++step) {
    const auto row = reader.first("SELECT merged_into FROM patient WHERE id = $1", {id});
    if (row.empty() || row[0].text().empty()) return id;
    id = row[0].text();
  }
  return id;
}

}  // namespace

std::string patientOf(Reader& reader, const LocalId& id) {
  const auto row = reader.first("SELECT patient_id FROM patient_local_id WHERE authority = $1 AND value = $2", {id.authority, id.value});
  return row.empty() ? std::string() : survivorOf(reader, row[0].text());
}

std::vector<std::string> patientsOf(Reader& reader, const std::vector<LocalId>& ids) {
  std::vector<std::string> patients;
  for (const auto& id : ids) {
    auto patient = patientOf(reader, id);
    if (!patient.empty() && std::find(patients.begin(), patients.end(), patient) == patients.end()) patients.push_back(std::move(patient));
  }
  return patients;
}

std::string holderOf(Reader& reader, const Ins& ins) {
  const auto row = reader.first("SELECT id FROM patient WHERE ins_matricule = $1 AND ins_oid = $2 AND status = 'qualified' AND merged_into = ''",
                                {ins.matricule(), ins.oid()});
  return row.empty() ? std::string() : row[0].text();
}

bool hasOrders(Reader& reader, std::string_view patientId) {
  return !reader.first("SELECT 1 FROM imaging_order WHERE patient_id = $1 LIMIT 1", {patientId}).empty();
}

}  // namespace clairis::hl7
