// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identifiers.h"
#include "reports/cda/rules.h"

namespace clairis::reports::rules {
namespace {

// Has a name part of this element with this qualifier ("" for none) and a text.
bool named(Node name, const char* element, std::string_view qualifier) {
  for (const auto part : name.children(element)) {
    if (attribute(part, "qualifier") == qualifier && !std::string_view(part.child_value()).empty()) return true;
  }
  return false;
}

// The matricule of the INS, empty without one.
std::string_view checkIds(Findings& findings, Node role) {
  std::string_view matricule;
  std::size_t place = 0, nationals = 0;
  for (const auto id : role.children("id")) {
    findings.expect(rootAndExtension(id), "P01 §2.1", "a patient id needs root and extension");
    if (Ins::isInsOid(attribute(id, "root"))) {
      findings.expect(place == 0, "P02 §2.1", "the INS must be the first id");
      matricule = attribute(id, "extension");
      findings.expect(matricule.size() == 15, "P03 §2.1", "an INS has 15 characters");
      ++nationals;
    }
    ++place;
  }
  findings.expect(place > 0, "P04 §2.1", "the patient has no id");
  findings.expect(nationals <= 1, "P05 §2.1", "the patient has more than one INS");
  return matricule;
}

void checkTraits(Findings& findings, Node patient) {
  const auto name = patient.child("name");
  const bool complete = named(name, "family", "BR") && named(name, "given", "BR") && named(name, "given", "");
  findings.expect(complete, "P06 §2.1", "with an INS: birth name, first birth given name and the list of birth given names");
  const std::string_view county = at(patient, "birthplace/place/addr/county").child_value();
  findings.expect(county.size() == 5, "P07 §2.1", "with an INS: the birthplace as INSEE code of 5 characters");
}

void checkName(Findings& findings, Node patient) {
  findings.expect(count(patient, "name") == 1, "P08 §2.1", "the patient has exactly one name");
  const auto name = patient.child("name");
  findings.expect(named(name, "family", "BR"), "P09 §2.1", "the patient's birth name is not there");
  for (const auto family : name.children("family"))
    findings.expect(among(attribute(family, "qualifier"), {"BR", "CL"}), "P10 §2.1", "family needs the qualifier BR or CL");
  for (const auto given : name.children("given")) {
    findings.expect(!given.attribute("qualifier") || among(attribute(given, "qualifier"), {"BR", "CL"}), "P11 §2.1",
                    "given takes the qualifier BR or CL, or none");
  }
}

void checkPatientMail(Findings& findings, Node role, std::string_view matricule) {
  constexpr std::string_view domain = "@patient.mssante.fr";
  for (const auto telecom : role.children("telecom")) {
    const std::string value(attribute(telecom, "value"));
    if (value.find(domain) == std::string::npos) continue;
    const auto expected = "mailto:" + std::string(matricule) + std::string(domain);
    findings.expect(!matricule.empty() && value == expected, "P12 §2.9", "the patient's MSSanté address must be that of the INS beside it");
  }
}

}  // namespace

void checkPatient(Findings& findings, Node document) {
  findings.expect(count(document, "recordTarget") == 1, "P13 §2", "exactly one recordTarget");
  const auto role = at(document, "recordTarget/patientRole");
  const auto patient = role.child("patient");
  const auto matricule = checkIds(findings, role);
  if (!matricule.empty()) checkTraits(findings, patient);
  checkName(findings, patient);
  checkPatientMail(findings, role, matricule);
  const auto gender = patient.child("administrativeGenderCode");
  findings.expect(coded(gender, "2.16.840.1.113883.5.1") && among(attribute(gender, "code"), {"F", "M", "UN"}), "P14 §2.1",
                  "administrativeGenderCode must be F, M or UN");
  const auto birth = attribute(patient.child("birthTime"), "value");
  findings.expect(birth.size() >= 8 && digits(birth.substr(0, 8)), "P15 §2.1", "birthTime must have a date and no nullFlavor");
  for (const char* unused : {"maritalStatusCode", "religiousAffiliationCode", "raceCode", "ethnicGroupCode", "languageCommunication"}) {
    findings.expect(!patient.child(unused), "P16 §2.1", "an element about the patient that French documents do not use");
  }
  findings.expect(inOrder(role, {"id", "addr", "telecom", "patient", "providerOrganization"}), "X02 §4",
                  "patientRole is not in the order of the CDA schema");
  findings.expect(inOrder(patient, {"id", "name", "administrativeGenderCode", "birthTime", "sdtc:deceasedInd", "sdtc:deceasedTime",
                                    "sdtc:multipleBirthInd", "sdtc:multipleBirthOrderNumber", "guardian", "birthplace"}),
                  "X03 §4", "patient is not in the order of the CDA schema");
}

}  // namespace clairis::reports::rules
