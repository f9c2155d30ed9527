// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/report_pdf.h"

#include "core/time/zone.h"
#include "reports/layout/french_text.h"
#include "reports/layout/sheet.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

std::u32string runningHead(const ReportValue& value, TextCleaner& cleaner) {
  const auto& traits = value.patient.traits;
  return cleaner.line(patientName(traits) + " – " + frenchDate(traits.birthDate) + " – " + reportTitle(value));
}

}  // namespace

Sheet::Sheet(const ReportValue& report) : value(report), flow(document, runningHead(report, cleaner)) {}

PdfResult renderPdf(const ReportValue& value) {
  Sheet sheet(value);
  drawLetterhead(sheet);
  drawReplacementBanner(sheet);
  drawPatientCard(sheet);
  drawExamHeading(sheet);
  drawChapters(sheet);
  drawValidation(sheet);
  drawCorrespondents(sheet);
  drawPrivacyNotice(sheet);
  drawFooters(sheet);

  DocumentInfo info;
  info.title = toUtf8(sheet.cleaner.line(reportTitle(value)));
  info.author = toUtf8(sheet.cleaner.line(practitionerName(value.validator)));
  info.subject = "Compte rendu d’imagerie médicale";
  info.createdAt = Zone(value.site.zone).hl7(value.createdAt);
  PdfResult result;
  result.bytes = sheet.document.finish(info);
  result.replaced = sheet.cleaner.replaced();
  return result;
}

}  // namespace clairis::reports
