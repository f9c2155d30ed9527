// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/segment_writer.h"

#include <utility>

namespace clairis::hl7 {

SegmentWriter& SegmentWriter::raw(int field, std::string value) {
  if (!value.empty()) _fields[field] = std::move(value);
  return *this;
}

SegmentWriter& SegmentWriter::text(int field, std::string_view value) { return raw(field, escape(value, Delimiters())); }

SegmentWriter& SegmentWriter::components(int field, std::initializer_list<std::string_view> values) { return raw(field, joinedComponents(values)); }

std::string SegmentWriter::end() const {
  std::string line = _name;
  // MSH-1 is the first separator itself.
  int at = _name == "MSH" ? 1 : 0;
  for (const auto& [field, value] : _fields) {
    line.append(static_cast<std::size_t>(field - at), '|');
    line += value;
    at = field;
  }
  return line + '\r';
}

std::string joinedComponents(std::initializer_list<std::string_view> values) {
  std::string all;
  std::size_t pending = 0;
  bool first = true;
  for (const auto value : values) {
    if (!first) ++pending;
    first = false;
    if (value.empty()) continue;
    all.append(pending, '^');
    pending = 0;
    all += escape(value, Delimiters());
  }
  return all;
}

}  // namespace clairis::hl7
