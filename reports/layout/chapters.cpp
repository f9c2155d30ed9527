// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/domain/exam.h"
#include "reports/layout/french_text.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

struct ChapterStyle {
  bool bar = false;
  double indent() const { return bar ? 12 : 0; }
};

void drawHeading(Sheet& sheet, const std::string& title, ChapterStyle style) {
  sheet.flow.gap(12);
  sheet.flow.ensure(kHeadingLeading + 2 * sheet.density.leading);  // a heading never stands alone at the foot of a page
  sheet.flow.paragraph({.tag = Tag::h2, .style = kHeading, .leading = kHeadingLeading, .indent = style.indent(), .bar = style.bar},
                       sheet.cleaner.line(title));
}

/// Width of "- " or "• " at the start of a list line, 0 otherwise.
double hangingOf(const Sheet& sheet, const std::u32string& line) {
  const bool bullet = line.size() > 2 && line[1] == U' ' && std::u32string_view(U"-–•*▪").find(line[0]) != std::u32string_view::npos;
  return bullet ? TaggedDocument::width(Face::regular, sheet.density.size, line.substr(0, 2)) : 0;
}

bool tableRow(const std::u32string& line) { return line.find(U'\t') != std::u32string::npos; }

void drawLine(Sheet& sheet, const std::u32string& line, ChapterStyle style) {
  if (line.empty()) return sheet.flow.gap(sheet.density.leading / 2);
  sheet.flow.paragraph({.style = sheet.density.body(),
                        .leading = sheet.density.leading,
                        .indent = style.indent(),
                        .hanging = hangingOf(sheet, line),
                        .bar = style.bar},
                       line);
  if (!style.bar) sheet.flow.gap(1.6);
}

void drawText(Sheet& sheet, const std::vector<std::u32string>& lines, ChapterStyle style) {
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i;
    while (end < lines.size() && tableRow(lines[end])) ++end;
    if (end > i)
      drawTable(sheet, {lines.begin() + static_cast<std::ptrdiff_t>(i), lines.begin() + static_cast<std::ptrdiff_t>(end)});
    else
      drawLine(sheet, lines[end++], style);
    i = end;
  }
}

/// Equipment and dose that the decree of 22/09/2006 wants on the report of an irradiating technique: a missing one is said
/// to be missing. Other techniques show their equipment when it is known.
std::vector<std::string> acquisitionLines(const ReportValue& value) {
  std::vector<std::string> lines;
  const auto add = [&](const char* label, const std::string& text, bool required) {
    if (!text.empty() || required) lines.push_back(std::string(label) + (text.empty() ? "non renseigné" : text));
  };
  for (const auto& act : value.acts) {
    const bool required = irradiating(act.modality.code);
    add("Équipement : ", act.equipment, required);
    add("Dosimétrie : ", act.dose, required);
  }
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

void drawChapter(Sheet& sheet, const std::string& title, const std::string& text, ChapterStyle style = {}) {
  const auto lines = sheet.cleaner.lines(text);
  if (lines.empty()) return;
  drawHeading(sheet, title, style);
  drawText(sheet, lines, style);
}

}  // namespace

void drawChapters(Sheet& sheet) {
  const auto& text = sheet.value.text;
  drawChapter(sheet, "Justification", text.justification);
  drawChapter(sheet, "Indication", text.indication);
  const auto acquisition = acquisitionLines(sheet.value);
  const auto technique = sheet.cleaner.lines(text.technique);
  if (!technique.empty() || !acquisition.empty()) {
    drawHeading(sheet, "Technique", {});
    drawText(sheet, technique, {});
    for (const auto& line : acquisition) drawLine(sheet, sheet.cleaner.line(line), {});
  }
  drawChapter(sheet, "Résultats", text.results);
  drawChapter(sheet, "Conclusion", text.conclusion, {.bar = true});
  for (const auto& addendum : sheet.value.addenda) drawChapter(sheet, addendumLine(addendum, sheet.value.site.zone), addendum.text);
}

}  // namespace clairis::reports
