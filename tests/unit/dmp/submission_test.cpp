// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/submission.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "plugins/dmp/td21_feed/metadata.h"
#include "plugins/dmp/td21_feed/request.h"
#include "plugins/dmp/webservice.h"
#include "tests/unit/dmp/dmp_fixture.h"
#include "tests/unit/dmp/test_certificates.h"

using namespace clairis;
using namespace clairis::dmp;
using namespace clairis::dmp::test;

namespace {

const Instant kNow = fromIso("2026-11-20T10:20:00Z");

Submission prepared(const DocumentView& document, const DmpOptions& configured = options()) {
  CountedIds ids;
  return prepareSubmission(document, configured, ids, kNow, signingKey());
}

std::string refusalOf(const DocumentView& document, const DmpOptions& configured = options()) {
  try {
    prepared(document, configured);
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return "prepared";
}

/// The metadata as a registry reads it.
struct Registry {
  explicit Registry(const Submission& submission)
      : document(parseXml(feedRequest(submission.metadata, "", partNames("u")))),
        list(descendant(document->document_element(), "RegistryObjectList")) {}

  pugi::xml_node object(std::string_view id) const {
    for (const auto& node : list.children()) {
      if (node.attribute("id").value() == id) return node;
    }
    return {};
  }
  static std::vector<std::string> slot(const pugi::xml_node& object, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& item : children(object, "Slot")) {
      if (item.attribute("name").value() != name) continue;
      for (const auto& value : children(child(item, "ValueList"), "Value")) values.emplace_back(value.text().get());
    }
    return values;
  }
  static std::vector<std::string> codes(const pugi::xml_node& object, std::string_view scheme) {
    std::vector<std::string> out;
    for (const auto& item : children(object, "Classification")) {
      if (item.attribute("classificationScheme").value() != scheme) continue;
      const auto system = slot(item, "codingScheme");
      out.push_back(std::string(item.attribute("nodeRepresentation").value()) + "|" + (system.empty() ? "" : system.front()));
    }
    return out;
  }
  static std::string identifier(const pugi::xml_node& object, std::string_view scheme) {
    for (const auto& item : children(object, "ExternalIdentifier")) {
      if (item.attribute("identificationScheme").value() == scheme) return item.attribute("value").value();
    }
    return "(absent)";
  }

  std::shared_ptr<const pugi::xml_document> document;
  pugi::xml_node list;
};

using Words = std::vector<std::string>;
constexpr const char* kConfidentiality = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
constexpr const char* kPatientCx = "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH";

Words visibility(const DocumentView& document) {
  const Registry registry(prepared(document));
  return Registry::codes(registry.object("Document01"), kConfidentiality);
}

DocumentView child(const DocumentView& adult, const char* born) {
  auto document = adult;
  auto cda = *adult.cda;
  const std::string from = "birthTime value=\"19790328\"";
  cda.replace(cda.find(from), from.size(), "birthTime value=\"" + std::string(born) + "\"");
  document.cda = std::make_shared<const std::string>(cda);
  return document;
}

}  // namespace

TEST_CASE("[RIS.DMP.01] the submission set carries its sender, patient, time and fresh identifiers") {
  const auto submission = prepared(view());
  const Registry registry(submission);
  const auto set = registry.object("SubmissionSet01");
  CHECK(Registry::slot(set, "submissionTime") == Words{"20261120102000"});
  CHECK(Registry::codes(set, "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500") == Words{"07|1.2.250.1.213.2.2"});
  CHECK(Registry::identifier(set, "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446") == kPatientCx);
  CHECK(Registry::identifier(set, "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832") == "1.2.250.1.71.4.2.2.1750803447");
  CHECK(Registry::identifier(set, "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8") == submission.submissionSetId);
  CHECK(submission.submissionSetId == "2.25.302240678275694148452353");
  const auto author = children(set, "Classification").front();
  CHECK(Registry::slot(author, "authorInstitution") == Words{"Centre de radiologie Ambroise^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750803447"});
  CHECK(Registry::slot(author, "authorPerson") == Words{"801234560801^BIDEAULT^Jacques^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"});
}

