// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/webservice/xml/xml_text.h"

namespace clairis::webservice {
namespace {

/// What stands for a character, or null when it stands for itself.
const char* replacement(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return static_cast<unsigned char>(c) < 0x20 ? "" : nullptr;
  }
}

}  // namespace

void appendEscaped(std::string& out, std::string_view text) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char* instead = replacement(text[i]);
    if (instead == nullptr) continue;
    out.append(text, kept, i - kept).append(instead);
    kept = i + 1;
  }
  out.append(text, kept);
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  appendEscaped(out, text);
  return out;
}

}  // namespace clairis::webservice
