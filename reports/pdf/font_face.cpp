// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/font_face.h"

#include <algorithm>
#include <array>

#include "core/domain/refusal.h"
#include "reports/pdf/big_endian.h"
#include "reports/pdf/embedded.h"

namespace clairis::reports {

namespace {

[[noreturn]] void malformed(const std::string& what) {
  throw Refusal("report.font.malformed", "The font carried inside the library cannot be read: " + what + ". Expected a TrueType file; build again.");
}

/// Narrow spaces that French typography wants before ; : ! ? and in numbers; the faces lack them.
constexpr char32_t kNarrowSpaces[] = {U'\u2009', U'\u202F'};

}  // namespace

FontFace::FontFace(std::string name, std::string_view bytes) : _name(std::move(name)), _bytes(bytes) {
  _head = table("head");
  _hhea = table("hhea");
  _hmtx = table("hmtx");
  _maxp = table("maxp");
  _loca = table("loca");
  _glyf = table("glyf");
  readMetrics();
  readCharacters();
}

const FontFace& FontFace::of(Face face) {
  static const std::array<FontFace, kFaceCount> faces{FontFace("LiberationSans", embedded("regular.ttf")),
                                                      FontFace("LiberationSans-Bold", embedded("bold.ttf")),
                                                      FontFace("DejaVuSans", embedded("supplement.ttf"))};
  return faces[static_cast<std::size_t>(face)];
}

std::string_view FontFace::table(std::string_view tag) const {
  const std::size_t count = read16(_bytes, 4);
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = 12 + 16 * i;
    if (entry + 16 > _bytes.size() || _bytes.substr(entry, 4) != tag) continue;
    const std::size_t offset = read32(_bytes, entry + 8), length = read32(_bytes, entry + 12);
    if (offset > _bytes.size() || length > _bytes.size() - offset) malformed("table " + std::string(tag) + " ends beyond the file");
    return _bytes.substr(offset, length);
  }
  malformed("no table " + std::string(tag));
}

void FontFace::readMetrics() {
  if (_head.size() < 54 || _hhea.size() < 36 || _maxp.size() < 6) malformed("a header table is too short");
  const auto os2 = table("OS/2");
  _metrics.unitsPerEm = read16(_head, 18);
  for (std::size_t i = 0; i < 4; ++i) _metrics.box[i] = readSigned16(_head, 36 + 2 * i);
  _longOffsets = read16(_head, 50) != 0;
  _metrics.ascent = readSigned16(_hhea, 4);
  _metrics.descent = readSigned16(_hhea, 6);
  _longMetrics = read16(_hhea, 34);
  _glyphCount = read16(_maxp, 4);
  _metrics.capHeight = read16(os2, 0) >= 2 ? readSigned16(os2, 88) : 0;
  if (_metrics.capHeight == 0) _metrics.capHeight = _metrics.unitsPerEm * 7 / 10;
  const auto offsets = (_glyphCount + 1) * (_longOffsets ? 4 : 2);
  if (_metrics.unitsPerEm == 0 || _longMetrics == 0 || _hmtx.size() < 4 * _longMetrics || _loca.size() < offsets)
    malformed("tables contradict each other");
}

void FontFace::readCharacters() {
  _direct.resize(kDirect);
  const auto cmap = table("cmap");
  for (std::size_t i = 0; i < read16(cmap, 2); ++i) {
    const std::size_t offset = read32(cmap, 4 + 8 * i + 4);
    if (offset < cmap.size() && read16(cmap, offset) == 4) readSegments(cmap.substr(offset));
  }
  const auto space = find(U' ');
  if (space.glyph == 0) return;
  for (const auto code : kNarrowSpaces)
    if (!has(code)) _others[code] = GlyphUse{space.glyph, static_cast<std::uint16_t>(space.advance * 3 / 5)};
}

/// cmap format 4: segments of consecutive characters.
void FontFace::readSegments(std::string_view map) {
  const std::size_t doubled = read16(map, 6);
  for (std::size_t at = 0; at < doubled; at += 2) {
    const std::uint32_t last = read16(map, 14 + at), first = read16(map, 16 + doubled + at);
    const std::uint32_t delta = read16(map, 16 + 2 * doubled + at), range = read16(map, 16 + 3 * doubled + at);
    for (std::uint32_t code = first; code <= last && code < 0xFFFF; ++code) {
      std::uint32_t glyph = code + delta;
      if (range != 0) {
        glyph = read16(map, 16 + 3 * doubled + at + range + 2 * (code - first));
        if (glyph != 0) glyph += delta;
      }
      glyph &= 0xFFFF;
      if (glyph == 0 || glyph >= _glyphCount) continue;
      const auto metric = std::min<std::size_t>(glyph, _longMetrics - 1);
      const GlyphUse use{static_cast<std::uint16_t>(glyph), read16(_hmtx, 4 * metric)};
      if (code < kDirect)
        _direct[code] = use;
      else
        _others[code] = use;
    }
  }
}

GlyphUse FontFace::find(char32_t code) const noexcept {
  if (code < kDirect) return _direct[code];
  const auto found = _others.find(code);
  return found == _others.end() ? GlyphUse{} : found->second;
}

std::string_view FontFace::outline(std::uint16_t glyph) const {
  const std::size_t index = glyph;
  const std::size_t begin = _longOffsets ? read32(_loca, 4 * index) : std::size_t{2} * read16(_loca, 2 * index);
  const std::size_t end = _longOffsets ? read32(_loca, 4 * index + 4) : std::size_t{2} * read16(_loca, 2 * index + 2);
  if (index >= _glyphCount || begin > end || end > _glyf.size()) malformed("an outline ends beyond its table");
  return _glyf.substr(begin, end - begin);
}

}  // namespace clairis::reports
