// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <set>
#include <stdexcept>

#include "unit/reports_pdf/pdf_scanner.h"

namespace clairis::tests {

namespace {

std::string utf8FromUtf16(const std::string& units) {
  std::string out;
  for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
    char32_t code = static_cast<unsigned char>(units[i]) * 256U + static_cast<unsigned char>(units[i + 1]);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < units.size()) {
      i += 2;
      code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<unsigned char>(units[i]) * 256U + static_cast<unsigned char>(units[i + 1]) - 0xDC00);
    }
    const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F))); };
    if (code < 0x80)
      out.push_back(static_cast<char>(code));
    else if (code < 0x800)
      out.push_back(static_cast<char>(0xC0 | (code >> 6))), tail(0);
    else if (code < 0x10000)
      out.push_back(static_cast<char>(0xE0 | (code >> 12))), tail(6), tail(0);
    else
      out.push_back(static_cast<char>(0xF0 | (code >> 18))), tail(12), tail(6), tail(0);
  }
  return out;
}

/// CID (two bytes) → UTF-8, from the bfchar lines of a ToUnicode map.
std::map<std::string, std::string> toUnicode(const std::string& map) {
  std::map<std::string, std::string> out;
  for (auto at = map.find("beginbfchar"); at != std::string::npos; at = map.find("beginbfchar", at)) {
    Scanner scan(map, at + 11);
    while (scan.peekWord() != "endbfchar") {
      const auto cid = scan.value().text;
      out[cid] = utf8FromUtf16(scan.value().text);
    }
    at = scan.position();
  }
  return out;
}

class PageReader {
public:
  PageReader(const PdfFile& file, const PdfValue& page) : _content(file.get(page, "Contents").data) {
    for (const auto& [name, font] : file.get(file.get(page, "Resources"), "Font").keys)
      _maps[name] = toUnicode(file.get(file.get(font), "ToUnicode").data);
  }

  std::vector<Marked> read() {
    Scanner scan(_content, 0);
    std::vector<PdfValue> operands;
    while (!scan.done()) {
      auto value = scan.value();
      const bool number = value.text.find_first_not_of("+-.0123456789") == std::string::npos;
      if (value.kind != PdfValue::Kind::word || number) {
        operands.push_back(std::move(value));
        continue;
      }
      apply(value.text, operands);
      operands.clear();
    }
    if (_open) throw std::runtime_error("a marked-content sequence is not closed");
    return std::move(_marked);
  }

private:
  void apply(const std::string& op, const std::vector<PdfValue>& operands) {
    static const std::set<std::string> kStates{"BT", "ET", "Tf", "Td", "Tm", "rg", "g", "q", "Q", "cm", "Tj", "re", "f", "BDC", "EMC"};
    if (kStates.count(op) == 0) throw std::runtime_error("unexpected operator " + op);
    if (op == "BDC") return begin(operands);
    if (!_open) throw std::runtime_error("operator outside of marked content: " + op);
    if (op == "EMC")
      _open = false;
    else if (op == "Tf")
      _font = operands.at(0).text;
    else if (op == "Tj")
      show(operands.at(0).text);
    else if (op == "BT" && !_marked.back().text.empty() && _marked.back().text.back() != ' ')
      _marked.back().text += "\n";
    else if (op == "re")
      rectangle(operands);
  }
  void begin(const std::vector<PdfValue>& operands) {
    if (_open) throw std::runtime_error("marked-content sequences are nested");
    _open = true;
    Marked marked;
    marked.tag = operands.at(0).text;
    const auto id = operands.at(1).keys.find("MCID");
    if (id != operands.at(1).keys.end()) marked.id = id->second.number;
    if ((marked.tag == "Artifact") != (marked.id < 0)) throw std::runtime_error("content is neither tagged nor an artifact");
    _marked.push_back(std::move(marked));
  }
  void show(const std::string& bytes) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      const auto& map = _maps.at(_font);
      const auto found = map.find(bytes.substr(i, 2));
      if (found == map.end()) throw std::runtime_error("a character without ToUnicode entry");
      _marked.back().text += found->second;
    }
  }
  void rectangle(const std::vector<PdfValue>& operands) {
    std::vector<double> box;
    for (const auto& operand : operands) box.push_back(std::stod(operand.text));
    _marked.back().rectangles.push_back(std::move(box));
  }

  std::string _content, _font;
  std::map<std::string, std::map<std::string, std::string>> _maps;
  std::vector<Marked> _marked;
  bool _open = false;
};

}  // namespace

std::vector<Marked> markedContent(const PdfFile& file, const PdfValue& page) { return PageReader(file, page).read(); }

std::vector<Element> structure(const PdfFile& file) {
  std::map<std::pair<int, int>, std::string> texts;
  for (const int number : file.pageNumbers())
    for (const auto& marked : markedContent(file, file.objects.at(number)))
      if (marked.id >= 0) texts[{number, marked.id}] = marked.text;

  std::vector<Element> out;
  const std::function<void(const PdfValue&, int)> visit = [&](const PdfValue& reference, int depth) {
    const auto& dict = file.get(reference);
    const auto index = out.size();
    out.push_back({file.get(dict, "S").text, depth, &dict, {}, ""});
    const auto page = dict.keys.find("Pg");
    const auto mark = [&](int pageNumber, int id) {
      out[index].marks.emplace_back(pageNumber, id);
      out[index].text += texts.at({pageNumber, id});
    };
    const auto& kids = file.get(dict, "K");
    const auto child = [&](const PdfValue& kid) {
      const auto& target = file.get(kid);
      if (target.kind == PdfValue::Kind::word)
        mark(page->second.number, target.number);
      else if (file.get(target, "Type").text == "MCR")
        mark(target.keys.at("Pg").number, file.get(target, "MCID").number);
      else
        visit(kid, depth + 1);
    };
    if (kids.kind == PdfValue::Kind::array)
      for (const auto& kid : kids.items) child(kid);
    else if (kids.kind != PdfValue::Kind::none)
      child(kids);
  };
  visit(file.get(file.catalog(), "StructTreeRoot").keys.at("K"), 0);
  return out;
}

std::string structureText(const PdfFile& file) {
  std::string out;
  for (const auto& element : structure(file))
    if (!element.text.empty()) out += element.text + "\n";
  return out;
}

}  // namespace clairis::tests
