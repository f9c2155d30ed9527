// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/report_cda.h"

#include <set>

#include "core/domain/refusal.h"
#include "reports/cda/base64.h"
#include "reports/cda/header_parts.h"
#include "reports/cda/oids.h"

namespace clairis::reports {
namespace {

using namespace cda;

constexpr const char* kTitle = "CR d'imagerie médicale";
constexpr std::string_view kBodyEnd = "-</text>";  // the body's place holder; "<" in a text is always escaped, so this is found nowhere else
constexpr std::size_t kHeaderSize = 16384;

class StringWriter final : public pugi::xml_writer {
public:
  explicit StringWriter(std::string& out) : _out(out) {}
  void write(const void* data, std::size_t size) override { _out.append(static_cast<const char*>(data), size); }

private:
  std::string& _out;
};

// PDF/A itself is the business of who made it; this catches an empty, foreign or truncated body.
void requirePdf(std::string_view bytes) {
  const auto tail = bytes.substr(bytes.size() > 1024 ? bytes.size() - 1024 : 0);
  if (bytes.substr(0, 5) != "%PDF-") throw Refusal("cda.body.not_pdf", "expected a body that begins with %PDF-");
  if (tail.find("%%EOF") == std::string_view::npos) throw Refusal("cda.body.not_pdf", "expected %%EOF in the last 1024 bytes: the PDF is cut");
}

void requireLists(const ReportValue& value) {
  if (value.acts.empty()) missing("acts", "at least the principal act");
  if (value.orders.empty()) missing("orders", "at least one order with its accession number");
  if (value.versionNumber < 1) invalid("versionNumber", "1 or more");
}

void addRoot(Node root) {
  set(root, "xmlns", "urn:hl7-org:v3");
  set(root, "xmlns:ps3-20", "urn:dicom-org:ps3-20");
  set(add(root, "realmCode"), "code", "FR");
  auto type = add(root, "typeId");
  set(type, "root", oid::kCdaType);
  set(type, "extension", "POCD_HD000040");
  for (const auto templateId : {oid::kHl7France, oid::kCiSis, oid::kXdsSd}) set(add(root, "templateId"), "root", templateId);
}

void addDocumentCode(Node root, const ReportValue& value) {
  auto code = addCode(root, "code", {"18748-4", kTitle, std::string(oid::kLoinc)});
  std::set<std::string> seen;
  for (std::size_t i = 0; i < value.acts.size(); ++i) {
    const auto act = procedureCode(value.acts[i], "acts[" + std::to_string(i) + "]");
    if (seen.insert(act.code).second) addCode(code, "translation", act);
  }
}

void addTitle(Node root, const ReportValue& value) {
  const auto& words = value.text.title.empty() ? value.acts.front().procedure.display : value.text.title;
  addText(root, "title", std::string(kTitle) + " - " + requiredText(words, "text.title"));
}

void addIdentification(Node root, const Rendering& rendering) {
  const auto& value = rendering.value;
  addId(root, requiredOid(value.documentOid, "documentOid"));
  addDocumentCode(root, value);
  addTitle(root, value);
  addTime(root, "effectiveTime", rendering.time(value.createdAt, "createdAt"));
  addCode(root, "confidentialityCode", {"N", "Normal", std::string(oid::kConfidentiality)});
  set(add(root, "languageCode"), "code", "fr-FR");
  set(add(root, "setId"), "root", requiredOid(value.setId, "setId"));
  set(add(root, "versionNumber"), "value", std::to_string(value.versionNumber));
}

void addBodyPlace(Node root) {
  auto text = addText(add(add(root, "component"), "nonXMLBody"), "text", "-");
  set(text, "mediaType", "application/pdf");
  set(text, "representation", "B64");
}

std::string serialize(const pugi::xml_document& document, std::string_view pdfBytes) {
  std::string header;
  header.reserve(kHeaderSize);
  StringWriter writer(header);
  document.save(writer, " ", pugi::format_indent, pugi::encoding_utf8);
  const auto place = header.rfind(kBodyEnd);
  std::string cda;
  cda.reserve(header.size() + (pdfBytes.size() + 2) / 3 * 4 + 1);
  cda.append(header, 0, place);
  appendBase64(cda, pdfBytes);
  return cda.append(header, place + 1, std::string::npos);
}

}  // namespace

std::string cda::Rendering::time(Instant instant, const std::string& field) const {
  if (instant == Instant{}) missing(field, "an instant");
  return zone.hl7(instant);
}

std::string renderCda(const ReportValue& value, std::string_view pdfBytes) {
  requirePdf(pdfBytes);
  requireLists(value);
  const Rendering rendering{value, Zone(value.site.zone)};
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  auto root = add(document, "ClinicalDocument");
  addRoot(root);
  addIdentification(root, rendering);
  addRecordTarget(root, rendering);
  addAuthors(root, rendering);
  addCustodian(root, rendering);
  addRecipients(root, rendering);
  addLegalAuthenticator(root, rendering);
  addAuthenticator(root, rendering);
  addParticipants(root, rendering);
  addOrders(root, rendering);
  addActs(root, rendering);
  addScreening(root, rendering);
  addReplacement(root, rendering);
  addEncounter(root, rendering);
  addBodyPlace(root);
  return serialize(document, pdfBytes);
}

}  // namespace clairis::reports
