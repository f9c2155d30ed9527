// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/xds/metadata.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/time/zone.h"
#include "reports/cda/digest.h"
#include "reports/cda/oids.h"
#include "reports/cda/read_cda.h"
#include "reports/cda/value_sets.h"
#include "reports/xds/cda_fields.h"

namespace clairis::reports {
namespace {

using namespace xds;

XdsCode documentClass(const std::string& code) {
  const auto words = documentClasses().words(code);
  if (words.empty()) throw Refusal("xds.class_code.unknown", "expected document class 31 (Imagerie médicale) or 10 (Compte rendu)");
  return {code, std::string(words), std::string(documentClasses().system)};
}

XdsCode formatCode(Node document) {
  const auto type = required(at(document, "component/nonXMLBody/text"), "mediaType", "component/nonXMLBody/text");
  if (type != "application/pdf") throw Refusal("xds.metadata.missing", "expected a body of application/pdf", "component/nonXMLBody/text/@mediaType");
  return {"urn:ihe:iti:xds-sd:pdf:2008", "Document à corps non structuré en Pdf/A-1", std::string(oid::kFormats)};
}

void addVisibility(std::vector<XdsCode>& codes, bool wanted, const char* code) {
  if (wanted) codes.push_back({code, std::string(visibilityCodes().words(code)), std::string(visibilityCodes().system)});
}

std::vector<XdsCode> confidentiality(Node document, const MetadataOptions& options) {
  std::vector<XdsCode> codes{coded(at(document, "confidentialityCode"), "confidentialityCode")};
  addVisibility(codes, options.maskedFromProfessionals, "MASQUE_PS");
  addVisibility(codes, options.hiddenFromPatient, "INVISIBLE_PATIENT");
  addVisibility(codes, options.hiddenFromRepresentatives, "INVISIBLE_REPRESENTANTS_LEGAUX");
  return codes;
}

void addOnce(std::vector<XdsCode>& codes, XdsCode code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(std::move(code));
}

XdsCode inScheme(XdsCode code, EventCodeScheme scheme) {
  if (scheme == EventCodeScheme::codeSystem) return code;
  if (code.scheme == modalities().system) code.scheme = modalities().oid;
  if (code.scheme == regions().system) code.scheme = regions().oid;
  return code;
}

// Acts first, then what was looked at: the order does not matter to a registry, it does to people who compare two of them.
std::vector<XdsCode> events(Node document, EventCodeScheme scheme) {
  constexpr const char* path = "documentationOf/serviceEvent/code";
  std::vector<XdsCode> codes, details;
  for (const auto act : document.children("documentationOf")) {
    const auto code = at(act, "serviceEvent/code");
    addOnce(codes, coded(code, path));
    for (const auto translation : code.children("translation")) {
      addOnce(translation.child("qualifier") ? details : codes, inScheme(coded(translation, path), scheme));
    }
  }
  for (auto& code : details) addOnce(codes, std::move(code));
  return codes;
}

void addTimes(DocumentEntry& entry, Node document) {
  const auto period = at(document, "documentationOf/serviceEvent/effectiveTime");
  entry.creationTime = utcTime(at(document, "effectiveTime"), "effectiveTime");
  entry.serviceStartTime = utcTime(period.child("low"), "documentationOf/serviceEvent/effectiveTime/low");
  if (period.child("high")) entry.serviceStopTime = utcTime(period.child("high"), "documentationOf/serviceEvent/effectiveTime/high");
}

void addVersion(DocumentEntry& entry, Node document) {
  entry.uniqueId = uniqueId(document.child("id"), "id");
  entry.setId = uniqueId(document.child("setId"), "setId");
  entry.versionNumber = document.child("versionNumber").attribute("value").as_int();
  const auto parent = at(document, "relatedDocument/parentDocument/id");
  if (parent) entry.replacesUniqueId = uniqueId(parent, "relatedDocument/parentDocument/id");
}

void addCodes(DocumentEntry& entry, Node document, const MetadataOptions& options) {
  constexpr const char* facility = "componentOf/encompassingEncounter/location/healthCareFacility/code";
  constexpr const char* setting = "documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode";
  entry.classCode = documentClass(options.classCode);
  entry.typeCode = coded(document.child("code"), "code");
  entry.formatCode = formatCode(document);
  entry.confidentialityCodes = confidentiality(document, options);
  entry.healthcareFacilityTypeCode = coded(at(document, facility), facility);
  entry.practiceSettingCode = coded(at(document, setting), setting);
  entry.eventCodes = events(document, options.eventCodeScheme);
}

}  // namespace

DocumentEntry metadataFromCda(std::string_view cdaBytes, const MetadataOptions& options) {
  const auto parsed = readCda(cdaBytes);
  const auto document = parsed.child("ClinicalDocument");
  DocumentEntry entry;
  addVersion(entry, document);
  addPatient(entry, document);
  addPeople(entry, document);
  addCodes(entry, document, options);
  addTimes(entry, document);
  addReferences(entry, document);
  entry.languageCode = required(document.child("languageCode"), "code", "languageCode");
  entry.title = requiredText(document.child("title"), "title");
  entry.comments = options.comments;
  entry.hash = sha1Hex(cdaBytes);
  entry.size = cdaBytes.size();
  entry.mimeType = "text/xml";
  entry.uri = options.uri;
  return entry;
}

}  // namespace clairis::reports
