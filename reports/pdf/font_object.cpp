// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/font_object.h"

#include <fmt/format.h>

#include <cmath>

#include "reports/pdf/unicode.h"

namespace clairis::reports {

namespace {

/// "QXFRTB+LiberationSans": the prefix tells one subset from another (PDF 1.4 §5.5.3), so it follows the characters used.
std::string subsetName(const FontFace& face, const std::vector<char32_t>& codes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto code : codes) hash = (hash ^ code) * 1099511628211ULL;
  std::string name;
  for (int i = 0; i < 6; ++i, hash /= 26) name.push_back(static_cast<char>('A' + hash % 26));
  return name + "+" + face.name();
}

std::string toUnicode(const std::vector<char32_t>& codes) {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  constexpr std::size_t kBlock = 100;  // the most a block may hold
  for (std::size_t at = 1; at < codes.size(); at += kBlock) {
    const auto end = std::min(codes.size(), at + kBlock);
    map += fmt::format("{} beginbfchar\n", end - at);
    for (auto cid = at; cid < end; ++cid) {
      map += fmt::format("<{:04X}> <", cid);
      std::string utf8;
      appendUtf8(utf8, codes[cid]);
      for (const unsigned char byte : utf16WithMark(utf8).substr(2)) map += fmt::format("{:02X}", byte);
      map += ">\n";
    }
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

/// One bit per glyph of the embedded file, all set.
std::string cidSet(std::size_t glyphCount) {
  std::string bits(glyphCount / 8, '\xFF');
  if (glyphCount % 8 != 0) bits.push_back(static_cast<char>(0xFF << (8 - glyphCount % 8)));
  return bits;
}

HPDF_Dict writeDescriptor(Haru& haru, const FontFace& face, const std::string& name, const std::vector<GlyphUse>& glyphs) {
  const auto& metrics = face.metrics();
  const auto perMille = [&](int units) { return std::lround(units * 1000.0 / metrics.unitsPerEm); };
  std::size_t glyphCount = 0;
  const auto file = face.subset(glyphs, glyphCount);
  auto* descriptor = haru.object();
  haru.name(descriptor, "Type", "FontDescriptor");
  haru.name(descriptor, "FontName", name.c_str());
  constexpr int kSymbolic = 4;
  haru.number(descriptor, "Flags", kSymbolic);
  auto* box = haru.array(descriptor, "FontBBox");
  for (const auto side : metrics.box) haru.number(box, perMille(side));
  haru.number(descriptor, "ItalicAngle", 0);
  haru.number(descriptor, "Ascent", perMille(metrics.ascent));
  haru.number(descriptor, "Descent", perMille(metrics.descent));
  haru.number(descriptor, "CapHeight", perMille(metrics.capHeight));
  haru.number(descriptor, "StemV", face.name().ends_with("Bold") ? 140 : 80);
  auto* program = haru.stream(file, Haru::Packing::deflate);
  haru.number(program, "Length1", static_cast<long long>(file.size()));
  haru.reference(descriptor, "FontFile2", program);
  haru.reference(descriptor, "CIDSet", haru.stream(cidSet(glyphCount), Haru::Packing::deflate));
  return descriptor;
}

HPDF_Dict writeCidFont(Haru& haru, const FontFace& face, const std::string& name, const std::vector<GlyphUse>& glyphs) {
  auto* font = haru.object();
  haru.name(font, "Type", "Font");
  haru.name(font, "Subtype", "CIDFontType2");
  haru.name(font, "BaseFont", name.c_str());
  auto* system = haru.dict(font, "CIDSystemInfo");
  haru.ascii(system, "Registry", "Adobe");
  haru.ascii(system, "Ordering", "Identity");
  haru.number(system, "Supplement", 0);
  haru.name(font, "CIDToGIDMap", "Identity");
  haru.reference(font, "FontDescriptor", writeDescriptor(haru, face, name, glyphs));
  auto* widths = haru.array(font, "W");
  haru.number(widths, 0);
  auto* list = haru.array(widths);
  haru.number(list, std::lround(face.find(0).advance * 1000.0 / face.metrics().unitsPerEm));
  for (std::size_t i = 1; i < glyphs.size(); ++i) haru.number(list, std::lround(glyphs[i].advance * 1000.0 / face.metrics().unitsPerEm));
  return font;
}

}  // namespace

HPDF_Dict writeFont(Haru& haru, const FontFace& face, const std::vector<char32_t>& codes, const std::vector<GlyphUse>& glyphs) {
  const auto name = subsetName(face, codes);
  auto* font = haru.object();
  haru.name(font, "Type", "Font");
  haru.name(font, "Subtype", "Type0");
  haru.name(font, "BaseFont", name.c_str());
  haru.name(font, "Encoding", "Identity-H");
  haru.reference(haru.array(font, "DescendantFonts"), writeCidFont(haru, face, name, glyphs));
  haru.reference(font, "ToUnicode", haru.stream(toUnicode(codes), Haru::Packing::deflate));
  return font;
}

}  // namespace clairis::reports