TEST_CASE("[RIS.DMP.01] the document entry carries patient, document, hash and codes; the signature entry its constants") {
  const auto document = view();
  const Registry registry(prepared(document));
  const auto entry = registry.object("Document01");
  CHECK(Registry::identifier(entry, "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427") == kPatientCx);
  CHECK(Registry::identifier(entry, "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab") == document.uniqueId);
  CHECK(Registry::slot(entry, "hash") == Words{hex(digest(DigestAlgorithm::sha1, *document.cda))});
  CHECK(Registry::slot(entry, "size") == Words{std::to_string(document.cda->size())});
  CHECK(Registry::codes(entry, "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a") == Words{"31|1.2.250.1.213.1.1.4.1"});
  CHECK(Registry::codes(entry, "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983") == Words{"18748-4|2.16.840.1.113883.6.1"});
  const auto signature = registry.object("Signature01");
  CHECK(Registry::slot(signature, "languageCode") == Words{"art"});
  CHECK(Registry::codes(signature, "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983") == Words{"E1762|ASTM"});
  CHECK(Registry::codes(signature, kConfidentiality) ==
        Words{"N|2.16.840.1.113883.5.25", "MASQUE_PS|1.2.250.1.213.1.1.4.13", "INVISIBLE_PATIENT|1.2.250.1.213.1.1.4.13"});
}

TEST_CASE("[SR-37] class code and event coding scheme are options") {
  auto configured = options();
  configured.metadata.classCode = "10";
  const Registry registry(prepared(view(), configured));
  CHECK(Registry::codes(registry.object("Document01"), "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a") == Words{"10|1.2.250.1.213.1.1.4.1"});
}

TEST_CASE("[RIS.DMP.06] only a replacement adds the RPLC association, from the new entry to the old entry UUID") {
  const auto submission = prepared(view());
  const auto objects = submission.metadata + replacement("urn:uuid:0190a1b2-0000-4000-8000-000000000001");
  const auto tree = parseXml(feedRequest(objects, "", partNames("u")));
  const auto associations = children(descendant(tree->document_element(), "RegistryObjectList"), "Association");
  REQUIRE(associations.size() == 4);
  CHECK(std::string(associations[3].attribute("associationType").value()) == "urn:ihe:iti:2007:AssociationType:RPLC");
  CHECK(std::string(associations[3].attribute("sourceObject").value()) == "Document01");
  CHECK(std::string(associations[3].attribute("targetObject").value()) == "urn:uuid:0190a1b2-0000-4000-8000-000000000001");
  CHECK(submission.metadata.find("RPLC") == std::string::npos);
}

TEST_CASE("[SR-20][RIS.DMP.07] what the radiologist decides about visibility is in the metadata, and nothing else") {
  auto document = view();
  CHECK(visibility(document) == Words{"N|2.16.840.1.113883.5.25"});
  document.sharing.announcementNeeded = true;
  CHECK(visibility(document) == Words{"N|2.16.840.1.113883.5.25", "INVISIBLE_PATIENT|1.2.250.1.213.1.1.4.13"});
  document.sharing.maskedFromProfessionals = true;
  CHECK(visibility(document).size() == 3);
}

TEST_CASE("[SR-20] under the majority age an announcement also hides the report from the legal representatives") {
  auto document = child(view(), "20081121");  // 17 until tomorrow
  document.sharing.announcementNeeded = true;
  CHECK(visibility(document).back() == "INVISIBLE_REPRESENTANTS_LEGAUX|1.2.250.1.213.1.1.4.13");
  document = child(view(), "20081120");  // 18 today
  document.sharing.announcementNeeded = true;
  CHECK(visibility(document).back() == "INVISIBLE_PATIENT|1.2.250.1.213.1.1.4.13");
}

