// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/vihf/assertion.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"
#include "plugins/dmp/signature/xml_signature.h"
#include "plugins/dmp/webservice.h"
#include "reports/cda/value_sets.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kProfessionSystem = "1.2.250.1.71.1.2.7";
constexpr std::string_view kSpecialtySystem = "1.2.250.1.71.4.2.5";
constexpr std::string_view kRoleAttribute = "urn:oasis:names:tc:xacml:2.0:subject:role";
constexpr std::string_view kPurposeAttribute = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse";

std::string utcSeconds(Instant instant) { return toIso(instant).substr(0, 19) + "Z"; }

std::string signatureTemplate(const std::string& id, const SigningKey& key) {
  return fmt::format(R"(<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>)"
                     R"(<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="{rsa}"/>)"
                     R"(<ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>)"
                     R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="{hash}"/>)"
                     R"(<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>{info}</ds:Signature>)",
                     fmt::arg("rsa", rsaUri(DigestAlgorithm::sha256)), fmt::arg("id", id), fmt::arg("hash", digestUri(DigestAlgorithm::sha256)),
                     fmt::arg("info", key.keyInfo()));
}

void appendText(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(out),
                 R"(<saml2:Attribute Name="{}"><saml2:AttributeValue xsi:type="xs:string">{}</saml2:AttributeValue></saml2:Attribute>)", name,
                 escaped(value));
}

std::string codedValue(std::string_view element, const Code& code, std::string_view system, std::string_view systemName) {
  return fmt::format(
      R"(<saml2:AttributeValue><{} xmlns="urn:hl7-org:v3" xsi:type="CE" code="{}" codeSystem="{}" codeSystemName="{}" displayName="{}"/>)"
      R"(</saml2:AttributeValue>)",
      element, escaped(code.code), system, systemName, escaped(code.display));
}

std::string attributes(const VihfSettings& settings, const VihfSubject& subject) {
  std::string out;
  appendText(out, "Identifiant_Structure", subject.structureId);
  appendText(out, "Secteur_Activite", subject.sector + "^1.2.250.1.71.4.2.4");
  appendText(out, "urn:oasis:names:tc:xspa:1.0:subject:subject-id", subject.name);
  fmt::format_to(std::back_inserter(out), R"(<saml2:Attribute Name="{}">{}{}</saml2:Attribute>)", kRoleAttribute,
                 codedValue("Role", subject.profession, kProfessionSystem, "G15"),
                 codedValue("Role", subject.specialty, kSpecialtySystem, "Savoir-faire"));
  appendText(out, "VIHF_Version", settings.version);
  appendText(out, settings.modeAttribute, "INDIRECTE");
  appendText(out, "urn:oasis:names:tc:xacml:2.0:resource:resource-id", subject.patient);
  appendText(out, "Ressource_URN", "urn:dmp");
  fmt::format_to(std::back_inserter(out), R"(<saml2:Attribute Name="{}">{}</saml2:Attribute>)", kPurposeAttribute,
                 codedValue("PurposeOfUse", {"normal", "Accès normal", {}}, "1.2.250.1.213.1.1.4.248", "mode acces VIHF 2.0"));
  appendText(out, "LPS_ID", settings.softwareId);
  appendText(out, "LPS_Nom", settings.softwareName);
  appendText(out, "LPS_Version", settings.softwareVersion);
  appendText(out, "LPS_ID_HOMOLOGATION_DMP", settings.homologation);
  return out;
}

/// Profession of G15 by code; only those who may validate a report need words here.
std::string professionWords(std::string_view code) { return code == "10" ? "Médecin" : std::string(code); }

void split(const Code& jdv, VihfSubject& subject) {
  // JDV_J01 writes profession and savoir-faire as "G15_10/SM44".
  constexpr std::string_view kPrefix = "G15_";
  const std::string_view code = jdv.code;
  const auto slash = code.find('/');
  if (code.substr(0, kPrefix.size()) != kPrefix || slash == std::string_view::npos || slash == kPrefix.size() || slash + 1 == code.size()) {
    throw Refusal("dmp.author.specialty", "the validating radiologist's specialty is \"" + jdv.code +
                                              "\": expected profession and savoir-faire like G15_10/SM44, set them on his account");
  }
  const std::string profession(code.substr(kPrefix.size(), slash - kPrefix.size()));
  subject.profession = {profession, professionWords(profession), {}};
  // The value set's words: a stored practitioner has only the code.
  const auto words = reports::specialties().words(jdv.code);
  subject.specialty = {std::string(code.substr(slash + 1)), words.empty() ? jdv.display : std::string(words), {}};
}

}  // namespace

VihfSubject vihfSubject(const DocumentView& document) {
  if (!document.ins) throw Refusal("identity.not_qualified", "the document carries no INS: only a qualified identity reaches the DMP");
  const auto rpps = document.validator.rpps();
  if (!rpps) throw Refusal("dmp.author.rpps", "the validating radiologist has no RPPS: enter it on his account");
  if (document.validator.familyName.empty() || document.validator.givenName.empty()) {
    throw Refusal("dmp.author.name", "the validating radiologist needs a family name and a given name: the DMP checks both");
  }
  if (document.facilityType.empty()) throw Refusal("dmp.sector.missing", "the site has no sector of activity (SAxx): complete the site");
  VihfSubject subject;
  subject.nameId = rpps->idNat();
  subject.name = document.validator.familyName + " " + document.validator.givenName;
  split(document.validator.specialty, subject);
  subject.structureId = document.structureId;
  subject.sector = document.facilityType.code;
  subject.authenticatedAt = document.authenticatedAt;
  subject.authentication = document.authentication.empty() ? "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified" : document.authentication;
  subject.patient = document.ins->matricule() + "^^^&" + document.ins->oid() + "&ISO^NH";
  return subject;
}

std::string signedVihf(const VihfSettings& settings, const VihfSubject& subject, const std::string& id, Instant now, const SigningKey& key) {
  const auto unsignedXml =
      fmt::format(R"(<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema")"
                  R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{id}" IssueInstant="{now}" Version="2.0">)"
                  R"(<saml2:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">{issuer}</saml2:Issuer>{signature})"
                  R"(<saml2:Subject><saml2:NameID>{nameId}</saml2:NameID></saml2:Subject><saml2:AuthnStatement AuthnInstant="{authenticated}">)"
                  R"(<saml2:AuthnContext><saml2:AuthnContextClassRef>{authentication}</saml2:AuthnContextClassRef></saml2:AuthnContext>)"
                  R"(</saml2:AuthnStatement><saml2:AttributeStatement>{attributes}</saml2:AttributeStatement></saml2:Assertion>)",
                  fmt::arg("id", id), fmt::arg("now", utcSeconds(now)), fmt::arg("issuer", escaped(key.certificate().subject)),
                  fmt::arg("signature", signatureTemplate(id, key)), fmt::arg("nameId", escaped(subject.nameId)),
                  fmt::arg("authenticated", utcSeconds(subject.authenticatedAt)), fmt::arg("authentication", escaped(subject.authentication)),
                  fmt::arg("attributes", attributes(settings, subject)));
  return signXml(unsignedXml, "ID", key);
}

}  // namespace clairis::dmp
