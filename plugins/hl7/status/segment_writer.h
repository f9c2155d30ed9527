// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "plugins/hl7/message/escape.h"

namespace clairis::hl7 {

/// One segment under construction with the standard delimiters: fields by number, in any order, ended by CR without trailing separators.
class SegmentWriter {
public:
  explicit SegmentWriter(std::string_view name) : _name(name) {}
  SegmentWriter& raw(int field, std::string value);  ///< already escaped
  SegmentWriter& text(int field, std::string_view value);
  SegmentWriter& components(int field, std::initializer_list<std::string_view> values);
  std::string end() const;

private:
  std::string _name;
  std::map<int, std::string> _fields;
};

/// Escaped components joined by ^, empty ones at the end left out.
std::string joinedComponents(std::initializer_list<std::string_view> values);

}  // namespace clairis::hl7
