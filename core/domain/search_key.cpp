// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/search_key.h"

#include <cstdint>

namespace clairis {
namespace {

// Two letters a code point, '.' for none. Latin-1 Supplement to Latin Extended-B, then Latin Extended Additional.
constexpr std::uint32_t kFirst = 0xC0, kLast = 0x24F;
constexpr std::string_view kLatin =
    "A.A.A.A.A.A.AEC.E.E.E.E.I.I.I.I.D.N.O.O.O.O.O...O.U.U.U.U.Y.THSSA.A.A.A.A.A.AEC.E.E.E.E.I.I.I.I."
    "D.N.O.O.O.O.O...O.U.U.U.U.Y.THY.A.A.A.A.A.A.C.C.C.C.C.C.C.C.D.D.D.D.E.E.E.E.E.E.E.E.E.E.G.G.G.G."
    "G.G.G.G.H.H.H.H.I.I.I.I.I.I.I.I.I.I.IJIJJ.J.K.K.K.L.L.L.L.L.L.L.L.L.L.N.N.N.N.N.N.N.N.N.O.O.O.O."
    "O.O.OEOER.R.R.R.R.R.S.S.S.S.S.S.S.S.T.T.T.T.T.T.U.U.U.U.U.U.U.U.U.U.U.U.W.W.Y.Y.Y.Z.Z.Z.Z.Z.Z.S."
    "..............................E.....F.........I.................O.O...........................U."
    "U.........Z.Z...........................DZDZDZLJLJLJNJNJNJA.A.I.I.O.O.U.U.U.U.U.U.U.U.U.U...A.A."
    "A.A.AEAE....G.G.K.K.O.O.O.O.....J.DZDZDZG.G.....N.N.A.A.AEAEO.O.A.A.A.A.E.E.E.E.I.I.I.I.O.O.O.O."
    "R.R.R.R.U.U.U.U.S.S.T.T.....H.H.............A.A.E.E.O.O.O.O.O.O.O.O.Y.Y........................."
    "................................";
constexpr std::uint32_t kAdditionalFirst = 0x1E00, kAdditionalLast = 0x1EFF;
constexpr std::string_view kLatinAdditional =
    "A.A.B.B.B.B.B.B.C.C.D.D.D.D.D.D.D.D.D.D.E.E.E.E.E.E.E.E.E.E.F.F.G.G.H.H.H.H.H.H.H.H.H.H.I.I.I.I."
    "K.K.K.K.K.K.L.L.L.L.L.L.L.L.M.M.M.M.M.M.N.N.N.N.N.N.N.N.O.O.O.O.O.O.O.O.P.P.P.P.R.R.R.R.R.R.R.R."
    "S.S.S.S.S.S.S.S.S.S.T.T.T.T.T.T.T.T.U.U.U.U.U.U.U.U.U.U.V.V.V.V.W.W.W.W.W.W.W.W.W.W.X.X.X.X.Y.Y."
    "Z.Z.Z.Z.Z.Z.H.T.W.Y...S.....SS..A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.A.E.E.E.E.E.E.E.E."
    "E.E.E.E.E.E.E.E.I.I.I.I.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.O.U.U.U.U.U.U.U.U.U.U.U.U."
    "U.U.Y.Y.Y.Y.Y.Y.Y.Y.............";

struct Decoded {
  std::uint32_t codePoint;
  std::size_t length;   // 0: not UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto trailing = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xC2 && lead < 0xE0 && trailing(1)) return {(lead & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
  if (lead >= 0xE0 && lead < 0xF0 && trailing(1) && trailing(2)) return {(lead & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3};
  if (lead >= 0xF0 && lead < 0xF5 && trailing(1) && trailing(2) && trailing(3)) return {0x10000, 4};
  return {lead, 0};
}

std::string_view folded(std::uint32_t codePoint) {
  std::string_view pair;
  if (codePoint >= kFirst && codePoint <= kLast) pair = kLatin.substr((codePoint - kFirst) * 2, 2);
  if (codePoint >= kAdditionalFirst && codePoint <= kAdditionalLast) pair = kLatinAdditional.substr((codePoint - kAdditionalFirst) * 2, 2);
  return pair.substr(0, pair.find('.'));
}

bool combiningMark(std::uint32_t codePoint) { return codePoint >= 0x300 && codePoint <= 0x36F; }
// No-break spaces, the typographic hyphens and dashes, the typographic apostrophes.
bool separator(std::uint32_t codePoint) {
  return codePoint == 0xA0 || codePoint == 0xAD || (codePoint >= 0x2000 && codePoint <= 0x203A) || codePoint == 0x2BC;
}

}  // namespace

std::string searchKey(std::string_view text) {
  std::string key;
  key.reserve(text.size());
  bool pending = false;   // a separator waits for a letter
  const auto append = [&](std::string_view letters) {
    if (pending && !key.empty() && key.back() != '^') key += ' ';
    pending = false;
    key += letters;
  };
  while (!text.empty()) {
    const auto [codePoint, length] = decode(text);
    const auto original = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(original.size());
    if (length == 1) {
      const char c = original.front();
      if (c >= 'a' && c <= 'z') {
        const char upper = static_cast<char>(c - 'a' + 'A');
        append({&upper, 1});
      } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        append(original);
      } else if (c == '^') {
        pending = false;
        key += c;
      } else {
        pending = true;
      }
      continue;
    }
    if (length != 0 && combiningMark(codePoint)) continue;
    if (length != 0 && separator(codePoint)) {
      pending = true;
      continue;
    }
    const auto letters = length == 0 ? std::string_view{} : folded(codePoint);
    append(letters.empty() ? original : letters);
  }
  return key;
}

std::string inCapitals(std::string_view text) {
  std::string capitals;
  capitals.reserve(text.size());
  while (!text.empty()) {
    const auto [codePoint, length] = decode(text);
    const auto original = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(original.size());
    if (length == 1 && original.front() >= 'a' && original.front() <= 'z') {
      capitals += static_cast<char>(original.front() - 'a' + 'A');
    } else if (length > 1 && combiningMark(codePoint)) {
      continue;
    } else {
      const auto letters = length > 1 ? folded(codePoint) : std::string_view{};
      capitals += letters.empty() ? original : letters;
    }
  }
  return capitals;
}

std::string personKey(std::string_view family, std::string_view given) { return searchKey(family) + "^" + searchKey(given); }

std::string prefixUpperBound(std::string_view prefix) {
  std::string bound(prefix);
  while (!bound.empty()) {
    auto& last = reinterpret_cast<unsigned char&>(bound.back());
    if (last < 0xF4) {   // stays a byte that valid UTF-8 can start with or contain
      ++last;
      return bound;
    }
    bound.pop_back();
  }
  return bound;
}

}  // namespace clairis
