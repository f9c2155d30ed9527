// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/metadata.h"

#include "plugins/dmp/td21_feed/ebrim.h"

namespace clairis::dmp {
namespace {

// IHE ITI TF-3: schemes of document entry and submission set.
namespace entry_scheme {
constexpr std::string_view kAuthor = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";
constexpr std::string_view kClass = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
constexpr std::string_view kType = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
constexpr std::string_view kConfidentiality = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
constexpr std::string_view kFormat = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
constexpr std::string_view kFacility = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";
constexpr std::string_view kPracticeSetting = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";
constexpr std::string_view kEvent = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4";
constexpr std::string_view kPatientId = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
constexpr std::string_view kUniqueId = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
}  // namespace entry_scheme
namespace set_scheme {
constexpr std::string_view kNode = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";
constexpr std::string_view kAuthor = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
constexpr std::string_view kContentType = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
constexpr std::string_view kPatientId = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
constexpr std::string_view kSourceId = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";
constexpr std::string_view kUniqueId = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
}  // namespace set_scheme

constexpr std::string_view kStableDocument = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
constexpr std::string_view kConfidentialitySystem = "2.16.840.1.113883.5.25";
constexpr std::string_view kVisibilitySystem = "1.2.250.1.213.1.1.4.13";

void openEntry(std::string& out, std::string_view symbol) {
  out.append("<r:ExtrinsicObject id=\"").append(symbol).append("\" mimeType=\"text/xml\" objectType=\"");
  out.append(kStableDocument).append("\">");
}

void appendSet(std::string& out, const reports::SubmissionSet& set) {
  out.append("<r:RegistryPackage id=\"").append(kSetId).append("\">");
  RegistryObject object(out, kSetId);
  object.slot("submissionTime", set.submissionTime);
  object.name(set.title);
  object.description(set.comments);
  object.author(set_scheme::kAuthor, set.author);
  object.code(set_scheme::kContentType, set.contentTypeCode);
  object.node(set_scheme::kNode);
  object.identifier(set_scheme::kPatientId, "XDSSubmissionSet.patientId", set.patientId);
  object.identifier(set_scheme::kSourceId, "XDSSubmissionSet.sourceId", set.sourceId);
  object.identifier(set_scheme::kUniqueId, "XDSSubmissionSet.uniqueId", set.uniqueId);
  out += "</r:RegistryPackage>";
}

void appendDocumentSlots(RegistryObject& object, const reports::DocumentEntry& entry) {
  object.slot("creationTime", entry.creationTime);
  object.slot("hash", entry.hash);
  object.slot("languageCode", entry.languageCode);
  object.slot("legalAuthenticator", entry.legalAuthenticator);
  object.slot("serviceStartTime", entry.serviceStartTime);
  object.slot("serviceStopTime", entry.serviceStopTime);
  object.slot("size", std::to_string(entry.size));
  object.slot("sourcePatientId", entry.sourcePatientId);
  object.slot("sourcePatientInfo", entry.sourcePatientInfo);
  object.slot("urn:ihe:iti:xds:2013:referenceIdList", entry.referenceIds);
}

void appendDocument(std::string& out, const reports::DocumentEntry& entry) {
  openEntry(out, kDocumentId);
  RegistryObject object(out, kDocumentId);
  appendDocumentSlots(object, entry);
  object.name(entry.title);
  object.description(entry.comments);
  for (const auto& author : entry.authors) object.author(entry_scheme::kAuthor, author);
  object.code(entry_scheme::kClass, entry.classCode);
  object.code(entry_scheme::kType, entry.typeCode);
  for (const auto& code : entry.confidentialityCodes) object.code(entry_scheme::kConfidentiality, code);
  object.code(entry_scheme::kFormat, entry.formatCode);
  object.code(entry_scheme::kFacility, entry.healthcareFacilityTypeCode);
  object.code(entry_scheme::kPracticeSetting, entry.practiceSettingCode);
  for (const auto& code : entry.eventCodes) object.code(entry_scheme::kEvent, code);
  object.identifier(entry_scheme::kPatientId, "XDSDocumentEntry.patientId", entry.patientId);
  object.identifier(entry_scheme::kUniqueId, "XDSDocumentEntry.uniqueId", entry.uniqueId);
  out += "</r:ExtrinsicObject>";
}

/// IHE DSG as the DMP profiles it: the signature is hidden from everybody, its other codes are constants.
void appendSignature(std::string& out, const reports::SubmissionSet& set, const reports::DocumentEntry& entry, std::string_view uniqueId) {
  openEntry(out, kSignatureId);
  RegistryObject object(out, kSignatureId);
  object.slot("creationTime", set.submissionTime);
  object.slot("languageCode", "art");
  object.slot("legalAuthenticator", entry.legalAuthenticator);
  object.slot("serviceStartTime", entry.serviceStartTime);
  object.slot("serviceStopTime", entry.serviceStopTime);
  object.slot("sourcePatientId", entry.patientId);
  object.name("Source");
  object.author(entry_scheme::kAuthor, set.author);
  object.code(entry_scheme::kClass, {"urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "Digital Signature", "URN"});
  object.code(entry_scheme::kType, {"E1762", "Full Document", "ASTM"});
  object.code(entry_scheme::kConfidentiality, {"N", "Normal", std::string(kConfidentialitySystem)});
  object.code(entry_scheme::kConfidentiality, {"MASQUE_PS", "Masqué aux professionnels de santé", std::string(kVisibilitySystem)});
  object.code(entry_scheme::kConfidentiality, {"INVISIBLE_PATIENT", "Non visible par le patient", std::string(kVisibilitySystem)});
  object.code(entry_scheme::kFormat, {"http://www.w3.org/2000/09/xmldsig#", "Default Signature Style", "URN"});
  object.code(entry_scheme::kFacility, entry.healthcareFacilityTypeCode);
  object.code(entry_scheme::kPracticeSetting, entry.practiceSettingCode);
  object.code(entry_scheme::kEvent, {"1.2.840.10065.1.12.1.14", "Source", "1.2.840.10065.1.12"});
  object.identifier(entry_scheme::kPatientId, "XDSDocumentEntry.patientId", entry.patientId);
  object.identifier(entry_scheme::kUniqueId, "XDSDocumentEntry.uniqueId", uniqueId);
  out += "</r:ExtrinsicObject>";
}

void appendAssociation(std::string& out, std::string_view id, std::string_view type, std::string_view source, std::string_view target) {
  out.append("<r:Association id=\"").append(id).append("\" associationType=\"").append(type);
  out.append("\" objectType=\"urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association\" sourceObject=\"");
  out.append(source).append("\" targetObject=\"").append(target).append("\">");
  RegistryObject(out, id).slot("SubmissionSetStatus", "Original");
  out += "</r:Association>";
}

constexpr std::string_view kHasMember = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";

}  // namespace

std::string submissionMetadata(const reports::SubmissionSet& set, const reports::DocumentEntry& entry, std::string_view signatureUniqueId) {
  std::string out;
  out.reserve(16 * 1024);
  appendSet(out, set);
  appendDocument(out, entry);
  appendSignature(out, set, entry, signatureUniqueId);
  appendAssociation(out, "Association01", kHasMember, kSetId, kDocumentId);
  appendAssociation(out, "Association02", kHasMember, kSetId, kSignatureId);
  appendAssociation(out, "Association03", "urn:ihe:iti:2007:AssociationType:signs", kSignatureId, kSetId);
  return out;
}

std::string replacement(std::string_view entryUuid) {
  std::string out;
  appendAssociation(out, "Association04", "urn:ihe:iti:2007:AssociationType:RPLC", kDocumentId, entryUuid);
  return out;
}

}  // namespace clairis::dmp
