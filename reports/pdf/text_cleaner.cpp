// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/text_cleaner.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/pdf/tagged_document.h"
#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

/// Characters without ink that could hide, reorder or split what is read: dropped.
bool invisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Spaces of a width that no face has. The no-break ones stay what they are.
bool otherSpace(char32_t c) { return (c >= 0x2000 && c <= 0x2006) || c == 0x2008 || c == 0x200A || c == 0x205F || c == 0x3000 || c == 0x1680; }

/// LF, VT, FF, CR, NEL, line and paragraph separators.
bool lineBreak(char32_t c) { return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029; }

}  // namespace

char32_t TextCleaner::printable(char32_t code) {
  constexpr char32_t kFigureSpace = 0x2007;
  if (otherSpace(code)) return U' ';
  if (code == kFigureSpace) return U'\u00A0';
  Face face{};
  const bool privateUse = code >= 0xE000 && code <= 0xF8FF;
  if (!privateUse && code != 0xFFFD && TaggedDocument::faceFor(code, Face::regular, face) && TaggedDocument::faceFor(code, Face::bold, face))
    return code;
  auto name = fmt::format("U+{:04X}", static_cast<std::uint32_t>(code));
  if (std::find(_replaced.begin(), _replaced.end(), name) == _replaced.end()) _replaced.push_back(std::move(name));
  return kReplacement;
}

std::u32string TextCleaner::clean(std::string_view utf8) {
  std::u32string out;
  const auto text = composed(utf8);
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i];
    if (code == U'\t')
      out.push_back(code);
    else if (code == U'\r' && i + 1 < text.size() && text[i + 1] == U'\n')
      continue;
    else if (lineBreak(code))
      out.push_back(U'\n');
    else if (!invisible(code))
      out.push_back(printable(code));
  }
  return out;
}

std::u32string TextCleaner::line(std::string_view utf8) {
  std::u32string out;
  for (auto code : clean(utf8)) {
    if (code == U'\t' || code == U'\n') code = U' ';
    if (code == U' ' && (out.empty() || out.back() == U' ')) continue;
    out.push_back(code);
  }
  while (!out.empty() && out.back() == U' ') out.pop_back();
  return out;
}

std::vector<std::u32string> TextCleaner::lines(std::string_view utf8) {
  std::vector<std::u32string> out(1);
  for (const auto code : clean(utf8)) {
    if (code == U'\n')
      out.emplace_back();
    else
      out.back().push_back(code);
  }
  for (auto& text : out)
    while (!text.empty() && (text.back() == U' ' || text.back() == U'\t')) text.pop_back();
  while (!out.empty() && out.back().empty()) out.pop_back();
  while (!out.empty() && out.front().empty()) out.erase(out.begin());
  return out;
}

}  // namespace clairis::reports
