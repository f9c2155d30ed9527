// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/pdf_body.h"

#include "core/domain/refusal.h"
#include "reports/cda/base64.h"
#include "reports/cda/read_cda.h"

namespace clairis::reports {

std::string pdfFromCda(std::string_view cda) {
  const auto document = readCda(cda);
  const auto text = document.child("ClinicalDocument").child("component").child("nonXMLBody").child("text");
  const std::string_view type = text.attribute("mediaType").value(), form = text.attribute("representation").value();
  if (type != "application/pdf" || form != "B64") throw Refusal("cda.body.not_pdf", "expected component/nonXMLBody/text of application/pdf in B64");
  auto pdf = fromBase64(text.text().get());
  if (pdf.compare(0, 5, "%PDF-") != 0) throw Refusal("cda.body.not_pdf", "expected a body that begins with %PDF-");
  return pdf;
}

}  // namespace clairis::reports
