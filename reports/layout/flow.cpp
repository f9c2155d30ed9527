// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/flow.h"

#include <cmath>

#include "core/domain/refusal.h"
#include "reports/layout/line_breaker.h"
#include "reports/layout/palette.h"

namespace clairis::reports {

namespace {

/// A report of more pages is a mistake (a file pasted into a chapter), and PDF 1.4 bounds arrays at 8 191 entries.
constexpr std::size_t kMostPages = 100;
constexpr std::size_t kKeep = 2;  // lines a paragraph leaves at least on each side of a page break
/// Part of the leading above the baseline.
constexpr double kAscent = 0.74;

std::size_t linesHere(std::size_t remaining, std::size_t room, bool begins, bool atTop) {
  if (remaining <= room) return remaining;
  std::size_t take = room;
  if (remaining - take < kKeep && remaining > kKeep) take = remaining - kKeep;
  if (begins && take < kKeep && !atTop) return 0;
  return atTop ? std::max<std::size_t>(take, 1) : take;
}

}  // namespace

Flow::Flow(TaggedDocument& document, std::u32string running, double gaps) : _document(document), _running(std::move(running)), _gaps(gaps) {
  newPage();
}

bool Flow::atTop() const noexcept { return y >= (_document.pageCount() == 1 ? kFirstTop : kNextTop) - 0.01; }
double Flow::room() const noexcept { return y - kBottom; }

void Flow::newPage() {
  if (_document.pageCount() == kMostPages)
    throw Refusal("report.pdf.too_long", "The report would have more than 100 pages. Shorten its text, then validate again.");
  _document.newPage();
  y = _document.pageCount() == 1 ? kFirstTop : kNextTop;
  if (_document.pageCount() == 1) return;
  auto ink = _document.furniture(_document.pageCount() - 1);
  ink.text(kFurniture, kLeft, kRunningLine, shortened(kFurniture.face, kFurniture.size, _running, kTextWidth));
  ink.fill({kLeft, kRunningLine - 6, kTextWidth, 0.5}, kRule);
}

void Flow::gap(double points) {
  if (!atTop()) y -= points * _gaps;
}

void Flow::ensure(double height) {
  if (room() < height && !atTop()) newPage();
}

void Flow::rule() {
  auto ink = _document.artifact();
  ink.fill({kLeft, y, kTextWidth, 0.5}, kRule);
}

void Flow::paragraph(const Paragraph& paragraph, std::u32string_view text) {
  const double width = (paragraph.width > 0 ? paragraph.width : kTextWidth - paragraph.indent) - paragraph.hanging;
  const auto lines = breakLines(paragraph.style.face, paragraph.style.size, text, width);
  const auto scope = _document.open(paragraph.tag);
  for (std::size_t done = 0; done < lines.size();) {
    const auto fitting = static_cast<std::size_t>(std::max(0.0, std::floor((room() + 0.01) / paragraph.leading)));
    const auto count = linesHere(lines.size() - done, fitting, done == 0, atTop());
    if (count == 0) {
      newPage();
      continue;
    }
    drawLines(paragraph, lines, done, count);
    done += count;
    if (done < lines.size()) newPage();
  }
}

void Flow::drawLines(const Paragraph& paragraph, const std::vector<std::u32string>& lines, std::size_t first, std::size_t count) {
  if (paragraph.bar) {
    auto bar = _document.artifact();
    bar.fill({kLeft, y - paragraph.leading * static_cast<double>(count), 2, paragraph.leading * static_cast<double>(count)}, kAccent);
  }
  auto ink = _document.content();
  for (std::size_t i = first; i < first + count; ++i) {
    const double x = kLeft + paragraph.indent + (i == 0 ? 0 : paragraph.hanging);
    ink.text(paragraph.style, x, y - paragraph.leading * kAscent, lines[i]);
    y -= paragraph.leading;
  }
}

}  // namespace clairis::reports
