// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "plugins/dmp/signature/submission_signature.h"
#include "plugins/dmp/signature/xml_signature.h"
#include "plugins/dmp/soap/envelope.h"
#include "plugins/dmp/vihf/assertion.h"
#include "plugins/dmp/webservice.h"
#include "tests/unit/dmp/dmp_fixture.h"
#include "tests/unit/dmp/test_certificates.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

/// The verdict of the xmlsec1 program, which knows nothing of Clairis: 0 when signature and references are valid.
int verdict(const std::string& xml, const std::vector<std::string>& idAttributes) {
  const Folder folder;
  std::vector<std::string> arguments{"--verify", "--ignore-manifests", "--trusted-pem", folder.write("ca.pem", authorityPem())};
  for (const auto& attribute : idAttributes) arguments.insert(arguments.end(), {attribute.substr(0, 12), attribute.substr(13)});
  arguments.push_back(folder.write("signed.xml", xml));
  return run("/usr/bin/xmlsec1", arguments).exitCode;
}

int verdictOfVihf(const std::string& xml) { return verdict(xml, {"--id-attr:ID urn:oasis:names:tc:SAML:2.0:assertion:Assertion"}); }

int verdictOfSubmission(const std::string& xml) {
  return verdict(xml,
                 {"--id-attr:Id http://www.w3.org/2000/09/xmldsig#:Manifest", "--id-attr:Id http://uri.etsi.org/01903/v1.1.1#:SignedProperties"});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string vihf() { return signedVihf(options().vihf, vihfSubject(view()), "_a1", fromIso("2026-11-20T10:20:00.123Z"), signingKey()); }

std::string attributeText(const pugi::xml_node& assertion, std::string_view name) {
  for (const auto& attribute : children(child(assertion, "AttributeStatement"), "Attribute")) {
    if (attribute.attribute("Name").value() == name) return trimmedText(child(attribute, "AttributeValue"));
  }
  return "(absent)";
}

std::string canonicalWithoutCommentsByHand() { return "<a><!--kept--><b x=\"1\" y=\"2\"></b></a>"; }

}  // namespace

