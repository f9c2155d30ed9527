// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "reports/xds/cda_fields.h"
#include "reports/xds/hl7_text.h"

namespace clairis::reports::xds {
namespace {

using std::string;

string attribute(Node node, const char* name) { return node.attribute(name).value(); }

string idCx(Node id) {
  const auto root = required(id, "root", "recordTarget/patientRole/id");
  return cx(required(id, "extension", "recordTarget/patientRole/id"), root, Ins::isInsOid(root) ? "NH" : "PI");
}

// The name part with this qualifier ("" for none), empty when absent.
string namePart(Node name, const char* element, std::string_view qualifier) {
  for (const auto part : name.children(element)) {
    if (qualifier == part.attribute("qualifier").value()) return hl7Component(part.child_value());
  }
  return {};
}

void addName(std::vector<string>& info, Node name) {
  const auto family = namePart(name, "family", "BR");
  if (family.empty())
    throw Refusal("xds.metadata.missing", "the CDA has no birth name", "recordTarget/patientRole/patient/name/family[@qualifier='BR']");
  info.push_back("PID-5|" + family + "^" + namePart(name, "given", "BR") + "^" + namePart(name, "given", "") + "^^^^L");
  const auto used = namePart(name, "family", "CL"), usedGiven = namePart(name, "given", "CL");
  if (!used.empty() || !usedGiven.empty()) info.push_back("PID-5|" + used + "^" + usedGiven + "^^^^^D");
}

void addTraits(std::vector<string>& info, Node patient) {
  addName(info, patient.child("name"));
  info.push_back("PID-7|" + required(patient.child("birthTime"), "value", "recordTarget/patientRole/patient/birthTime"));
  const auto sex = required(patient.child("administrativeGenderCode"), "code", "recordTarget/patientRole/patient/administrativeGenderCode");
  info.push_back("PID-8|" + (sex == "UN" ? "U" : sex));  // HL7 table 0001
  const string county = at(patient, "birthplace/place/addr/county").child_value();
  if (!county.empty()) info.push_back("PID-11|^^^^^^BDL^^" + hl7Component(county));
}

string person(Node entity, const char* name, const string& path) {
  Practitioner practitioner;
  practitioner.idNat = required(entity.child("id"), "extension", path + "/id");
  const auto words = entity.child(name).child("name");
  practitioner.familyName = requiredText(words.child("family"), path + "/" + name + "/name/family");
  practitioner.givenName = words.child("given").child_value();
  return xcn(practitioner);
}

XdsAuthor author(Node node) {
  const auto assigned = node.child("assignedAuthor");
  XdsAuthor result;
  result.person = person(assigned, "assignedPerson", "author/assignedAuthor");
  result.role = attribute(node.child("functionCode"), "displayName");
  if (const auto code = assigned.child("code")) {
    result.specialty = specialtyText({attribute(code, "code"), attribute(code, "displayName"), attribute(code, "codeSystem")});
  }
  if (const auto organization = assigned.child("representedOrganization")) {
    result.institutions.push_back(xon(organization.child("name").child_value(), attribute(organization.child("id"), "extension")));
  }
  return result;
}

void addReference(std::vector<string>& list, const string& reference) {
  if (std::find(list.begin(), list.end(), reference) == list.end()) list.push_back(reference);
}

}  // namespace

void addPatient(DocumentEntry& entry, Node document) {
  const auto role = at(document, "recordTarget/patientRole");
  std::vector<string> further;
  string national;
  for (const auto id : role.children("id")) {
    const auto text = idCx(id);
    if (Ins::isInsOid(attribute(id, "root")))
      national = text;
    else if (entry.sourcePatientId.empty())
      entry.sourcePatientId = text;
    else
      further.push_back("PID-3|" + text);
  }
  if (national.empty() && entry.sourcePatientId.empty())
    throw Refusal("xds.metadata.missing", "the CDA has no patient id", "recordTarget/patientRole/id");
  entry.patientId = national.empty() ? entry.sourcePatientId : national;
  if (entry.sourcePatientId.empty()) entry.sourcePatientId = national;
  entry.sourcePatientInfo = std::move(further);
  addTraits(entry.sourcePatientInfo, role.child("patient"));
}

void addPeople(DocumentEntry& entry, Node document) {
  for (const auto node : document.children("author")) entry.authors.push_back(author(node));
  if (entry.authors.empty()) throw Refusal("xds.metadata.missing", "the CDA has no author", "author");
  entry.legalAuthenticator = person(at(document, "legalAuthenticator/assignedEntity"), "assignedPerson", "legalAuthenticator/assignedEntity");
}

void addReferences(DocumentEntry& entry, Node document) {
  for (const auto fulfilled : document.children("inFulfillmentOf")) {
    const auto order = fulfilled.child("order");
    const auto accession = order.child("ps3-20:accessionNumber"), placer = order.child("id");
    if (accession)
      addReference(entry.referenceIds, cx(attribute(accession, "extension"), attribute(accession, "root"), "urn:ihe:iti:xds:2013:accession"));
    if (placer) addReference(entry.referenceIds, cx(attribute(placer, "extension"), attribute(placer, "root"), "urn:ihe:iti:xds:2013:order"));
  }
  for (const auto act : document.children("documentationOf")) {
    const auto study = attribute(at(act, "serviceEvent/id"), "root");
    if (!study.empty()) addReference(entry.referenceIds, study + "^^^^urn:ihe:iti:xds:2016:studyInstanceUID");
  }
}

}  // namespace clairis::reports::xds
