// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/font_face.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "reports/pdf/big_endian.h"
#include "reports/pdf/embedded.h"
#include "reports/pdf/unicode.h"

using namespace clairis;
using namespace clairis::reports;

TEST_CASE("both text faces draw the letters of European names and the signs of radiology [RIS.DOC.01]") {
  const auto wanted =
      composed("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿœŒæÆ€’‘“”«»–—…·µ²³°±≤≥×÷≠≈√∞αβγδμΔΩĄąĆćĘęŁłŃńŚśŹźŻżĞğİıŞşȘșȚțĂăČčŠšŽžŘřŐőŰűÐðÞþßãñõ½¼¾‰†•→");
  for (const auto face : {Face::regular, Face::bold})
    for (const auto code : wanted) {
      CAPTURE(static_cast<std::uint32_t>(code));
      CHECK(FontFace::of(face).has(code));
    }
}

TEST_CASE("a subset holds the glyphs asked for and the parts they are composed of [RIS.DOC.01]") {
  const auto& face = FontFace::of(Face::regular);
  std::size_t count = 0;
  const std::vector<GlyphUse> glyphs{{}, face.find(U'é'), face.find(U'x'), face.find(U'\u202F')};
  const auto file = face.subset(glyphs, count);
  CHECK(count > glyphs.size());  // é is e and an accent
  CHECK(face.find(U'\u202F').advance < face.find(U' ').advance);
  // All bytes of a TrueType file sum up to a constant of the format.
  REQUIRE(file.size() % 4 == 0);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < file.size(); i += 4) sum += read32(file, i);
  CHECK(sum == 0xB1B0AFBA);
  CHECK(file.size() < 3000);
}

TEST_CASE("a font that is cut short anywhere is refused or read, never beyond its end [RIS.DOC.01]") {
  const auto whole = embedded("regular.ttf");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); size += 997) {
    const std::string cut(whole.substr(0, size));
    try {
      const FontFace face("cut", cut);
      std::size_t count = 0;
      face.subset({{}, face.find(U'A')}, count);
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "report.font.malformed");
      ++refused;
    }
  }
  CHECK(refused > 0);
  CHECK_THROWS_AS(embedded("missing.ttf"), Refusal);
}
