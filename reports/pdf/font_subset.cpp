// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "core/domain/refusal.h"
#include "reports/pdf/big_endian.h"
#include "reports/pdf/font_face.h"

namespace clairis::reports {

namespace {

// Flags of a part of a composite glyph (OpenType 1.9, table glyf).
constexpr unsigned kWordArguments = 0x0001, kScale = 0x0008, kMoreParts = 0x0020, kTwoScales = 0x0040, kMatrix = 0x0080, kInstructions = 0x0100;

std::size_t partSize(unsigned flags) {
  std::size_t size = 4 + ((flags & kWordArguments) != 0 ? 4 : 2);
  if ((flags & kScale) != 0)
    size += 2;
  else if ((flags & kTwoScales) != 0)
    size += 4;
  else if ((flags & kMatrix) != 0)
    size += 8;
  return size;
}

std::uint32_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) sum += read32(bytes, at);
  std::string rest(bytes.substr(at));
  if (!rest.empty()) {
    rest.resize(4, '\0');
    sum += read32(rest, 0);
  }
  return sum;
}

/// Outlines renumbered from the face's glyphs to the subset's: composite glyphs name their parts by number.
class Renumbering {
public:
  explicit Renumbering(const std::vector<GlyphUse>& glyphs) : _glyphs(glyphs) {}

  std::string outlineOf(std::string_view source) {
    std::string outline(source);
    if (outline.size() < 10 || readSigned16(outline, 0) >= 0) return outline;
    for (std::size_t at = 10;;) {
      const unsigned flags = read16(outline, at);
      set16(outline, at, flags & ~kInstructions);
      set16(outline, at + 2, numberOf(read16(outline, at + 2)));
      at += partSize(flags);
      if ((flags & kMoreParts) == 0) return outline.substr(0, at);
    }
  }
  std::size_t size() const { return _glyphs.size(); }
  const GlyphUse& operator[](std::size_t index) const { return _glyphs[index]; }

private:
  std::uint16_t numberOf(std::uint16_t glyph) {
    const auto [entry, added] = _parts.try_emplace(glyph, static_cast<std::uint16_t>(_glyphs.size()));
    if (added) _glyphs.push_back(GlyphUse{glyph, 0});
    return entry->second;
  }
  std::vector<GlyphUse> _glyphs;
  std::unordered_map<std::uint16_t, std::uint16_t> _parts;
};

struct Table {
  const char* tag;
  std::string bytes;
};

std::string assemble(std::vector<Table> tables) {
  constexpr std::size_t kHeadEntry = 1, kAdjustment = 8;
  std::string file;
  put32(file, 0x00010000);
  put16(file, static_cast<std::uint32_t>(tables.size()));
  put16(file, 64);  // six tables: 4 × 16, log2 4, the rest
  put16(file, 2);
  put16(file, static_cast<std::uint32_t>(tables.size() * 16 - 64));
  std::size_t offset = 12 + 16 * tables.size(), headAt = 0;
  for (const auto& table : tables) {
    file += table.tag;
    put32(file, checksum(table.bytes));
    put32(file, static_cast<std::uint32_t>(offset));
    put32(file, static_cast<std::uint32_t>(table.bytes.size()));
    if (&table == &tables[kHeadEntry]) headAt = offset;
    offset += (table.bytes.size() + 3) & ~std::size_t{3};
  }
  for (const auto& table : tables) {
    file += table.bytes;
    file.resize((file.size() + 3) & ~std::size_t{3}, '\0');
  }
  set32(file, headAt + kAdjustment, 0xB1B0AFBA - checksum(file));
  return file;
}

}  // namespace

std::string FontFace::subset(const std::vector<GlyphUse>& glyphs, std::size_t& glyphCount) const {
  Renumbering renumbering(glyphs);
  std::string loca, glyf, hmtx;
  for (std::size_t i = 0; i < renumbering.size(); ++i) {
    put32(loca, static_cast<std::uint32_t>(glyf.size()));
    const auto use = renumbering[i];
    glyf += renumbering.outlineOf(outline(use.glyph));
    glyf.resize((glyf.size() + 3) & ~std::size_t{3}, '\0');
    const std::size_t metric = std::min<std::size_t>(use.glyph, _longMetrics - 1);
    put16(hmtx, use.advance != 0 ? use.advance : read16(_hmtx, 4 * metric));
    const auto bearing = use.glyph < _longMetrics ? 4 * metric + 2 : 4 * _longMetrics + 2 * (use.glyph - _longMetrics);
    put16(hmtx, read16(_hmtx, bearing));
  }
  put32(loca, static_cast<std::uint32_t>(glyf.size()));
  glyphCount = renumbering.size();

  std::string head(_head), hhea(_hhea), maxp(_maxp);
  set32(head, 8, 0);
  set16(head, 50, 1);
  set16(hhea, 34, static_cast<std::uint32_t>(glyphCount));
  set16(maxp, 4, static_cast<std::uint32_t>(glyphCount));
  return assemble({{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}});
}

}  // namespace clairis::reports
