// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cctype>
#include <stdexcept>
#include <string>

#include "unit/reports_pdf/pdf_reader.h"

namespace clairis::tests {

/// Reads PDF syntax token by token from a byte string.
class Scanner {
public:
  Scanner(const std::string& bytes, std::size_t at) : _bytes(bytes), _at(at) {}
  std::size_t position() const { return _at; }
  bool done() {
    skipSpace();
    return _at >= _bytes.size();
  }
  std::string word() {
    skipSpace();
    std::string out;
    while (_at < _bytes.size() && regular(_bytes[_at])) out.push_back(_bytes[_at++]);
    if (out.empty()) throw std::runtime_error("a word was expected at " + std::to_string(_at));
    return out;
  }
  std::string peekWord() {
    const auto before = _at;
    skipSpace();
    std::string out;
    while (_at < _bytes.size() && regular(_bytes[_at])) out.push_back(_bytes[_at++]);
    _at = before;
    return out;
  }
  int integer() { return std::stoi(word()); }
  void expect(const std::string& wanted) {
    if (word() != wanted) throw std::runtime_error("expected " + wanted);
  }
  PdfValue value() {
    skipSpace();
    if (_at >= _bytes.size()) throw std::runtime_error("the file ends early");
    if (_bytes.compare(_at, 2, "<<") == 0) return dict();
    switch (_bytes[_at]) {
      case '[':
        return array();
      case '/':
        return name();
      case '(':
        return literal();
      case '<':
        return hex();
      default:
        return plain();
    }
  }

private:
  static bool space(char c) { return c == '\0' || std::isspace(static_cast<unsigned char>(c)) != 0; }
  static bool regular(char c) { return !space(c) && std::string("()<>[]/%").find(c) == std::string::npos; }
  void skipSpace() {
    while (_at < _bytes.size() && space(_bytes[_at])) ++_at;
  }
  PdfValue make(PdfValue::Kind kind, std::string text) {
    PdfValue value;
    value.kind = kind;
    value.text = std::move(text);
    return value;
  }
  PdfValue name() {
    ++_at;
    return make(PdfValue::Kind::name, _at < _bytes.size() && regular(_bytes[_at]) ? word() : "");
  }
  PdfValue plain() {
    auto value = make(PdfValue::Kind::word, word());
    if (value.text.find_first_not_of("+-0123456789") != std::string::npos) return value;
    value.number = std::stoi(value.text);
    // "12 0 R"
    const auto before = _at;
    const auto generation = peekWord();
    if (!generation.empty() && generation.find_first_not_of("0123456789") == std::string::npos) {
      word();
      if (peekWord() == "R") {
        word();
        value.kind = PdfValue::Kind::reference;
        return value;
      }
    }
    _at = before;
    return value;
  }
  PdfValue array() {
    auto value = make(PdfValue::Kind::array, "");
    ++_at;
    for (skipSpace(); _at < _bytes.size() && _bytes[_at] != ']'; skipSpace()) value.items.push_back(this->value());
    ++_at;
    return value;
  }
  PdfValue dict() {
    auto value = make(PdfValue::Kind::dict, "");
    _at += 2;
    for (skipSpace(); _bytes.compare(_at, 2, ">>") != 0; skipSpace()) {
      const auto key = name().text;
      if (value.keys.count(key) != 0) throw std::runtime_error("key " + key + " twice");
      value.keys[key] = this->value();
    }
    _at += 2;
    return value;
  }
  PdfValue hex() {
    const auto end = _bytes.find('>', _at);
    std::string out;
    for (auto i = _at + 1; i + 1 < end; i += 2) out.push_back(static_cast<char>(std::stoi(_bytes.substr(i, 2), nullptr, 16)));
    _at = end + 1;
    return make(PdfValue::Kind::string, out);
  }
  PdfValue literal() {
    std::string out;
    for (++_at; _at < _bytes.size() && _bytes[_at] != ')'; ++_at) {
      if (_bytes[_at] == '\\') {
        if (std::isdigit(static_cast<unsigned char>(_bytes[_at + 1])) != 0) {
          out.push_back(static_cast<char>(std::stoi(_bytes.substr(_at + 1, 3), nullptr, 8)));
          _at += 3;
          continue;
        }
        ++_at;
      }
      out.push_back(_bytes[_at]);
    }
    ++_at;
    return make(PdfValue::Kind::string, out);
  }

  const std::string& _bytes;
  std::size_t _at;
};

}  // namespace clairis::tests