TEST_CASE("[SR-22] hiding a report from the legal representatives is refused for an adult") {
  auto document = view();
  document.sharing.hiddenFromRepresentatives = true;
  CHECK(refusalOf(document) == "dmp.visibility.adult");
  auto minor = child(view(), "20150101");
  minor.sharing.hiddenFromRepresentatives = true;
  CHECK(visibility(minor).back() == "INVISIBLE_REPRESENTANTS_LEGAUX|1.2.250.1.213.1.1.4.13");
}

TEST_CASE("[SR-01] a CDA that is not the delivery's, or carries another INS, is not signed") {
  auto document = view();
  document.uniqueId = "1.2.3";
  CHECK(refusalOf(document) == "dmp.document.mismatch");
  document = view();
  document.ins = Ins::parse("277076322082910", Ins::kNirTest);
  CHECK(refusalOf(document) == "identity.changed");
  document.ins.reset();
  CHECK(refusalOf(document) == "identity.not_qualified");
  document = view();
  document.cda = std::make_shared<const std::string>(document.cda->substr(0, document.cda->size() - 20));
  CHECK(refusalOf(document) == "cda.malformed");
  document.cda.reset();
  CHECK(refusalOf(document) == "dmp.document.missing");
}

TEST_CASE("[SR-32] a structure to which no author of the CDA belongs cannot feed it") {
  auto document = view();
  document.structureId = "1750000001";
  CHECK(refusalOf(document) == "dmp.author.institution");
}

TEST_CASE("[RIS.DMP.01] a document over the limit is refused here, with both figures") {
  auto configured = options();
  configured.documentLimit = view().cda->size() - 1;
  CHECK(refusalOf(view(), configured) == "dmp.document.too_large");
  configured.documentLimit = view().cda->size();
  CHECK(refusalOf(view(), configured) == "prepared");
}

TEST_CASE("[SR-30] a stored submission is read back exactly, and never from damaged bytes") {
  const auto submission = prepared(view());
  const auto bytes = encode(submission);
  const auto again = decodeSubmission(bytes);
  CHECK(again.submissionSetId == submission.submissionSetId);
  CHECK(again.documentHash == submission.documentHash);
  CHECK(again.submissionTime == submission.submissionTime);
  CHECK((again.metadata == submission.metadata));
  CHECK((again.signature == submission.signature));
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    CAPTURE(length);
    CHECK_THROWS_AS(decodeSubmission(bytes.substr(0, length)), Refusal);
  }
  CHECK_THROWS_AS(decodeSubmission(bytes + "x"), Refusal);
  CHECK_THROWS_AS(decodeSubmission("clairis-dmp-submission 1\n99999999999999999999:x"), Refusal);
  CHECK_THROWS_AS(decodeSubmission("clairis-dmp-submission 1\n-1:x"), Refusal);
}

TEST_CASE("[RIS.DMP.01] an MTOM package frames envelope, document and signature with their bytes unchanged") {
  const auto names = partNames("00000000-0000-4000-8000-000000000001");
  const std::string document("<a>\r\n--clairis\x80\xff</a>\r\n", 23);
  const auto package = packMtom(names, "<envelope/>", document, "<signature/>");
  CHECK(package.contentType.find("type=\"application/xop+xml\"") != std::string::npos);
  CHECK(package.contentType.find("start-info=\"application/soap+xml\"") != std::string::npos);
  CHECK(package.contentType.find("boundary=\"" + names.boundary + "\"") != std::string::npos);
  const auto part = [&](const std::string& id) {
    const auto head = package.body.find("Content-ID: <" + id + ">\r\n\r\n") + id.size() + 18;
    return package.body.substr(head, package.body.find("\r\n--" + names.boundary, head) - head);
  };
  CHECK(part(names.root) == "<envelope/>");
  CHECK((part(names.document) == document));
  CHECK(part(names.signature) == "<signature/>");
  CHECK(package.body.substr(package.body.size() - names.boundary.size() - 6) == "--" + names.boundary + "--\r\n");
  const auto request = feedRequest("", "", names);
  CHECK(request.find("<x:Document id=\"Document01\"><xop:Include href=\"cid:" + names.document + "\"/>") != std::string::npos);
}
