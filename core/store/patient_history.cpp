// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_history.h"

#include <nlohmann/json.hpp>

namespace clairis::store {
namespace {

using nlohmann::json;

std::string matricule(const Patient* patient) { return patient != nullptr && patient->ins ? patient->ins->matricule() : std::string(); }
std::string oid(const Patient* patient) { return patient != nullptr && patient->ins ? patient->ins->oid() : std::string(); }

json identifiers(const Patient& patient) {
  auto all = json::array();
  for (const auto& id : patient.localIds) all.push_back(id.authority + "|" + id.value);
  return all;
}

}  // namespace

std::string changesBetween(const Patient& before, const Patient& after) {
  auto changes = json::object();
  const auto note = [&](const char* field, const json& a, const json& b) {
    if (a != b) changes[field] = json::array({a, b});
  };
  const auto& x = before.traits;
  const auto& y = after.traits;
  note("birthName", x.birthName, y.birthName);
  note("firstBirthName", x.firstBirthName, y.firstBirthName);
  note("birthNames", x.birthNames, y.birthNames);
  note("usedName", x.usedName, y.usedName);
  note("usedFirstName", x.usedFirstName, y.usedFirstName);
  note("birthDate", x.birthDate, y.birthDate);
  note("sex", toText(x.sex), toText(y.sex));
  note("birthPlaceCode", x.birthPlaceCode, y.birthPlaceCode);
  note("birthDateUncertain", before.birthDateUncertain, after.birthDateUncertain);
  note("doubtful", before.doubtful, after.doubtful);
  note("fictitious", before.fictitious, after.fictitious);
  note("homonym", before.homonym, after.homonym);
  note("mergedInto", before.mergedInto, after.mergedInto);
  if (before.localIds != after.localIds) note("identifiers", identifiers(before), identifiers(after));
  // A partner's bytes are kept as they came: a trait that is not UTF-8 must not stop the history.
  return changes.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string insertHistory(UnitOfWork& work, const Patient* before, const Patient& after, std::string_view actor, std::string_view command,
                          std::string_view reason) {
  auto id = work.newId();
  work.execute(
      "INSERT INTO patient_history (id, patient_id, at, actor, command, status_before, status_after, ins_matricule_before, ins_oid_before,"
      " ins_matricule_after, ins_oid_after, changes, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {id, after.id, work.now(), actor, command, before != nullptr ? toText(before->status) : std::string_view(), toText(after.status),
       matricule(before), oid(before), matricule(&after), oid(&after), before != nullptr ? changesBetween(*before, after) : std::string("{}"),
       reason});
  return id;
}

std::vector<IdentityHistoryEntry> historyOf(Reader& reader, std::string_view patientId) {
  std::vector<IdentityHistoryEntry> entries;
  for (const auto& row : reader.query(
           "SELECT id, at, actor, command, status_before, status_after, ins_matricule_before, ins_oid_before, ins_matricule_after, ins_oid_after,"
           " changes, reason FROM patient_history WHERE patient_id = $1 ORDER BY id",
           {patientId})) {
    entries.push_back({row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(), row[5].text(), row[6].text(), row[7].text(),
                       row[8].text(), row[9].text(), row[10].text(), row[11].text()});
  }
  return entries;
}

}  // namespace clairis::store
