// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "core/domain/identifiers.h"
#include "reports/cda/rules.h"

namespace clairis::reports::rules {
namespace {

constexpr std::string_view kLoinc = "2.16.840.1.113883.6.1";

bool upperCaseUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hexadecimal = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'A' && text[i] <= 'F');
    if (dash ? text[i] != '-' : !hexadecimal) return false;
  }
  return true;
}

void checkTemplates(Findings& findings, Node document) {
  std::multiset<std::string_view> roots;
  for (const auto id : all(document, "templateId")) roots.insert(attribute(id, "root"));
  const std::multiset<std::string_view> expected{"2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"};
  findings.expect(roots == expected, "H06 §0", "templateId must be exactly HL7 France, CI-SIS and XDS-SD, no imaging template");
}

void checkDocumentCode(Findings& findings, Node document) {
  const auto code = document.child("code");
  findings.expect(count(document, "code") == 1 && coded(code, kLoinc) && attribute(code, "code") == "18748-4", "H08 §2",
                  "code must be LOINC 18748-4 with its words");
  std::set<std::string_view> translated;
  for (const auto translation : all(code, "translation")) {
    findings.expect(coded(translation, kLoinc), "H09 §2", "a translation of the document code must be a LOINC imaging code with words");
    findings.expect(translated.insert(attribute(translation, "code")).second, "H10 §2", "a translation of the document code stands twice");
  }
  for (const auto act : all(document, "documentationOf")) {
    const auto procedure = at(act, "serviceEvent/code");
    const bool imaging = attribute(procedure, "codeSystem") == kLoinc;
    findings.expect(!imaging || translated.count(attribute(procedure, "code")) == 1, "H11 §2",
                    "a documented act is no translation of the document code");
  }
}

void checkIdentification(Findings& findings, Node document) {
  findings.expect(count(document, "realmCode") == 1 && attribute(document.child("realmCode"), "code") == "FR", "H04 §2",
                  "realmCode must be FR, once");
  const auto type = document.child("typeId");
  findings.expect(attribute(type, "root") == "2.16.840.1.113883.1.3" && attribute(type, "extension") == "POCD_HD000040", "H05 §2",
                  "typeId must be that of CDA R2");
  findings.expect(count(document, "id") == 1 && oidWithoutExtension(document.child("id")), "H07 §2.12",
                  "id must be one OID of at most 64 characters without extension");
  findings.expect(count(document, "title") == 1 && !std::string_view(document.child_value("title")).empty(), "H12 §2", "title must not be empty");
  findings.expect(toTheSecond(attribute(document.child("effectiveTime"), "value")), "H13 §2.12",
                  "effectiveTime must go to the second and have an offset");
  const auto confidentiality = document.child("confidentialityCode");
  findings.expect(count(document, "confidentialityCode") == 1 && coded(confidentiality, "2.16.840.1.113883.5.25") &&
                      among(attribute(confidentiality, "code"), {"N", "R", "V"}),
                  "H14 §2", "confidentialityCode must be one of N, R, V; visibility belongs to the XDS metadata");
  const auto language = attribute(document.child("languageCode"), "code");
  findings.expect(language.size() == 5 && language[2] == '-', "H15 §2", "languageCode must be a language and a country such as fr-FR");
}

void checkVersion(Findings& findings, Node document) {
  const auto set = attribute(document.child("setId"), "root");
  findings.expect(count(document, "setId") == 1 && (Oid::valid(set) || upperCaseUuid(set)), "H16 §2",
                  "setId must have an OID or an upper-case UUID as root");
  const auto version = attribute(document.child("versionNumber"), "value");
  findings.expect(digits(version) && version.size() < 10 && version.front() != '0', "H17 §2.12", "versionNumber must be a number from 1");
  findings.expect(!document.child("copyTime"), "H18 §2", "copyTime must not be used");
  const auto related = all(document, "relatedDocument");
  findings.expect(related.size() <= 1, "V01 §2.7", "at most one relatedDocument");
  if (related.empty()) return;
  const auto parent = related.front().child("parentDocument");
  findings.expect(attribute(related.front(), "typeCode") == "RPLC", "V02 §2.7", "relatedDocument must be of type RPLC");
  findings.expect(count(parent, "id") == 1 && Oid::valid(attribute(parent.child("id"), "root")), "V03 §2.7",
                  "the replaced document must have one id with an OID as root");
  findings.expect(attribute(parent.child("id"), "root") != attribute(document.child("id"), "root"), "V04 §2.7", "a document cannot replace itself");
  findings.expect(version != "1", "V05 §2.7", "a document that replaces another is version 2 at least");
}

}  // namespace

void checkHeader(Findings& findings, Node document) {
  findings.expect(inOrder(document, {"realmCode",
                                     "typeId",
                                     "templateId",
                                     "id",
                                     "code",
                                     "title",
                                     "effectiveTime",
                                     "confidentialityCode",
                                     "languageCode",
                                     "setId",
                                     "versionNumber",
                                     "copyTime",
                                     "recordTarget",
                                     "author",
                                     "dataEnterer",
                                     "informant",
                                     "custodian",
                                     "informationRecipient",
                                     "legalAuthenticator",
                                     "authenticator",
                                     "participant",
                                     "inFulfillmentOf",
                                     "documentationOf",
                                     "relatedDocument",
                                     "authorization",
                                     "componentOf",
                                     "component"}),
                  "X01 §2", "the header is not in the order of the CDA schema");
  checkIdentification(findings, document);
  checkTemplates(findings, document);
  checkDocumentCode(findings, document);
  checkVersion(findings, document);
}

}  // namespace clairis::reports::rules
