// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/report_pdf.h"

#include <memory>

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

/// Pages up to which a closer setting is tried: one line alone on a second page is worth it, a chapter more is not.
constexpr std::size_t kShort = 3;

std::unique_ptr<Sheet> laidOut(const ReportValue& value, const Density& density) {
  auto sheet = std::make_unique<Sheet>(value, density);
  drawLetterhead(*sheet);
  drawReplacementBanner(*sheet);
  drawPatientCard(*sheet);
  drawExamHeading(*sheet);
  drawChapters(*sheet);
  drawValidation(*sheet);
  drawCorrespondents(*sheet);
  drawPrivacyNotice(*sheet);
  drawFooters(*sheet);
  return sheet;
}

std::unique_ptr<Sheet> bestLayout(const ReportValue& value) {
  auto comfortable = laidOut(value, kComfortable);
  const auto pages = comfortable->document.pageCount();
  if (pages == 1 || pages > kShort) return comfortable;
  auto compact = laidOut(value, kCompact);
  return compact->document.pageCount() < pages ? std::move(compact) : std::move(comfortable);
}

}  // namespace

Sheet::Sheet(const ReportValue& report, const Density& setting)
    : value(report), density(setting), flow(document, runningHead(report, cleaner), setting.gaps) {}

PdfResult renderPdf(const ReportValue& value) {
  const auto sheet = bestLayout(value);
  DocumentInfo info;
  info.title = toUtf8(sheet->cleaner.line(reportTitle(value)));
  info.author = toUtf8(sheet->cleaner.line(practitionerName(value.validator)));
  info.subject = "Compte rendu d’imagerie médicale";
  info.createdAt = Zone(value.site.zone).hl7(value.createdAt);
  PdfResult result;
  result.bytes = sheet->document.finish(info);
  result.replaced = sheet->cleaner.replaced();
  return result;
}

}  // namespace clairis::reports
