// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/announce/identity_news.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugins/hl7/announce/ins_sent.h"

namespace clairis::hl7 {
namespace {

/// The last document in force.
std::string proofOf(Reader& reader, Identities& identities, const std::string& patientId) {
  std::string code;
  for (const auto& proof : identities.proofs(reader, patientId)) {
    if (proof.withdrawnAt.empty()) code = proof.code;
  }
  return code;
}

/// Whether the history takes a name in use away.
bool hadUsedName(Reader& reader, Identities& identities, const std::string& patientId) {
  for (const auto& entry : identities.history(reader, patientId)) {
    const auto changes = nlohmann::json::parse(entry.changes, nullptr, false);
    if (!changes.is_object()) continue;
    for (const char* field : {"usedName", "usedFirstName"}) {
      const auto change = changes.find(field);
      if (change == changes.end() || !change->is_array() || change->size() != 2) continue;
      if ((*change)[0].is_string() && (*change)[0] != "" && (*change)[1] == "") return true;
    }
  }
  return false;
}

}  // namespace

IdentityNews identityNews(Reader& reader, Clinic& clinic, Identities* identities, const std::string& patientId, const Destination& destination,
                          Environment environment) {
  IdentityNews news;
  news.patient = clinic.patient(reader, patientId);
  news.site = clinic.defaultSite(reader);
  news.numbers = numbersFor(news.patient, destination);
  const auto now = insForOutlet(news.patient, environment);
  for (const auto& sent : insSentTo(reader, destination.name, patientId)) {
    if (sent != now) news.withdrawn.push_back(sent);
  }
  if (identities == nullptr) return news;
  const bool checked = news.patient.status == IdentityStatus::validated || news.patient.status == IdentityStatus::qualified;
  if (checked) news.proof = proofOf(reader, *identities, patientId);
  news.usedNameRemoved = hadUsedName(reader, *identities, patientId);
  return news;
}

std::vector<LocalId> mergedNumbers(Reader& reader, const std::string& survivorId, const std::string& mergeId, const Destination& destination) {
  Patient duplicate;
  for (const auto& row :
       reader.query("SELECT value, authority, authority_oid FROM patient_local_id WHERE patient_id = $1 AND merge_id = $2 ORDER BY position",
                    {survivorId, mergeId})) {
    duplicate.localIds.push_back({row[0].text(), row[1].text(), row[2].text()});
  }
  return numbersFor(duplicate, destination);
}

}  // namespace clairis::hl7
