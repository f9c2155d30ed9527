// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_exchange.h"

namespace clairis::store {

void noteExchange(UnitOfWork& work, std::string_view patientId, std::string_view partner, std::string_view direction) {
  work.execute(
      "INSERT INTO patient_exchange (patient_id, partner, direction, first_at, last_at) VALUES ($1, $2, $3, $4, $5)"
      " ON CONFLICT (patient_id, partner, direction) DO UPDATE SET last_at = excluded.last_at",
      {patientId, partner, direction, work.now(), work.now()});
}

std::vector<IdentityExchange> exchangesOf(Reader& reader, std::string_view patientId) {
  std::vector<IdentityExchange> all;
  for (const auto& row : reader.query("WITH RECURSIVE record (id) AS (SELECT CAST($1 AS TEXT) UNION"
                                      " SELECT p.id FROM record r JOIN patient p ON p.merged_into = r.id WHERE p.merged_into <> '')"
                                      " SELECT e.patient_id, e.partner, e.direction, e.first_at, e.last_at FROM record r"
                                      " JOIN patient_exchange e ON e.patient_id = r.id ORDER BY e.partner, e.direction, e.patient_id",
                                      {patientId})) {
    all.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text()});
  }
  return all;
}

std::vector<ExchangePartner> exchangePartners(Reader& reader) {
  std::vector<ExchangePartner> all;
  for (const auto& row : reader.query("SELECT partner, direction, COUNT(*), MAX(last_at) FROM patient_exchange GROUP BY partner, direction"
                                      " ORDER BY partner, direction")) {
    all.push_back({row[0].text(), row[1].text(), row[2].integer(), row[3].text()});
  }
  return all;
}

}  // namespace clairis::store
