// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/time/zone.h"
#include "reports/layout/french_text.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

std::string joined(std::initializer_list<std::string> parts) {
  std::string line;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!line.empty()) line += "  ·  ";
    line += part;
  }
  return line;
}

void drawRight(Sheet& sheet, const TextStyle& style, double baseline, const std::string& text) {
  const auto clean = sheet.cleaner.line(text);
  const auto scope = sheet.document.open(Tag::p);
  auto ink = sheet.document.content();
  ink.text(style, kRight - TaggedDocument::width(style.face, style.size, clean), baseline, clean);
}

}  // namespace

void drawLetterhead(Sheet& sheet) {
  constexpr double kColumn = kTextWidth * 0.62;
  auto& flow = sheet.flow;
  const auto& site = sheet.value.site;
  const double top = flow.y;
  flow.paragraph({.style = kSiteName, .leading = 18, .width = kColumn}, sheet.cleaner.line(site.name));
  const auto phone = site.phone.empty() ? "" : "Tél. " + site.phone;
  for (const auto& line : {addressLine(site.address), joined({phone, structureLine(site.structureId)})})
    if (!line.empty()) flow.paragraph({.style = kSmall, .leading = kSmallLeading, .width = kColumn}, sheet.cleaner.line(line));
  if (sheet.document.pageCount() == 1) {
    drawRight(sheet, kSmallBold, top - 13, "COMPTE RENDU D’IMAGERIE MÉDICALE");
    drawRight(sheet, kSmall, top - 24,
              "Statut : Validé" + (sheet.value.versionNumber > 1 ? fmt::format(" (version {})", sheet.value.versionNumber) : ""));
  }
  flow.gap(6);
  auto ink = sheet.document.artifact();
  ink.fill({kLeft, flow.y, kTextWidth, 1.2}, kAccent);
}

void drawReplacementBanner(Sheet& sheet) {
  const auto words = sheet.cleaner.lines(replacementLine(sheet.value));
  if (words.empty()) return;
  constexpr double kPadding = 6, kIndent = 10, kLine = 0.8;
  const auto colour = sheet.value.addendum ? kAccent : kAlert;
  const TextStyle style{kBanner.face, kBanner.size, colour};
  auto& flow = sheet.flow;
  flow.gap(10);
  const double top = flow.y;
  const auto page = sheet.document.pageCount();
  flow.y -= kPadding;
  for (const auto& line : words)
    flow.paragraph({.style = &line == &words.front() ? style : kSmall, .leading = kExamLeading, .indent = kIndent, .width = kTextWidth - 2 * kIndent},
                   line);
  flow.y -= kPadding;
  if (sheet.document.pageCount() != page) return;  // a reason of more than a page has no frame
  auto ink = sheet.document.artifact();
  for (const auto& side : {Box{kLeft, flow.y, kTextWidth, kLine}, Box{kLeft, top - kLine, kTextWidth, kLine}, Box{kLeft, flow.y, kLine, top - flow.y},
                           Box{kRight - kLine, flow.y, kLine, top - flow.y}})
    ink.fill(side, colour);
}

void drawExamHeading(Sheet& sheet) {
  auto& flow = sheet.flow;
  const auto& value = sheet.value;
  flow.gap(16);
  flow.ensure(80);
  flow.paragraph({.tag = Tag::h1, .style = kTitle, .leading = kTitleLeading}, sheet.cleaner.line(reportTitle(value)));
  flow.gap(2);
  const Zone zone(value.site.zone);
  for (const auto& act : value.acts) {
    const auto date = "Examen réalisé le " + zone.french(act.startedAt);
    const auto words = value.acts.size() > 1 && !act.procedure.display.empty() ? act.procedure.display + " : e" + date.substr(1) : date;
    const bool first = &act == &value.acts.front();
    const auto number = first && !value.orders.empty() ? "N° d’accession " + value.orders.front().accessionNumber : "";
    flow.paragraph({.style = kExamLine, .leading = kExamLeading}, sheet.cleaner.line(joined({words, number})));
  }
  for (std::size_t i = 1; i < value.orders.size(); ++i)
    flow.paragraph({.style = kExamLine, .leading = kExamLeading}, sheet.cleaner.line("N° d’accession " + value.orders[i].accessionNumber));
}

}  // namespace clairis::reports
