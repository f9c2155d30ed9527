// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/cda/header_parts.h"
#include "reports/cda/oids.h"
#include "reports/cda/xml_text.h"

namespace clairis::reports::cda {
namespace {

// A given INS demands all five traits (structuration minimale); without it only what is known is written.
void traitNeeded(bool needed, const std::string& text, const char* field) {
  if (needed && text.empty()) missing(field, "the trait that comes with an INS");
}

// The local id that documents carry: the first whose authority is known. An INS OID is never one (SR-02).
const LocalId* documentId(const Patient& patient) {
  const auto usable = [](const LocalId& id) { return !id.value.empty() && Oid::valid(id.authorityOid) && !Ins::isInsOid(id.authorityOid); };
  const auto found = std::find_if(patient.localIds.begin(), patient.localIds.end(), usable);
  return found == patient.localIds.end() ? nullptr : &*found;
}

void addPatientIds(Node role, const ReportValue& value) {
  if (value.ins) {
    if (!value.ins->fits(value.environment)) invalid("ins", "an INS of this instance's environment (production .8 or .9, test .10 or .11)");
    addId(role, value.ins->oid(), value.ins->matricule());
  }
  const auto* local = documentId(value.patient);
  if (local) addId(role, local->authorityOid, requiredText(local->value, "patient.localIds"));
  if (!local && !value.ins) missing("patient.localIds", "an INS, or a local id with the OID of its authority");
}

void addQualified(Node name, const char* element, const char* qualifier, const std::string& text) {
  if (!text.empty()) set(addText(name, element, text), "qualifier", qualifier);
}

void addPatientName(Node patient, const Traits& traits, bool withIns) {
  const auto given = xmlText(traits.firstBirthName, "patient.traits.firstBirthName");
  const auto givens = xmlText(traits.birthNames, "patient.traits.birthNames");
  traitNeeded(withIns, given, "patient.traits.firstBirthName");
  traitNeeded(withIns, givens, "patient.traits.birthNames");
  auto name = add(patient, "name");
  addQualified(name, "family", "BR", requiredText(traits.birthName, "patient.traits.birthName"));
  if (!givens.empty()) addText(name, "given", givens);
  addQualified(name, "given", "BR", given);
  addQualified(name, "family", "CL", xmlText(traits.usedName, "patient.traits.usedName"));
  addQualified(name, "given", "CL", xmlText(traits.usedFirstName, "patient.traits.usedFirstName"));
}

Code gender(Sex sex) {
  const std::string system(oid::kGender);
  switch (sex) {
    case Sex::female:
      return {"F", "Féminin", system};
    case Sex::male:
      return {"M", "Masculin", system};
    case Sex::unknown:
      break;
  }
  return {"UN", "Inconnu", system};
}

std::string birthDigits(const std::string& date) {
  constexpr const char* field = "patient.traits.birthDate";
  if (date.empty()) missing(field, "a birth date: a CDA cannot say that it is unknown");
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string digits;
  for (std::size_t i = 0; i < date.size(); ++i) {
    if (digit(date[i]))
      digits += date[i];
    else if (date[i] != '-' || (i != 4 && i != 7))
      invalid(field, "YYYY-MM-DD");
  }
  if (date.size() != 10 || digits.size() != 8) invalid(field, "YYYY-MM-DD");
  return digits;
}

void addBirthplace(Node patient, const std::string& code, bool withIns) {
  constexpr const char* field = "patient.traits.birthPlaceCode";
  traitNeeded(withIns, code, field);
  if (code.empty()) return;
  const auto allowed = [](char c) { return (c >= '0' && c <= '9') || c == 'A' || c == 'B'; };
  if (code.size() != 5 || !std::all_of(code.begin(), code.end(), allowed)) invalid(field, "an INSEE COG code of 5 characters");
  addText(add(add(add(patient, "birthplace"), "place"), "addr"), "county", code);
}

}  // namespace

void addRecordTarget(Node document, const Rendering& rendering) {
  const auto& value = rendering.value;
  const auto& traits = value.patient.traits;
  auto role = add(add(document, "recordTarget"), "patientRole");
  addPatientIds(role, value);
  addAddress(role, value.patient.address, "patient.address");
  addPhone(role, value.patient.phone, "patient.phone");
  if (value.ins) addTelecom(role, "mailto:", value.ins->matricule() + "@patient.mssante.fr");
  auto patient = add(role, "patient");
  addPatientName(patient, traits, value.ins.has_value());
  addCode(patient, "administrativeGenderCode", gender(traits.sex));
  addTime(patient, "birthTime", birthDigits(traits.birthDate));
  addBirthplace(patient, traits.birthPlaceCode, value.ins.has_value());
}

}  // namespace clairis::reports::cda
