// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "unit/reports_pdf/pdf_reader.h"

#include <zlib.h>

#include <cctype>
#include <stdexcept>

#include "unit/reports_pdf/pdf_scanner.h"

namespace clairis::tests {

namespace {

std::string inflated(const std::string& data) {
  std::string out;
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::runtime_error("inflateInit");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  int status = Z_OK;
  while (status == Z_OK) {
    char buffer[65536];
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("broken Flate stream");
  return out;
}

const PdfValue& nothing() {
  static const PdfValue none;
  return none;
}

}  // namespace

PdfFile::PdfFile(const std::string& bytes) : _bytes(bytes) {
  if (bytes.rfind("%PDF-1.4", 0) != 0) throw std::runtime_error("not PDF 1.4");
  const auto mark = bytes.rfind("startxref");
  if (mark == std::string::npos) throw std::runtime_error("no startxref");
  Scanner scan(_bytes, std::stoul(bytes.substr(mark + 9)));
  scan.expect("xref");
  const int first = scan.integer(), count = scan.integer();
  std::vector<std::pair<std::size_t, int>> offsets;
  for (int i = 0; i < count; ++i) {
    const auto offset = static_cast<std::size_t>(std::stoul(scan.word()));
    scan.word();
    if (scan.word() == "n") offsets.emplace_back(offset, first + i);
  }
  scan.expect("trailer");
  trailer = scan.value();
  // Twice: a stream's length may be an object that stands behind it.
  for (const auto& [offset, number] : offsets) readObject(offset, number);
  for (const auto& [offset, number] : offsets) readObject(offset, number);
}

void PdfFile::readObject(std::size_t offset, int number) {
  Scanner scan(_bytes, offset);
  if (scan.integer() != number) throw std::runtime_error("cross-reference entry points elsewhere");
  scan.integer();
  scan.expect("obj");
  auto value = scan.value();
  if (scan.peekWord() == "stream") {
    const auto begin = _bytes.find('\n', _bytes.find("stream", scan.position())) + 1;
    const auto length = static_cast<std::size_t>(get(value, "Length").number);
    value.data = _bytes.substr(begin, length);
    if (length != 0 && _bytes.substr(begin + length, 12).find("endstream") == std::string::npos) throw std::runtime_error("stream length is wrong");
    if (length != 0 && value.keys.count("Filter") != 0) value.data = inflated(value.data);
  }
  objects[number] = std::move(value);
}

const PdfValue& PdfFile::get(const PdfValue& value) const {
  if (value.kind != PdfValue::Kind::reference) return value;
  const auto found = objects.find(value.number);
  return found == objects.end() ? nothing() : found->second;
}

const PdfValue& PdfFile::get(const PdfValue& dict, const std::string& key) const {
  const auto& target = get(dict);
  const auto found = target.keys.find(key);
  return found == target.keys.end() ? nothing() : get(found->second);
}

std::vector<int> PdfFile::pageNumbers() const {
  std::vector<int> numbers;
  std::vector<const PdfValue*> open{&get(catalog(), "Pages")};
  while (!open.empty()) {
    const auto* node = open.back();
    open.pop_back();
    std::vector<const PdfValue*> inner;
    for (const auto& kid : get(*node, "Kids").items) {
      if (get(get(kid), "Type").text == "Page")
        numbers.push_back(kid.number);
      else
        inner.push_back(&get(kid));
    }
    open.insert(open.end(), inner.rbegin(), inner.rend());
  }
  return numbers;
}

std::vector<const PdfValue*> PdfFile::pages() const {
  std::vector<const PdfValue*> found;
  for (const int number : pageNumbers()) found.push_back(&objects.at(number));
  return found;
}

}  // namespace clairis::tests
