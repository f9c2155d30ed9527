// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/rules.h"

namespace clairis::reports::rules {
namespace {

constexpr std::string_view kProfessionals = "1.2.250.1.71.4.2.1";
constexpr std::string_view kStructures = "1.2.250.1.71.4.2.2";
constexpr std::string_view kSpecialties = "1.2.250.1.213.1.1.4.5";
constexpr std::string_view kPeopleOutsideCare = "1.2.250.1.213.1.1.4.6";

bool specialty(Node code) { return coded(code, kSpecialties) || coded(code, kPeopleOutsideCare); }

void checkAuthor(Findings& findings, Node author) {
  const auto assigned = author.child("assignedAuthor");
  findings.expect(toTheSecond(attribute(author.child("time"), "value")), "A02 §2.2", "author time must go to the second and have an offset");
  findings.expect(assigned.child("id"), "A03 §2.2", "an author without id");
  for (const auto id : assigned.children("id")) checkProfessionalId(findings, id);
  const auto person = assigned.child("assignedPerson"), device = assigned.child("assignedAuthoringDevice");
  findings.expect(bool(person) != bool(device), "A04 §2.2", "an author is a person or a device");
  if (device) findings.expect(device.child("manufacturerModelName") && device.child("softwareName"), "A05 §2.2", "a device names model and software");
  if (person) {
    checkPersonName(findings, person);
    findings.expect(specialty(assigned.child("code")), "A06 §2.12", "an author needs profession and specialty (JDV_J01)");
    findings.expect(assigned.child("representedOrganization"), "A07 §2.12", "an author needs his structure");
  }
  if (const auto organization = assigned.child("representedOrganization")) checkOrganization(findings, organization);
  findings.expect(inOrder(assigned, {"id", "code", "addr", "telecom", "assignedPerson", "assignedAuthoringDevice", "representedOrganization"}),
                  "X04 §4", "assignedAuthor is not in the order of the CDA schema");
}

void checkLegalAuthenticator(Findings& findings, Node document) {
  findings.expect(count(document, "legalAuthenticator") == 1, "L01 §2.3", "exactly one legalAuthenticator");
  const auto node = document.child("legalAuthenticator");
  const auto entity = node.child("assignedEntity");
  findings.expect(toTheSecond(attribute(node.child("time"), "value")), "L02 §2.3",
                  "legalAuthenticator time must go to the second and have an offset");
  findings.expect(attribute(node.child("signatureCode"), "code") == "S", "L03 §2.3", "signatureCode must be S");
  findings.expect(count(entity, "id") == 1, "L04 §2.3", "the legal authenticator has exactly one id");
  checkProfessionalId(findings, entity.child("id"));
  checkPersonName(findings, entity.child("assignedPerson"));
  findings.expect(!entity.child("code") || specialty(entity.child("code")), "L05 §2.3", "the legal authenticator's code is not of JDV_J01");
  if (const auto organization = entity.child("representedOrganization")) checkOrganization(findings, organization);
  findings.expect(inOrder(entity, {"id", "code", "addr", "telecom", "assignedPerson", "representedOrganization"}), "X05 §4",
                  "assignedEntity is not in the order of the CDA schema");
}

void checkAuthenticator(Findings& findings, Node node) {
  const auto entity = node.child("assignedEntity");
  findings.expect(toTheSecond(attribute(node.child("time"), "value")) && attribute(node.child("signatureCode"), "code") == "S", "K01 §2",
                  "an authenticator needs a time with offset and the signature S");
  const auto id = entity.child("id");
  const auto number = attribute(id, "extension");
  findings.expect(
      count(entity, "id") == 1 && attribute(id, "root") == kProfessionals && number.size() == 12 && number.front() == '8' && digits(number), "K02 §2",
      "an authenticator needs his RPPS");
  checkPersonName(findings, entity.child("assignedPerson"));
  if (const auto organization = entity.child("representedOrganization")) checkOrganization(findings, organization);
  findings.expect(inOrder(entity, {"id", "code", "addr", "telecom", "assignedPerson", "representedOrganization"}), "X13 §4",
                  "the authenticator is not in the order of the CDA schema");
}

// The DMP refuses a document when no author's structure is the one that sends.
void checkAuthorOfCustodian(Findings& findings, Node document) {
  const auto custodian = attribute(at(document, "custodian/assignedCustodian/representedCustodianOrganization/id"), "extension");
  bool found = false;
  for (const auto author : document.children("author"))
    found = found || attribute(at(author, "assignedAuthor/representedOrganization/id"), "extension") == custodian;
  findings.expect(found, "A17 §2.2", "one author must be of the structure that keeps the document");
}

void checkRecipient(Findings& findings, Node recipient) {
  const auto intended = recipient.child("intendedRecipient");
  const auto id = intended.child("id");
  findings.expect(bool(id), "R01 §2.12", "a recipient needs an id, or the nullFlavor that says it is unknown");
  if (id && !id.attribute("nullFlavor")) checkProfessionalId(findings, id);
  const auto person = intended.child("informationRecipient");
  findings.expect(person || intended.child("receivedOrganization"), "R02 §2", "a recipient is a person or a structure");
  if (person) checkPersonName(findings, person);
  findings.expect(inOrder(intended, {"id", "addr", "telecom", "informationRecipient", "receivedOrganization"}), "X06 §4",
                  "intendedRecipient is not in the order of the CDA schema");
}

void checkParticipant(Findings& findings, Node participant) {
  const auto entity = participant.child("associatedEntity");
  findings.expect(among(attribute(participant, "typeCode"), {"REF", "REFB", "INF", "RESP", "PRF", "CON", "VRF"}), "N01 §2.4",
                  "participant has an unknown typeCode");
  const auto time = participant.child("time");
  findings.expect(time && (time.attribute("nullFlavor") || time.child("low") || time.child("high")), "N02 §2.4",
                  "participant needs a time, or the reason why not");
  findings.expect(among(attribute(entity, "classCode"), {"PROV", "AGNT"}), "N03 §2.4", "associatedEntity must be of class PROV or AGNT");
  findings.expect(count(entity, "id") <= 1, "N04 §2.4", "a participant has at most one id");
  if (entity.child("id")) checkProfessionalId(findings, entity.child("id"));
  findings.expect(!entity.child("code") || specialty(entity.child("code")), "N05 §2.4", "a participant's code is not of JDV_J01");
  checkPersonName(findings, entity.child("associatedPerson"));
  findings.expect(inOrder(participant, {"templateId", "functionCode", "time", "associatedEntity"}) &&
                      inOrder(entity, {"id", "code", "addr", "telecom", "associatedPerson", "scopingOrganization"}),
                  "X07 §4", "participant is not in the order of the CDA schema");
}

void checkCustodian(Findings& findings, Node document) {
  const auto organization = at(document, "custodian/assignedCustodian/representedCustodianOrganization");
  const auto id = organization.child("id");
  findings.expect(count(document, "custodian") == 1 && count(organization, "id") == 1, "C01 §2", "exactly one custodian with one id");
  findings.expect(rootAndExtension(id) && among(attribute(id, "root"), {kStructures, "1.2.250.1.213.4.1"}), "C02 §2",
                  "the custodian's id must be that of a health structure");
  findings.expect(inOrder(organization, {"id", "name", "telecom", "addr"}), "X08 §4", "the custodian is not in the order of the CDA schema");
}

}  // namespace

void checkProfessionalId(Findings& findings, Node id) {
  findings.expect(rootAndExtension(id), "A08 §2.2", "a professional's id needs root and extension");
  if (attribute(id, "root") != kProfessionals) return;
  const auto number = attribute(id, "extension");
  const bool rpps = number.substr(0, 1) == "8" && number.size() == 12 && digits(number);
  const bool other = number.size() > 1 && among(number.substr(0, 1), {"0", "1", "3", "4", "5", "6"});
  findings.expect(rpps || other, "A09 §2.2", "a PS_IdNat is 8 and 11 digits (RPPS), or begins with 0, 1, 3, 4, 5 or 6");
}

void checkPersonName(Findings& findings, Node person) {
  const auto name = person.child("name");
  findings.expect(count(name, "family") == 1 && !std::string_view(name.child_value("family")).empty(), "A10 §2.2", "a person needs one family name");
  findings.expect(count(name, "given") <= 1 && count(name, "prefix") <= 1 && count(name, "suffix") <= 1, "A11 §2.2",
                  "given, prefix and suffix at most once");
  findings.expect(!name.child("prefix") || among(name.child_value("prefix"), {"M", "MME"}), "A12 §2.2", "prefix must be M or MME");
  findings.expect(!name.child("suffix") || among(name.child_value("suffix"), {"DR", "PR", "MC", "MG", "PC", "PG"}), "A13 §2.2",
                  "suffix must be a title of JDV_J246");
}

void checkOrganization(Findings& findings, Node organization) {
  const auto id = organization.child("id");
  findings.expect(count(organization, "id") == 1 && rootAndExtension(id) && attribute(id, "root") == kStructures, "A14 §2.2",
                  "a structure needs one national identifier");
  const auto number = attribute(id, "extension");
  findings.expect(!number.empty() && among(number.substr(0, 1), {"0", "1", "2", "3", "4"}), "A15 §2.2", "a Struct_IdNat begins with 0 to 4");
  findings.expect(!std::string_view(organization.child_value("name")).empty(), "A16 §2.2", "a structure needs its name");
  findings.expect(inOrder(organization, {"id", "name", "telecom", "addr", "standardIndustryClassCode"}), "X09 §4",
                  "a structure is not in the order of the CDA schema");
}

void checkPeople(Findings& findings, Node document) {
  findings.expect(document.child("author"), "A01 §2.2", "no author");
  for (const auto author : document.children("author")) checkAuthor(findings, author);
  checkCustodian(findings, document);
  checkAuthorOfCustodian(findings, document);
  for (const auto authenticator : document.children("authenticator")) checkAuthenticator(findings, authenticator);
  for (const auto recipient : document.children("informationRecipient")) checkRecipient(findings, recipient);
  checkLegalAuthenticator(findings, document);
  for (const auto participant : document.children("participant")) checkParticipant(findings, participant);
}

}  // namespace clairis::reports::rules
