// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/domain/refusal.h"
#include "reports/layout/french_text.h"
#include "reports/layout/ins_datamatrix.h"
#include "reports/layout/line_breaker.h"
#include "reports/layout/palette.h"
#include "reports/layout/sheet.h"

namespace clairis::reports {

namespace {

constexpr double kPadding = 10, kLabelWidth = 88, kSymbolWidth = 78;
constexpr double kModule = 1.08;  // points: 0.38 mm, easily read by hand scanners from ordinary paper
constexpr double kAscent = 0.74;

struct Entry {
  const char* label = "";
  std::string value;
  bool strong = false;
};

Entry entryOf(PaperTrait trait, const Patient& patient) {
  const auto& traits = patient.traits;
  switch (trait) {
    case PaperTrait::usedName:
      return {"Nom utilisé :", traits.usedName};
    case PaperTrait::usedFirstName:
      return {"Prénom utilisé :", traits.usedFirstName};
    case PaperTrait::birthNames:
      return {"Prénoms de naiss. :", traits.birthNames};
    case PaperTrait::birthPlace:
      return {"Lieu naiss. (code) :", traits.birthPlaceCode};
    case PaperTrait::localId:
      return {"IPP :", patient.localIds.empty() ? "" : patient.localIds.front().value};
  }
  return {};
}

/// Name beside date, first name beside sex, then what the site prints besides (RIS.INS.53) and this patient has.
std::vector<Entry> entriesOf(const Patient& patient, const std::vector<PaperTrait>& extra) {
  const auto& traits = patient.traits;
  std::vector<Entry> entries{{"Nom de naissance :", traits.birthName, true},
                             {"Date de naissance :", frenchDate(traits.birthDate), true},
                             {"Premier prénom :", traits.firstBirthName, true},
                             {"Sexe :", sexWord(traits.sex), true}};
  for (const auto trait : extra) {
    if (auto entry = entryOf(trait, patient); !entry.value.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

class Card {
public:
  Card(Sheet& sheet, double textWidth) : _sheet(sheet), _columns(2), _columnWidth(textWidth / 2) {
    set();
    constexpr std::size_t kMostLines = 2;  // longer names get the card's whole width
    for (const auto& cell : _cells)
      if (cell.lines.size() > kMostLines) _columns = 1;
    if (_columns == 2) return;
    _columnWidth = textWidth;
    set();
  }
  double height() const {
    double sum = 0;
    for (std::size_t i = 0; i < _cells.size(); i += _columns) sum += rowHeight(i);
    return sum;
  }
  void draw(double y) {
    const auto table = _sheet.document.open(Tag::table);
    for (std::size_t i = 0; i < _cells.size(); i += _columns) {
      const auto row = _sheet.document.open(Tag::tr);
      for (std::size_t column = 0; column < _columns && i + column < _cells.size(); ++column)
        drawPair(_cells[i + column], kLeft + kPadding + _columnWidth * static_cast<double>(column), y);
      y -= rowHeight(i);
    }
  }

private:
  struct Cell {
    Entry entry;
    std::vector<std::u32string> lines;
  };
  void set() {
    constexpr double kGutter = 6;
    _cells.clear();
    for (auto& entry : entriesOf(_sheet.value.patient, _sheet.value.site.paperTraits)) {
      const auto text = _sheet.cleaner.line(entry.value);
      _cells.push_back({entry, breakLines(entry.strong ? Face::bold : Face::regular, kValue.size, text, _columnWidth - kLabelWidth - kGutter)});
    }
  }
  double rowHeight(std::size_t first) const {
    std::size_t most = 1;
    for (std::size_t i = first; i < std::min(first + _columns, _cells.size()); ++i) most = std::max(most, _cells[i].lines.size());
    return kValueLeading * static_cast<double>(most);
  }
  void drawPair(const Cell& pair, double x, double y) {
    const auto& [entry, lines] = pair;
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
  std::size_t _columns;
  double _columnWidth;
  std::vector<Cell> _cells;
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
    auto ground = sheet.document.artifact();  // the quiet zone must be white on the card's tint
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
  if (flow.room() < height)
    throw Refusal("report.pdf.too_long", "The patient's names do not fit on a page. Correct the identity, then validate again.");
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
