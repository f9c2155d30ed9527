// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "reports/layout/french_text.h"
#include "reports/layout/line_breaker.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

std::string withSpecialty(const Practitioner& practitioner) {
  auto line = practitionerWithRpps(practitioner);
  if (!practitioner.specialty.display.empty()) line += " – " + practitioner.specialty.display;
  return line;
}

void drawLine(Sheet& sheet, const std::string& text, double indent = 0) {
  sheet.flow.paragraph({.style = kExamLine, .leading = kExamLeading, .indent = indent}, sheet.cleaner.line(text));
}

}  // namespace

void drawValidation(Sheet& sheet) {
  auto& flow = sheet.flow;
  flow.gap(16);
  flow.ensure(3 * sheet.density.leading);
  constexpr TextStyle kValidation{Face::bold, 10.2, kInk};
  flow.paragraph({.style = kValidation, .leading = sheet.density.leading}, sheet.cleaner.line(validationLine(sheet.value)));
  for (const auto& line : {authorLine(sheet.value), firstReadingLine(sheet.value)})
    if (!line.empty()) drawLine(sheet, line);
}

void drawCorrespondents(Sheet& sheet) {
  const auto& value = sheet.value;
  auto& flow = sheet.flow;
  std::vector<std::string> lines;
  if (!value.requester.familyName.empty()) lines.push_back("Demandeur : " + withSpecialty(value.requester));
  if (value.treatingPhysician) lines.push_back("Médecin traitant : " + withSpecialty(*value.treatingPhysician));
  const auto titles = lines.size() + 1;
  if (!value.recipients.empty()) lines.push_back(value.recipients.size() == 1 ? "Destinataire :" : "Destinataires :");
  for (const auto& recipient : value.recipients) lines.push_back(withSpecialty(recipient));
  if (lines.empty()) return;
  // The list stays together unless it is so long that this would leave half a page white.
  constexpr double kTogether = 300, kListIndent = 12;
  flow.gap(9);
  flow.ensure(std::min(kTogether, kExamLeading * static_cast<double>(lines.size()) + 8));
  flow.rule();
  flow.y -= 5;
  for (std::size_t i = 0; i < lines.size(); ++i) drawLine(sheet, lines[i], i < titles ? 0 : kListIndent);
}

void drawPrivacyNotice(Sheet& sheet) {
  auto& flow = sheet.flow;
  const auto lines = sheet.cleaner.lines(sheet.value.site.privacyNotice);
  if (lines.empty()) return;
  double height = 8;
  for (const auto& line : lines) height += kNoticeLeading * static_cast<double>(breakLines(kNotice.face, kNotice.size, line, kTextWidth).size());
  flow.gap(10);
  flow.ensure(height);
  if (flow.room() > height) flow.y = kBottom + height;
  flow.rule();
  flow.y -= 7;
  for (const auto& line : lines) flow.paragraph({.style = kNotice, .leading = kNoticeLeading}, line);
}

void drawFooters(Sheet& sheet) {
  const auto& value = sheet.value;
  const auto pages = sheet.document.pageCount();
  const auto who = sheet.cleaner.line(patientName(value.patient.traits) + " – " + frenchDate(value.patient.traits.birthDate));
  const auto reference = sheet.cleaner.line("Document " + value.documentOid);
  const auto size = kFurniture.size;
  const double referenceWidth = TaggedDocument::width(kFurniture.face, size, reference);
  for (std::size_t page = 0; page < pages; ++page) {
    const auto number = sheet.cleaner.line(fmt::format("Page {}/{}", page + 1, pages));
    const double numberWidth = TaggedDocument::width(kFurniture.face, size, number);
    const double referenceAt = kRight - 56 - referenceWidth;
    auto ink = sheet.document.furniture(page);
    ink.fill({kLeft, kFooterLine + 12, kTextWidth, 0.5}, kRule);
    ink.text(kFurniture, kLeft, kFooterLine, shortened(kFurniture.face, size, who, referenceAt - kLeft - 12));
    ink.text(kFurniture, referenceAt, kFooterLine, reference);
    ink.text(kFurniture, kRight - numberWidth, kFooterLine, number);
  }
}

}  // namespace clairis::reports
