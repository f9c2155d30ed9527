// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/life/identity_json.h"

#include <nlohmann/json.hpp>

namespace clairis::identity {
namespace {

using nlohmann::json;

constexpr const char* kStrict[] = {"birthName", "firstBirthName", "birthNames", "birthDate", "sex", "birthPlaceCode", "ins"};

json lockOf(const Patient& patient) {
  json fields = json::array();
  if (locked(patient.status)) {
    for (const auto* field : kStrict) fields.push_back(field);
  }
  const auto* why = fields.empty() ? "" : "came from INSi: only the identity officer may change them, and the identity is lowered by it";
  return {{"fields", fields}, {"why", why}, {"permission", fields.empty() ? "" : "identity.unlock"}};
}

json marksOf(const Patient& patient) {
  json marks = json::array();
  if (patient.doubtful) marks.push_back(toText(IdentityAttribute::doubtful));
  if (patient.fictitious) marks.push_back(toText(IdentityAttribute::fictitious));
  if (patient.homonym) marks.push_back(toText(IdentityAttribute::homonym));
  return marks;
}

json numberOf(const std::string& matricule, const std::string& oid) {
  return matricule.empty() ? json() : json{{"matricule", matricule}, {"oid", oid}};
}

}  // namespace

json toJson(const Patient& patient, bool withIns) {
  const auto& t = patient.traits;
  json ids = json::array();
  for (const auto& id : patient.localIds) ids.push_back({{"value", id.value}, {"authority", id.authority}, {"authorityOid", id.authorityOid}});
  json body{{"id", patient.id},
            {"version", patient.version},
            {"status", toText(patient.status)},
            {"marks", marksOf(patient)},
            {"birthName", t.birthName},
            {"firstBirthName", t.firstBirthName},
            {"birthNames", t.birthNames},
            {"birthDate", t.birthDate},
            {"birthDateUncertain", patient.birthDateUncertain},
            {"sex", toText(t.sex)},
            {"birthPlaceCode", t.birthPlaceCode},
            {"usedName", t.usedName},
            {"usedFirstName", t.usedFirstName},
            {"insuredNumber", patient.insuredNumber.empty() ? json() : json(patient.insuredNumber)},
            {"identifiers", ids},
            {"hasIns", patient.ins.has_value()},
            {"insiCheckedAt", patient.insiCheckedAt},
            {"mergedInto", patient.mergedInto},
            {"locked", lockOf(patient)}};
  if (withIns && patient.ins) {
    body["ins"] = {{"matricule", patient.ins->matricule()}, {"oid", patient.ins->oid()}, {"nature", patient.ins->nature()}};
  }
  if (!withIns) body.erase("insuredNumber");  // a NIR too: the same right
  return body;
}

json toJson(const IdentityHistoryEntry& entry, bool withIns) {
  json body{{"id", entry.id},
            {"at", entry.at},
            {"actor", entry.actor},
            {"command", entry.command},
            {"statusBefore", entry.statusBefore},
            {"statusAfter", entry.statusAfter},
            {"changes", json::parse(entry.changes, nullptr, false)},
            {"reason", entry.reason}};
  if (withIns) {
    body["insBefore"] = numberOf(entry.insMatriculeBefore, entry.insOidBefore);
    body["insAfter"] = numberOf(entry.insMatriculeAfter, entry.insOidAfter);
  }
  return body;
}

json toJson(const IdentityProof& proof) {
  return {{"id", proof.id},
          {"code", proof.code},
          {"trust", proof.trust},
          {"checkedAt", proof.checkedAt},
          {"checkedBy", proof.checkedBy},
          {"note", proof.note},
          {"withdrawnAt", proof.withdrawnAt},
          {"withdrawnBy", proof.withdrawnBy}};
}

Traits traitsFrom(const json& body) {
  const auto text = [&](const char* name) { return body.value(name, std::string()); };
  return {text("birthName"),     text("firstBirthName"), text("birthNames"),   text("usedName"),
          text("usedFirstName"), text("birthDate"),      sexFrom(text("sex")), text("birthPlaceCode")};
}

namespace {

/// Numbers of the practice or of another structure: what stands on documents of who has no INS.
std::vector<LocalId> identifiersFrom(const json& body) {
  std::vector<LocalId> ids;
  for (const auto& each : body.value("identifiers", json::array())) {
    LocalId id{each.value("value", std::string()), each.value("authority", std::string()), each.value("authorityOid", std::string())};
    if (id.value.empty() || id.authority.empty()) {
      throw Refusal("patient.identifier.missing", "expected a value and the authority that gave it", "/identifiers");
    }
    if (!id.authorityOid.empty()) id.authorityOid = Oid::parse(id.authorityOid).text();
    ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace

NewIdentity newIdentityFrom(const json& body) {
  NewIdentity identity;
  identity.patient.traits = traitsFrom(body);
  identity.patient.localIds = identifiersFrom(body);
  identity.patient.birthDateUncertain = body.value("birthDateUncertain", false);
  identity.patient.doubtful = body.value("doubtful", false);
  identity.patient.fictitious = body.value("fictitious", false);
  identity.patient.homonym = body.value("homonym", false);
  identity.patient.phone = body.value("phone", std::string());
  identity.patient.insuredNumber = body.value("insuredNumber", std::string());
  identity.sexIndeterminate = body.value("sex", std::string()) == "I";
  identity.searched = body.value("searched", false);
  return identity;
}

namespace schema {

#define TRAITS                                                                                                                                   \
  R"("birthName":{"type":"string"},"firstBirthName":{"type":"string"},"birthNames":{"type":"string","description":"all first names of birth"},)" \
  R"("usedName":{"type":"string"},"usedFirstName":{"type":"string"},"birthDate":{"type":"string","description":"YYYY-MM-DD"},)"                  \
  R"("birthDateUncertain":{"type":"boolean"},"sex":{"enum":["F","M","I","U",""]},"birthPlaceCode":{"type":"string","description":"INSEE COG, 99999 unknown"})"

const char* const kNewIdentity =
    R"({"type":"object","required":["birthName"],"properties":{)" TRAITS
    R"(,"doubtful":{"type":"boolean"},"fictitious":{"type":"boolean"},"homonym":{"type":"boolean"},"phone":{"type":"string"},)"
    R"("insuredNumber":{"type":"string","description":"NIR of the insured for billing, never an INS"},)"
    R"("identifiers":{"type":"array","items":{"type":"object","required":["value","authority"],"properties":{"value":{"type":"string"},)"
    R"("authority":{"type":"string"},"authorityOid":{"type":"string"}}}},)"
    R"("searched":{"type":"boolean","description":"the candidates were looked at"}}})";
const char* const kTraits = R"({"type":"object","required":["version","birthName"],"properties":{)" TRAITS
                            R"(,"version":{"type":"integer"},"reason":{"type":"string","description":"required for a strict trait"}}})";
const char* const kProof =
    R"({"type":"object","required":["version","code"],"properties":{"version":{"type":"integer"},"code":{"type":"string","description":"of GET /api/v1/identities/proof-kinds"},)"
    R"("parentCode":{"type":"string"},"note":{"type":"string"}}})";
const char* const kMark =
    R"({"type":"object","required":["version","mark","set","reason"],"properties":{"version":{"type":"integer"},"mark":{"enum":["doubtful","fictitious","homonym"]},)"
    R"("set":{"type":"boolean"},"reason":{"type":"string"}}})";
const char* const kReason =
    R"({"type":"object","required":["version","reason"],"properties":{"version":{"type":"integer"},"reason":{"type":"string"}}})";

}  // namespace schema

}  // namespace clairis::identity
