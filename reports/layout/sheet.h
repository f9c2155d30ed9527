// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "reports/layout/flow.h"
#include "reports/layout/palette.h"
#include "reports/pdf/text_cleaner.h"
#include "reports/report_value.h"

namespace clairis::reports {

/// A report being laid out: what its blocks share.
struct Sheet {
  Sheet(const ReportValue& report, const Density& setting);
  const ReportValue& value;
  Density density;
  TextCleaner cleaner;
  TaggedDocument document;
  Flow flow;
};

// The blocks of a report, in reading order. Each starts at sheet.flow.y and leaves it below what it drew.
void drawLetterhead(Sheet& sheet);
void drawReplacementBanner(Sheet& sheet);  ///< only when the report replaces or completes another
void drawPatientCard(Sheet& sheet);        ///< matricule and datamatrix only when sheet.value.ins is set (SR-02)
void drawExamHeading(Sheet& sheet);
void drawChapters(Sheet& sheet);
void drawValidation(Sheet& sheet);
void drawCorrespondents(Sheet& sheet);
void drawPrivacyNotice(Sheet& sheet);  ///< at the foot of the last page
void drawFooters(Sheet& sheet);        ///< all pages, once their number is known

/// Rows of tab-separated cells as a table; the first row is its header when there are at least two.
void drawTable(Sheet& sheet, const std::vector<std::u32string>& rows);

}  // namespace clairis::reports
