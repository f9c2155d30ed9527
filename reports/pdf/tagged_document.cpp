// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/tagged_document.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "reports/pdf/document_file.h"

namespace clairis::reports {

namespace {

constexpr const char* kTagNames[] = {"Document", "H1", "H2", "P", "Table", "TR", "TH", "TD", "Figure"};

/// Hundredths of a point, without trailing zeros: finer than any printer.
void appendNumber(std::string& out, double value) {
  auto hundredths = std::llround(value * 100);
  if (hundredths < 0) {
    out.push_back('-');
    hundredths = -hundredths;
  }
  fmt::format_to(std::back_inserter(out), "{}", hundredths / 100);
  const auto rest = hundredths % 100;
  if (rest != 0) fmt::format_to(std::back_inserter(out), ".{:02}", rest);
  out.push_back(' ');
}

/// Two bytes of a literal string: half of what hexadecimal would give to compress.
void appendCid(std::string& out, std::uint16_t cid) {
  for (const int byte : {cid >> 8, cid & 0xFF}) {
    if (byte == '\r') {  // a reader takes a bare carriage return for a line feed
      out += "\\015";
      continue;
    }
    if (byte == '(' || byte == ')' || byte == '\\') out.push_back('\\');
    out.push_back(static_cast<char>(byte));
  }
}

void setFillColor(PageContent& page, Color color) {
  if (page.color == color) return;
  page.color = color;
  fmt::format_to(std::back_inserter(page.operators), "{:.3g} {:.3g} {:.3g} rg\n", color.red / 255.0, color.green / 255.0, color.blue / 255.0);
}

}  // namespace

const char* tagName(Tag tag) noexcept { return kTagNames[static_cast<std::size_t>(tag)]; }

TaggedDocument::TaggedDocument() {
  _elements.push_back(Element{Tag::document, "", {}, {}, {}, {}});
  _open.push_back(0);
}

TaggedDocument::Scope TaggedDocument::openElement(Element element) {
  element.parent = _open.back();
  if (!_elements[element.parent].marks.empty()) throw std::logic_error("an element with content of its own cannot hold elements");
  _elements[element.parent].children.push_back(_elements.size());
  _open.push_back(_elements.size());
  _elements.push_back(std::move(element));
  return Scope(*this);
}

void TaggedDocument::newPage() { _pages.push_back(std::make_unique<PageContent>()); }

Ink TaggedDocument::content() {
  auto& page = *_pages.at(_pages.size() - 1);
  const auto element = _open.back();
  if (!_elements[element].children.empty() || element == 0) throw std::logic_error("content belongs to an element without children");
  const auto id = page.owners.size();
  page.owners.push_back(element);
  _elements[element].marks.push_back(Mark{_pages.size() - 1, id});
  return Ink(*this, page, fmt::format("/{} <</MCID {}>> BDC\n", tagName(_elements[element].tag), id));
}

Ink TaggedDocument::artifact() { return Ink(*this, *_pages.at(_pages.size() - 1), "/Artifact <</Type /Layout>> BDC\n"); }
Ink TaggedDocument::furniture(std::size_t page) { return Ink(*this, *_pages.at(page), "/Artifact <</Type /Pagination>> BDC\n"); }

bool TaggedDocument::faceFor(char32_t code, Face wanted, Face& found) noexcept {
  found = FontFace::of(wanted).has(code) ? wanted : Face::supplement;
  return found == wanted || FontFace::of(found).has(code);
}

double TaggedDocument::width(Face face, double size, std::u32string_view text) noexcept {
  const auto& wanted = FontFace::of(face);
  const auto& supplement = FontFace::of(Face::supplement);
  std::int64_t units = 0;
  double borrowed = 0;
  for (const auto code : text) {
    if (const auto use = wanted.find(code); use.glyph != 0)
      units += use.advance;
    else
      borrowed += static_cast<double>(supplement.find(code).advance) / supplement.metrics().unitsPerEm;
  }
  return (static_cast<double>(units) / wanted.metrics().unitsPerEm + borrowed) * size;
}

std::uint16_t TaggedDocument::cidOf(Face face, char32_t code) {
  auto& use = _faces[static_cast<std::size_t>(face)];
  auto& cid = code < FaceUse::kDirect ? use.direct[code] : use.others[code];
  if (cid == 0) {
    cid = static_cast<std::uint16_t>(use.codes.size());
    use.codes.push_back(code);
    use.glyphs.push_back(FontFace::of(face).find(code));
  }
  return cid;
}

std::string TaggedDocument::finish(const DocumentInfo& info) { return DocumentFile(*this, info).bytes(); }

Ink::Ink(TaggedDocument& document, PageContent& page, const std::string& opening) : _document(document), _page(page) {
  if (_page.open) throw std::logic_error("marked-content sequences cannot be nested");
  _page.open = true;
  _page.operators += opening;
}

Ink::~Ink() {
  _page.operators += "EMC\n";
  _page.open = false;
}

void Ink::text(const TextStyle& style, double x, double y, std::u32string_view text) {
  if (text.empty()) return;
  setFillColor(_page, style.color);
  auto& out = _page.operators;
  out += "BT ";
  appendNumber(out, x);
  appendNumber(out, y);
  out += "Td ";
  for (std::size_t begin = 0; begin < text.size();) {
    Face face{}, next{};
    if (!TaggedDocument::faceFor(text[begin], style.face, face)) throw std::logic_error("a character without glyph reached the page");
    std::size_t end = begin + 1;
    while (end < text.size() && TaggedDocument::faceFor(text[end], style.face, next) && next == face) ++end;
    showRun(face, style.size, text.substr(begin, end - begin));
    begin = end;
  }
  out += "ET\n";
}

void Ink::showRun(Face face, double size, std::u32string_view run) {
  auto& out = _page.operators;
  if (_page.face != face || _page.size != size) {
    out += fmt::format("/F{} ", static_cast<int>(face));
    appendNumber(out, size);
    out += "Tf ";
    _page.face = face;
    _page.size = size;
  }
  out.push_back('(');
  for (const auto code : run) appendCid(out, _document.cidOf(face, code));
  out += ") Tj ";
}

void Ink::fill(const Box& box, Color color) {
  setFillColor(_page, color);
  auto& out = _page.operators;
  for (const auto value : {box.x, box.y, box.width, box.height}) appendNumber(out, value);
  out += "re f\n";
}

void Ink::fillCells(double x, double y, double scale, const std::vector<Cell>& cells, Color color) {
  auto& out = _page.operators;
  setFillColor(_page, color);
  out += "q ";
  for (const auto value : {scale, 0.0, 0.0, scale, x, y}) appendNumber(out, value);
  out += "cm\n";
  for (const auto& cell : cells) fmt::format_to(std::back_inserter(out), "{} {} {} {} re\n", cell.x, cell.y, cell.width, cell.height);
  out += "f Q\n";
}

}  // namespace clairis::reports
