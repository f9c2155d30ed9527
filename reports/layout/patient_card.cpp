// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/layout/french_text.h"
#include "reports/layout/ins_datamatrix.h"
#include "reports/layout/line_breaker.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

constexpr double kPadding = 10, kLabelWidth = 88, kSymbolWidth = 78;
constexpr double kModule = 1.08;   // points: 0.38 mm, easily read by hand scanners from ordinary paper
constexpr double kAscent = 0.74;

struct Entry {
  const char* label;
  std::string value;
  bool strong = false;
};

/// Two pairs of label and value side by side.
struct Row {
  Entry left, right;
};

std::vector<Row> rowsOf(const Patient& patient) {
  const auto& traits = patient.traits;
  std::vector<Row> rows{{{"Nom de naissance :", traits.birthName, true}, {"Date de naissance :", frenchDate(traits.birthDate), true}},
                        {{"Premier prénom :", traits.firstBirthName, true}, {"Sexe :", sexWord(traits.sex), true}}};
  std::vector<Entry> others;
  if (!traits.usedName.empty()) others.push_back({"Nom utilisé :", traits.usedName});
  if (!traits.usedFirstName.empty()) others.push_back({"Prénom utilisé :", traits.usedFirstName});
  if (!patient.localIds.empty()) others.push_back({"IPP :", patient.localIds.front().value});
  for (std::size_t i = 0; i < others.size(); i += 2) rows.push_back({others[i], i + 1 < others.size() ? others[i + 1] : Entry{"", ""}});
  return rows;
}

class Card {
public:
  Card(Sheet& sheet, double textWidth) : _sheet(sheet), _valueWidth((textWidth - 2 * kLabelWidth) / 2 - 6) {
    for (auto& row : rowsOf(sheet.value.patient)) _rows.push_back({row, broken(row.left), broken(row.right)});
  }
  double height() const {
    double sum = 0;
    for (const auto& row : _rows) sum += row.height();
    return sum;
  }
  void draw(double y) {
    const auto table = _sheet.document.open(Tag::table);
    for (const auto& row : _rows) {
      const auto scope = _sheet.document.open(Tag::tr);
      drawPair(row.row.left, row.left, kLeft + kPadding, y);
      drawPair(row.row.right, row.right, kLeft + kPadding + kLabelWidth + _valueWidth + 6, y);
      y -= row.height();
    }
  }

private:
  struct SetRow {
    Row row;
    std::vector<std::u32string> left, right;
    double height() const { return kValueLeading * static_cast<double>(std::max<std::size_t>({left.size(), right.size(), 1})); }
  };
  std::vector<std::u32string> broken(const Entry& entry) {
    const auto text = _sheet.cleaner.line(entry.value);
    return breakLines(entry.strong ? Face::bold : Face::regular, kValue.size, text, _valueWidth);
  }
  void drawPair(const Entry& entry, const std::vector<std::u32string>& lines, double x, double y) {
    if (*entry.label == '\0') return;
    const double baseline = y - kValueLeading * kAscent;
    {
      const auto cell = _sheet.document.openHeaderCell("Row");
      auto ink = _sheet.document.content();
      ink.text(kLabel, x, baseline, _sheet.cleaner.line(entry.label));
    }
    const auto cell = _sheet.document.open(Tag::td);
    auto ink = _sheet.document.content();
    for (std::size_t i = 0; i < lines.size(); ++i)
      ink.text(entry.strong ? kValueBold : kValue, x + kLabelWidth, baseline - kValueLeading * static_cast<double>(i), lines[i]);
  }
  Sheet& _sheet;
  double _valueWidth;
  std::vector<SetRow> _rows;
};

/// Dark modules of each row, joined into runs.
std::vector<Ink::Cell> cellsOf(const Symbol& symbol) {
  std::vector<Ink::Cell> cells;
  for (int row = 0; row < symbol.size; ++row)
    for (int column = 0; column < symbol.size;) {
      int end = column;
      while (end < symbol.size && symbol.dark(row, end)) ++end;
      if (end > column) cells.push_back({column, symbol.size - 1 - row, end - column, 1});
      column = end + 1;
    }
  return cells;
}

void drawSymbol(Sheet& sheet, const Ins& ins, const Symbol& symbol, double x, double top) {
  const double side = symbol.size * kModule;
  const Box box{x, top - side, side, side};
  {
    auto ground = sheet.document.artifact();   // the quiet zone must be white on the card's tint
    constexpr double kQuiet = 3 * kModule;
    ground.fill({box.x - kQuiet, box.y - kQuiet, side + 2 * kQuiet, side + 2 * kQuiet}, Color{255, 255, 255});
  }
  {
    const auto figure = sheet.document.openFigure("Datamatrix INS du patient, à scanner. " + insLine(ins), box);
    auto ink = sheet.document.content();
    ink.fillCells(box.x, box.y, kModule, cellsOf(symbol), Color{});
  }
  const auto caption = sheet.document.open(Tag::p);
  auto ink = sheet.document.content();
  const auto text = sheet.cleaner.line("INS à scanner");
  constexpr TextStyle kCaption{Face::regular, 7, kGrey};
  ink.text(kCaption, x + (side - TaggedDocument::width(kCaption.face, kCaption.size, text)) / 2, box.y - 11, text);
}

}  // namespace

void drawPatientCard(Sheet& sheet) {
  auto& flow = sheet.flow;
  const auto& ins = sheet.value.ins;
  Card card(sheet, kTextWidth - 2 * kPadding - (ins ? kSymbolWidth : 0));
  constexpr double kCaptionHeight = 16;
  Symbol symbol;
  if (ins) symbol = encodeDatamatrix(insDatamatrixPayload(*ins, sheet.value.patient.traits));
  const double symbolSide = symbol.size * kModule;
  const double text = card.height() + (ins ? kValueLeading + 4 : 0);
  const double height = 2 * kPadding + std::max(text, ins ? symbolSide + kCaptionHeight : 0);
  flow.gap(10);
  flow.ensure(height);
  const double top = flow.y;
  {
    auto ground = sheet.document.artifact();
    ground.fill({kLeft, top - height, kTextWidth, height}, kGround);
  }
  card.draw(top - kPadding);
  flow.y = top - kPadding - card.height() - 4;
  if (ins) {
    flow.paragraph({.style = kValueBold, .leading = kValueLeading, .indent = kPadding, .width = kTextWidth - 2 * kPadding - kSymbolWidth},
                   sheet.cleaner.line(insLine(*ins)));
    drawSymbol(sheet, *ins, symbol, kRight - kPadding - symbolSide, top - kPadding);
  }
  flow.y = top - height;
}

}  // namespace clairis::reports
