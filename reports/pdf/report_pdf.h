// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "reports/report_value.h"

namespace clairis::reports {

struct PdfResult {
  std::string bytes;
  /// Characters that no embedded face draws, "U+1F600" …, each once: printed as "□". Empty for nearly every report; the person
  /// who validates should see it otherwise.
  std::vector<std::string> replaced;
};

/// The report as A4 PDF/A-1 (valid 1b, tagged and declared 1a; RIS.DOC.01): letterhead, patient with INS and its datamatrix only
/// when `value.ins` is set (SR-02, RIS.INS.52, RIS.INS.54), exam, chapters, validation (RIS.CRR.01), requester and all
/// recipients (RIS.DOC.04), privacy notice (RIS.DOC.06). The same value gives the same bytes; no clock, no file, no network.
/// Thread-safe. Throws Refusal: "zone.unknown", "report.pdf.too_long" (over 100 pages), "report.datamatrix.traits" (a qualified
/// identity without sex, birth date or names), "report.pdf.library".
PdfResult renderPdf(const ReportValue& value);

}  // namespace clairis::reports
