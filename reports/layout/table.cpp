// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "reports/layout/line_breaker.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

constexpr std::size_t kMostColumns = 8;
constexpr double kCellGap = 14, kRowGap = 3, kAscent = 0.74;
constexpr TextStyle kCell{Face::regular, 9.5, kInk}, kHeaderCell{Face::bold, 9.5, kGrey};

using Cells = std::vector<std::u32string>;

Cells split(const std::u32string& row) {
  Cells cells(1);
  for (const auto code : row) {
    if (code == U'\t')
      cells.emplace_back();
    else
      cells.back().push_back(code);
  }
  return cells;
}

/// Natural widths when they fit; otherwise columns wider than their share are narrowed to what is left.
std::vector<double> columnWidths(const std::vector<Cells>& rows, std::size_t columns) {
  std::vector<double> widths(columns, 10);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], TaggedDocument::width(Face::bold, kCell.size, row[i]));
  const double available = kTextWidth - kCellGap * static_cast<double>(columns - 1);
  const double share = available / static_cast<double>(columns);
  if (std::accumulate(widths.begin(), widths.end(), 0.0) <= available) return widths;
  double narrow = 0, wide = 0;
  for (const auto width : widths) (width <= share ? narrow : wide) += width;
  for (auto& width : widths)
    if (width > share) width *= (available - narrow) / wide;
  return widths;
}

class Table {
public:
  Table(Sheet& sheet, std::vector<Cells> rows, std::vector<double> widths) : _sheet(sheet), _rows(std::move(rows)), _widths(std::move(widths)) {}

  void draw() {
    _sheet.flow.gap(4);
    const auto table = _sheet.document.open(Tag::table);
    for (std::size_t i = 0; i < _rows.size(); ++i) drawRow(_rows[i], i == 0 && _rows.size() > 1);
    _sheet.flow.gap(4);
  }

private:
  void drawRow(const Cells& cells, bool header) {
    const auto& style = header ? kHeaderCell : kCell;
    std::vector<std::vector<std::u32string>> lines;
    std::size_t most = 1;
    for (std::size_t i = 0; i < _widths.size(); ++i) {
      lines.push_back(breakLines(style.face, style.size, i < cells.size() ? cells[i] : std::u32string(), _widths[i]));
      most = std::max(most, lines.back().size());
    }
    auto& flow = _sheet.flow;
    flow.ensure(kExamLeading * static_cast<double>(most) + 2 * kRowGap + (header ? 2 * kExamLeading : 0));
    flow.y -= kRowGap;
    const auto row = _sheet.document.open(Tag::tr);
    double x = kLeft;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      drawCell(lines[i], style, header, x);
      x += _widths[i] + kCellGap;
    }
    flow.y -= kExamLeading * static_cast<double>(most) + kRowGap;
    auto ink = _sheet.document.artifact();
    ink.fill({kLeft, flow.y, x - kCellGap - kLeft, header ? 0.8 : 0.4}, header ? kGrey : kRule);
  }

  void drawCell(const std::vector<std::u32string>& lines, const TextStyle& style, bool header, double x) {
    const auto cell = header ? _sheet.document.openHeaderCell("Column") : _sheet.document.open(Tag::td);
    auto ink = _sheet.document.content();
    double y = _sheet.flow.y - kExamLeading * kAscent;
    for (const auto& line : lines) {
      ink.text(style, x, y, line);
      y -= kExamLeading;
    }
  }

  Sheet& _sheet;
  std::vector<Cells> _rows;
  std::vector<double> _widths;
};

}  // namespace

void drawTable(Sheet& sheet, const std::vector<std::u32string>& rows) {
  std::vector<Cells> cells;
  std::size_t columns = 0, longest = 0;
  for (const auto& row : rows) {
    cells.push_back(split(row));
    columns = std::max(columns, cells.back().size());
    for (const auto& cell : cells.back()) longest = std::max(longest, cell.size());
  }
  // A row must fit on a page; what is no table in truth is set as text.
  constexpr std::size_t kLongestCell = 300;
  if (columns <= kMostColumns && longest <= kLongestCell) return Table(sheet, std::move(cells), columnWidths(cells, columns)).draw();
  for (auto row : rows) {
    std::replace(row.begin(), row.end(), U'\t', U' ');
    sheet.flow.paragraph({.style = sheet.density.body(), .leading = sheet.density.leading}, row);
  }
}

}  // namespace clairis::reports