TEST_CASE("[SR-33] the VIHF names the validating radiologist, his role and specialty, and the session in which he validated") {
  const auto tree = parseXml(vihf());
  const auto assertion = tree->document_element();
  CHECK(std::string(assertion.attribute("ID").value()) == "_a1");
  CHECK(std::string(assertion.attribute("IssueInstant").value()) == "2026-11-20T10:20:00Z");
  CHECK(trimmedText(child(assertion, "Issuer")) == "CN=SIGN,OU=1750803447,O=Centre de radiologie Ambroise,ST=Paris (75),C=FR");
  CHECK(localName(child(assertion, "Issuer").next_sibling()) == "Signature");
  CHECK(trimmedText(child(child(assertion, "Subject"), "NameID")) == "801234560801");
  CHECK(std::string(child(assertion, "AuthnStatement").attribute("AuthnInstant").value()) == "2026-11-20T09:15:00Z");
  CHECK(trimmedText(descendant(assertion, "AuthnContextClassRef")) == "urn:oasis:names:tc:SAML:2.0:ac:classes:Password");
  const auto roles = descendants(assertion, "Role");
  REQUIRE(roles.size() == 2);
  CHECK(std::string(roles[0].attribute("code").value()) == "10");
  CHECK(std::string(roles[0].attribute("codeSystem").value()) == "1.2.250.1.71.1.2.7");
  CHECK(std::string(roles[1].attribute("code").value()) == "SM44");
  CHECK(std::string(roles[1].attribute("displayName").value()) == "Médecin - Radio-diagnostic (SM)");
  CHECK(std::string(roles[1].attribute("codeSystem").value()) == "1.2.250.1.71.4.2.5");
  CHECK(attributeText(assertion, "Identifiant_Structure") == "1750803447");
  CHECK(attributeText(assertion, "Secteur_Activite") == "SA08^1.2.250.1.71.4.2.4");
  CHECK(attributeText(assertion, "urn:oasis:names:tc:xspa:1.0:subject:subject-id") == "BIDEAULT Jacques");
  CHECK(attributeText(assertion, "VIHF_Version") == "3.0");
  CHECK(attributeText(assertion, "Authentification_mode") == "INDIRECTE");
  CHECK(attributeText(assertion, "urn:oasis:names:tc:xacml:2.0:resource:resource-id") == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH");
  CHECK(attributeText(assertion, "Ressource_URN") == "urn:dmp");
  CHECK(attributeText(assertion, "LPS_Nom") == "Clairis");
  CHECK(attributeText(assertion, "LPS_ID_HOMOLOGATION_DMP") == "TEST-0001");
  CHECK(attributeText(assertion, "LPS_ID") == "(absent)");
}

TEST_CASE("[SR-33] version and spelling of the mode are options") {
  auto settings = options().vihf;
  settings.version = "4.0";
  settings.modeAttribute = "Authentification_Mode";
  settings.softwareId = "L-1";
  const auto tree = parseXml(signedVihf(settings, vihfSubject(view()), "_a", fromIso("2026-11-20T10:20:00Z"), signingKey()));
  CHECK(attributeText(tree->document_element(), "VIHF_Version") == "4.0");
  CHECK(attributeText(tree->document_element(), "Authentification_Mode") == "INDIRECTE");
  CHECK(attributeText(tree->document_element(), "LPS_ID") == "L-1");
}

TEST_CASE("[SR-33] who cannot be named as the DMP wants is told what is missing") {
  const auto code = [](auto change) {
    auto document = view();
    change(document);
    try {
      vihfSubject(document);
    } catch (const Refusal& refusal) {
      return refusal.code();
    }
    return std::string("fine");
  };
  CHECK(code([](DocumentView&) {}) == "fine");
  CHECK(code([](DocumentView& d) { d.ins.reset(); }) == "identity.not_qualified");
  CHECK(code([](DocumentView& d) { d.validator.idNat = "0751234567"; }) == "dmp.author.rpps");
  CHECK(code([](DocumentView& d) { d.validator.givenName.clear(); }) == "dmp.author.name");
  CHECK(code([](DocumentView& d) { d.facilityType = {}; }) == "dmp.sector.missing");
  for (const auto* specialty : {"", "G15_10", "G15_10/", "G15_/SM44", "SM44"}) {
    CAPTURE(specialty);
    CHECK(code([&](DocumentView& d) { d.validator.specialty.code = specialty; }) == "dmp.author.specialty");
  }
}

TEST_CASE("[SR-33] the VIHF's signature holds for xmlsec1, alone and inside its envelope") {
  CHECK(verdictOfVihf(vihf()) == 0);
  CHECK(verdictOfVihf(soapRequest({"urn:uuid:1", "https://dmp", "urn:x"}, vihf(), "<b/>")) == 0);
}

TEST_CASE("[SR-33] any change to the VIHF after signing is detected") {
  const auto good = vihf();
  CHECK(verdictOfVihf(replaced(good, "801234560801", "801234560802")) != 0);
  CHECK(verdictOfVihf(replaced(good, "INDIRECTE<", "DIRECTE<")) != 0);
  CHECK(verdictOfVihf(replaced(good, "279035121518989", "277076322082910")) != 0);
  CHECK(verdictOfVihf(replaced(good, "AuthnInstant=\"2026-11-20T09", "AuthnInstant=\"2026-11-20T08")) != 0);
  CHECK(verdictOfVihf(replaced(good, "<ds:SignatureValue>", "<ds:SignatureValue>AAAA")) != 0);
}

TEST_CASE("[SR-33] names with XML's own characters and accents are signed and read back as they are") {
  auto document = view();
  document.validator.familyName = "O'\"NEIL & <FILS>";
  document.validator.givenName = "Zoë\tÉléonore";
  const auto signedXml = signedVihf(options().vihf, vihfSubject(document), "_a", fromIso("2026-11-20T10:20:00Z"), signingKey());
  CHECK(verdictOfVihf(signedXml) == 0);
  CHECK(attributeText(parseXml(signedXml)->document_element(), "urn:oasis:names:tc:xspa:1.0:subject:subject-id") ==
        "O'\"NEIL & <FILS> Zoë\tÉléonore");
}

TEST_CASE("[RIS.DMP.01] the submission set's signature holds for xmlsec1 with either digest, and no longer after a change") {
  const std::string cda = *view().cda;
  for (const auto algorithm : {DigestAlgorithm::sha1, DigestAlgorithm::sha256}) {
    const auto xml = signSubmission({"2.25.1", "2.25.2", cda, fromIso("2026-11-20T10:20:00Z")}, algorithm, signingKey());
    CHECK(verdictOfSubmission(xml) == 0);
    CHECK(verdictOfSubmission(replaced(xml, "urn:oid:2.25.1", "urn:oid:2.25.3")) != 0);
    CHECK(verdictOfSubmission(replaced(xml, "<SigningTime>2026", "<SigningTime>2025")) != 0);
    CHECK((xml.find("xmldsig#sha1") != std::string::npos) == (algorithm == DigestAlgorithm::sha1));
  }
}

TEST_CASE("[RIS.DMP.01] the submission set's signature says what the DMP asks of it") {
  const std::string cda = *view().cda;
  const auto tree = parseXml(signSubmission({"2.25.1", "2.25.2", cda, fromIso("2026-11-20T10:20:00Z")}, DigestAlgorithm::sha1, signingKey()));
  const auto signature = tree->document_element();
  const auto references = children(child(signature, "SignedInfo"), "Reference");
  REQUIRE(references.size() == 2);
  CHECK(std::string(references[0].attribute("URI").value()) == "#IHEManifest");
  CHECK(std::string(references[1].attribute("URI").value()) == "#S0-SignedProperties");
  CHECK_FALSE(child(references[0], "Transforms"));
  CHECK(std::string(child(child(signature, "SignedInfo"), "CanonicalizationMethod").attribute("Algorithm").value()).find("#WithComments") !=
        std::string::npos);
  const auto named = children(descendant(signature, "Manifest"), "Reference");
  REQUIRE(named.size() == 2);
  CHECK(std::string(named[0].attribute("URI").value()) == "urn:oid:2.25.1");
  CHECK(trimmedText(child(named[0], "DigestValue")) == "AA==");
  CHECK(std::string(named[1].attribute("URI").value()) == "urn:oid:2.25.2");
  CHECK(trimmedText(child(named[1], "DigestValue")) == base64(canonicalDigest(cda, DigestAlgorithm::sha1)));
  CHECK(trimmedText(descendant(signature, "SignatureProperty")) == "1.2.840.10065.1.12.1.14");
  CHECK(trimmedText(descendant(signature, "SigningTime")) == "2026-11-20T10:20:00Z");
  CHECK(descendant(signature, "SignaturePolicyImplied"));
  CHECK(trimmedText(descendant(signature, "X509SerialNumber")) == "4711");
}

TEST_CASE("[RIS.DMP.01] the document's digest is that of its canonical form, comments included") {
  const auto expected = digest(DigestAlgorithm::sha256, canonicalWithoutCommentsByHand());
  CHECK(canonicalDigest("<?xml version='1.0'?>\n<a><!--kept--><b  y='2' x='1'/></a>", DigestAlgorithm::sha256) == expected);
  CHECK(canonicalDigest("<a><b y='2' x='1'/></a>", DigestAlgorithm::sha256) != expected);
}

TEST_CASE("what is not XML, or declares a document type, is not signed") {
  for (const auto* bad : {"", "<a>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(canonicalDigest(bad, DigestAlgorithm::sha1), Refusal);
  }
  CHECK_THROWS_AS(signXml("<a/>", "Id", signingKey()), Refusal);
}
