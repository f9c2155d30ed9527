// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/line_breaker.h"

namespace clairis::reports {

namespace {

bool staysWithPrevious(char32_t c) { return std::u32string_view(U";:!?»%").find(c) != std::u32string_view::npos; }

bool digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool relation(char32_t c) { return std::u32string_view(U"<>=≤≥±×≈+−").find(c) != std::u32string_view::npos; }

/// A number and what it counts are read as one: "14 mm", "22 × 15 mm", "≥ 3", "grade 2", "37 °C" are not parted at this space.
bool insideMeasure(std::u32string_view text, std::size_t space) {
  if (space == 0 || space + 1 >= text.size()) return false;
  const auto before = text[space - 1], after = text[space + 1];
  if (relation(before)) return digit(after);
  if (!digit(before)) return false;
  if (relation(after) || after == U'°' || after == U'µ') return true;
  std::size_t end = space + 1;
  while (end < text.size() && text[end] > U' ' && std::u32string_view(U",;:.!?)/²³·").find(text[end]) == std::u32string_view::npos) ++end;
  static constexpr std::u32string_view kUnits[] = {U"mm",  U"cm", U"m",   U"kg",  U"g",  U"mg",   U"mL",    U"ml",  U"cc",  U"L",   U"h",
                                                   U"min", U"s",  U"ms",  U"ans", U"an", U"mois", U"jours", U"SA",  U"Gy",  U"mGy", U"mSv",
                                                   U"cGy", U"kV", U"mAs", U"MBq", U"T",  U"UH",   U"Hz",    U"MHz", U"kPa", U"bpm", U"fois"};
  const auto word = text.substr(space + 1, end - space - 1);
  for (const auto unit : kUnits)
    if (word == unit) return true;
  return digit(after) && word.size() == 3;  // thousands: "12 500"
}

/// A slash parts the lines of an address ("https://…/image"), not those of "mg/mL" or "droit/gauche".
bool insideAddress(std::u32string_view text, std::size_t at) {
  constexpr std::size_t kLongWord = 16;
  if (text[at] != U'/' || at < kLongWord) return false;
  return text.substr(at - kLongWord, kLongWord).find(U' ') == std::u32string_view::npos;
}

/// A line may end after text[at].
bool mayBreakAfter(std::u32string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return true;
  const auto here = text[at], next = text[at + 1];
  if (here == U' ') return next != U' ' && !staysWithPrevious(next) && (at == 0 || text[at - 1] != U'«') && !insideMeasure(text, at);
  if (here == U'-' || here == U'\u2010' || here == U'\u2013' || here == U'\u2014' || insideAddress(text, at)) {
    const bool number = digit(next);
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
