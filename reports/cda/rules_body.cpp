// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/refusal.h"
#include "reports/cda/base64.h"
#include "reports/cda/rules.h"

namespace clairis::reports::rules {
namespace {

bool has(std::string_view bytes, std::string_view sought) { return bytes.find(sought) != std::string_view::npos; }

// What can be seen without a PDF parser. PDF/A-1 leaves its metadata and its catalog in clear, so a search finds them.
void checkPdf(Findings& findings, std::string_view pdf) {
  findings.expect(pdf.substr(0, 8) == "%PDF-1.4", "B05 §3", "the body does not begin as a PDF 1.4");
  findings.expect(has(pdf.substr(pdf.size() > 1024 ? pdf.size() - 1024 : 0), "%%EOF"), "B06 §3", "the PDF is cut");
  const bool claims = has(pdf, "pdfaid:part>1<") || has(pdf, "pdfaid:part=\"1\"") || has(pdf, "pdfaid:part='1'");
  findings.expect(claims && has(pdf, "/OutputIntents"), "B07 §2.12", "the PDF does not claim PDF/A-1 or has no output intent");
  findings.expect(!has(pdf, "/Encrypt"), "B08 §3", "the PDF is encrypted");
}

}  // namespace

void checkBody(Findings& findings, Node document) {
  const auto component = document.child("component");
  findings.expect(count(document, "component") == 1 && count(component, "nonXMLBody") == 1 && !component.child("structuredBody"), "B01 §3",
                  "exactly one nonXMLBody and no structured body");
  const auto text = at(component, "nonXMLBody/text");
  findings.expect(count(component.child("nonXMLBody"), "text") == 1 && !text.attribute("nullFlavor"), "B02 §3", "exactly one text in the body");
  findings.expect(attribute(text, "mediaType") == "application/pdf" && attribute(text, "representation") == "B64", "B03 §3",
                  "the body must be application/pdf in B64");
  try {
    checkPdf(findings, fromBase64(text.child_value()));
  } catch (const Refusal& refusal) {
    findings.expect(false, "B04 §2.12", refusal.what());
  }
}

}  // namespace clairis::reports::rules
