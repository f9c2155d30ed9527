// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/cda/header_parts.h"
#include "reports/cda/oids.h"
#include "reports/cda/value_sets.h"
#include "reports/cda/xml_text.h"

namespace clairis::reports::cda {
namespace {

std::string indexed(const char* list, std::size_t i) { return std::string(list) + "[" + std::to_string(i) + "]"; }

Code fromValueSet(const ValueSet& set, const Code& code, const std::string& field) {
  if (code.empty()) missing(field, "a code of " + std::string(set.name));
  const auto words = set.words(code.code);
  if (words.empty()) invalid(field, "a code of " + std::string(set.name) + " (" + std::string(set.oid) + ")");
  return {code.code, std::string(words), std::string(set.system)};
}

void addQualifier(Node translation, const Code& name) { addCode(add(translation, "qualifier"), "name", name); }

void addTranslations(Node code, const ActValue& act, const std::string& field) {
  if (!act.ccam.empty()) {
    const Code ccam{requiredText(act.ccam.code, field + ".ccam"), requiredText(act.ccam.display, field + ".ccam.display"), std::string(oid::kCcam)};
    addCode(code, "translation", ccam);
  }
  const auto modality = addCode(code, "translation", fromValueSet(modalities(), act.modality, field + ".modality"));
  addQualifier(modality, {"121139", "Modalité d'imagerie", std::string(oid::kDcm)});
  const auto region = addCode(code, "translation", fromValueSet(regions(), act.region, field + ".region"));
  addQualifier(region, {"39111-0", "Localisation anatomique", std::string(oid::kLoinc)});
}

void addPeriod(Node parent, const Rendering& rendering, Instant low, Instant high, const std::string& field) {
  auto period = add(parent, "effectiveTime");
  addTime(period, "low", rendering.time(low, field + ".startedAt"));
  if (high == Instant{}) return;
  if (high < low) invalid(field + ".endedAt", "an end that is not before the start");
  addTime(period, "high", rendering.time(high, field + ".endedAt"));
}

void addAct(Node document, const Rendering& rendering, const ActValue& act, const std::string& field) {
  auto event = add(add(document, "documentationOf"), "serviceEvent");
  addId(event, requiredOid(act.studyInstanceUid, field + ".studyInstanceUid"));
  addTranslations(addCode(event, "code", procedureCode(act, field)), act, field);
  addPeriod(event, rendering, act.startedAt, act.endedAt, field);
  addPerformer(event, rendering);
}

void addPlace(Node encounter, const Site& site) {
  auto facility = add(add(encounter, "location"), "healthCareFacility");
  addCode(facility, "code", fromValueSet(facilityTypes(), site.facilityType, "site.facilityType"));
  auto place = add(facility, "location");
  addText(place, "name", requiredText(site.name, "site.name"));
  addAddress(place, site.address, "site.address");
}

}  // namespace

Code procedureCode(const ActValue& act, const std::string& field) {
  const auto& code = act.procedure;
  if (code.empty()) missing(field + ".procedure", "the LOINC code of the imaging act (jdv-code-document-imagerie-cisis)");
  if (!code.system.empty() && code.system != oid::kLoinc)
    invalid(field + ".procedure", "a LOINC code (2.16.840.1.113883.6.1): the imaging rules are about LOINC acts");
  const auto& text = code.code;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool loinc =
      text.size() >= 3 && text.size() <= 10 && text[text.size() - 2] == '-' && digit(text.back()) && std::all_of(text.begin(), text.end() - 2, digit);
  if (!loinc) invalid(field + ".procedure", "a LOINC code: digits, a dash, a check digit");
  return {text, requiredText(code.display, field + ".procedure.display"), std::string(oid::kLoinc)};
}

void addOrders(Node document, const Rendering& rendering) {
  const auto& orders = rendering.value.orders;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto field = indexed("orders", i);
    auto order = add(add(document, "inFulfillmentOf"), "order");
    addId(order, requiredOid(orders[i].placerAuthorityOid, field + ".placerAuthorityOid"),
          requiredText(orders[i].placerNumber, field + ".placerNumber"));
    auto accession = add(order, "ps3-20:accessionNumber");
    set(accession, "root", requiredOid(orders[i].accessionAuthorityOid, field + ".accessionAuthorityOid"));
    if (orders[i].accessionNumber.empty()) missing(field + ".accessionNumber", "an accession number");
    set(accession, "extension", requiredText(AccessionNumber::parse(orders[i].accessionNumber).text(), field + ".accessionNumber"));
  }
}

void addActs(Node document, const Rendering& rendering) {
  const auto& acts = rendering.value.acts;
  for (std::size_t i = 0; i < acts.size(); ++i) addAct(document, rendering, acts[i], indexed("acts", i));
}

void addScreening(Node document, const Rendering& rendering) {
  if (!rendering.value.screening) return;
  auto event = add(add(document, "documentationOf"), "serviceEvent");
  addCode(event, "code", {"Z13.9", "Examen spécial de dépistage, sans précision", std::string(oid::kIcd10)});
}

void addReplacement(Node document, const Rendering& rendering) {
  const auto& value = rendering.value;
  if (value.replacesOid.empty()) return;
  if (value.replacesOid == value.documentOid) invalid("replacesOid", "the id of another document than this one");
  if (value.versionNumber < 2) invalid("versionNumber", "2 or more for a document that replaces another");
  auto related = add(document, "relatedDocument");
  set(related, "typeCode", "RPLC");
  addId(add(related, "parentDocument"), requiredOid(value.replacesOid, "replacesOid"));
}

void addEncounter(Node document, const Rendering& rendering) {
  const auto& value = rendering.value;
  auto encounter = add(add(document, "componentOf"), "encompassingEncounter");
  addCode(encounter, "code", encounterCode(value.patientClass, value.site.practiceSetting.code));
  const auto low = std::min_element(value.acts.begin(), value.acts.end(), [](const auto& a, const auto& b) { return a.startedAt < b.startedAt; });
  const auto high = std::max_element(value.acts.begin(), value.acts.end(), [](const auto& a, const auto& b) { return a.endedAt < b.endedAt; });
  addPeriod(encounter, rendering, low->startedAt, high->endedAt, "acts[]");
  addPlace(encounter, value.site);
}

}  // namespace clairis::reports::cda
