// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clairis::reports {

/// The faces a report is set in. The supplement lends single characters that the other two lack.
enum class Face : std::uint8_t { regular, bold, supplement };
inline constexpr std::size_t kFaceCount = 3;

/// A glyph as a document uses it: its number in the face and its advance in font units (an advance may differ from the
/// face's own: narrow spaces are spaces with another advance).
struct GlyphUse {
  std::uint16_t glyph = 0;
  std::uint16_t advance = 0;
};

/// One TrueType face carried inside the library, parsed once. Immutable: shared by all threads.
class FontFace {
public:
  struct Metrics {
    int unitsPerEm = 1000;
    int ascent = 0, descent = 0, capHeight = 0;  ///< font units
    int box[4] = {0, 0, 0, 0};                   ///< xMin yMin xMax yMax, font units
  };

  /// `bytes` must outlive the face. Throws Refusal "report.font.malformed" when a table is missing or cut short.
  FontFace(std::string name, std::string_view bytes);

  /// The three faces of reports, parsed at first use.
  static const FontFace& of(Face face);

  const std::string& name() const noexcept { return _name; }
  const Metrics& metrics() const noexcept { return _metrics; }
  bool has(char32_t code) const noexcept { return find(code).glyph != 0; }
  /// Glyph 0 when the face lacks the character.
  GlyphUse find(char32_t code) const noexcept;
  /// A TrueType file whose glyph n is glyphs[n]; parts of composite glyphs follow. glyphs[0] must be .notdef.
  /// `glyphCount` tells how many glyphs the file holds.
  std::string subset(const std::vector<GlyphUse>& glyphs, std::size_t& glyphCount) const;

private:
  std::string_view table(std::string_view tag) const;
  std::string_view outline(std::uint16_t glyph) const;
  void readMetrics();
  void readCharacters();
  void readSegments(std::string_view map);

  static constexpr std::size_t kDirect = 0x500;  ///< characters below are found by index
  std::string _name;
  std::string_view _bytes;
  Metrics _metrics;
  std::string_view _head, _hhea, _hmtx, _maxp, _loca, _glyf;
  std::size_t _longMetrics = 0, _glyphCount = 0;
  bool _longOffsets = false;
  std::vector<GlyphUse> _direct;
  std::unordered_map<char32_t, GlyphUse> _others;
};

}  // namespace clairis::reports
