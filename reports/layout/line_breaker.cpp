// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/line_breaker.h"

namespace clairis::reports {

namespace {

bool staysWithPrevious(char32_t c) { return std::u32string_view(U";:!?»%").find(c) != std::u32string_view::npos; }

/// A line may end after text[at].
bool mayBreakAfter(std::u32string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return true;
  const auto here = text[at], next = text[at + 1];
  if (here == U' ') return next != U' ' && !staysWithPrevious(next) && (at == 0 || text[at - 1] != U'«');
  if (here == U'-' || here == U'\u2010' || here == U'\u2013' || here == U'\u2014' || here == U'/') {
    const bool number = next >= U'0' && next <= U'9';
    return next != U' ' && !number && at != 0 && text[at - 1] != U' ' && !staysWithPrevious(next);
  }
  return false;
}

}  // namespace

std::vector<std::u32string> breakLines(Face face, double size, std::u32string_view paragraph, double width) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::u32string> lines;
  std::size_t begin = 0, breakAt = kNone;
  double used = 0;
  for (std::size_t i = 0; i < paragraph.size(); ++i) {
    const double advance = TaggedDocument::width(face, size, paragraph.substr(i, 1));
    // A space may hang over the edge: it has no ink.
    if (used + advance > width && paragraph[i] != U' ' && i > begin) {
      const auto end = breakAt == kNone ? i : breakAt + 1;
      lines.emplace_back(paragraph.substr(begin, end - begin));
      begin = end;
      breakAt = kNone;
      used = TaggedDocument::width(face, size, paragraph.substr(begin, i - begin));
    }
    used += advance;
    if (mayBreakAfter(paragraph, i)) breakAt = i;
  }
  lines.emplace_back(paragraph.substr(begin));
  return lines;
}

std::u32string shortened(Face face, double size, std::u32string_view text, double width) {
  if (TaggedDocument::width(face, size, text) <= width) return std::u32string(text);
  std::u32string out(text);
  while (!out.empty() && TaggedDocument::width(face, size, out + U"…") > width) out.pop_back();
  return out + U"…";
}

}  // namespace clairis::reports
