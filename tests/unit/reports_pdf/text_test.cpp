// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "reports/layout/french_text.h"
#include "reports/layout/line_breaker.h"
#include "reports/pdf/text_cleaner.h"
#include "reports/pdf/unicode.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

std::string joined(const std::vector<std::u32string>& lines) {
  std::u32string all;
  for (const auto& line : lines) all += line;
  return toUtf8(all);
}

}  // namespace

TEST_CASE("decomposed letters are composed, so that the fonts draw them [RIS.DOC.01]") {
  TextCleaner cleaner;
  CHECK(cleaner.line("e\xCC\x81te\xCC\x81") == U"été");
  CHECK(cleaner.replaced().empty());
}

TEST_CASE("characters that could hide or reorder text are dropped [RIS.DOC.01]") {
  TextCleaner cleaner;
  CHECK(cleaner.line("a\u200Bb\u202Ec\u2066d\uFEFFe\u00ADf\x7Fg\u0085h") == U"abcdefg h");
  CHECK(cleaner.replaced().empty());
}

TEST_CASE("a single line loses surplus white, several lines keep their breaks and tabs [RIS.DOC.01]") {
  TextCleaner cleaner;
  CHECK(cleaner.line("  a \t b\r\nc  ") == U"a b c");
  const std::vector<std::u32string> expected{U"a", U"", U"b\tc", U"d"};
  CHECK(cleaner.lines("\n\na \r\n\r\nb\tc\rd\n\n") == expected);
  CHECK(cleaner.lines("").empty());
  CHECK(cleaner.lines(" \n\t\n").empty());
}

TEST_CASE("private, unassigned and undecodable characters become a box and are reported [RIS.DOC.01]") {
  TextCleaner cleaner;
  CHECK(cleaner.line("\uE000\xFF\U0001F600") == U"□□□");
  CHECK(cleaner.replaced() == std::vector<std::string>{"U+E000", "U+FFFD", "U+1F600"});
}

TEST_CASE("lines put together give the paragraph back and none is too wide [RIS.DOC.01]") {
  const auto paragraph = composed(
      "Compte rendu : « très long », 14 mm ; voir https://images.example.org/etude/0123456789012345678901234567890123456789?serie=12&image=3 fin.");
  for (double width = 40; width < 500; width += 7) {
    const auto lines = breakLines(Face::regular, 10, paragraph, width);
    CHECK(joined(lines) == toUtf8(paragraph));
    for (auto line : lines) {
      while (!line.empty() && line.back() == U' ') line.pop_back();
      CHECK(TaggedDocument::width(Face::regular, 10, line) <= width);
    }
  }
}

TEST_CASE("a measure is never parted from its unit, nor high punctuation from its word [RIS.DOC.01]") {
  for (const auto* text : {"22 × 15 mm", "≥ 3 mm", "37 °C", "12 500", "fin ;", "« mot »", "350 mg/mL", "8 %"}) {
    CAPTURE(text);
    const auto measure = composed(text);
    const auto full = U"ceci est " + measure;
    const double width = TaggedDocument::width(Face::regular, 10, full) - 0.5;  // all but the last character fits
    const auto lines = breakLines(Face::regular, 10, full, width);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == measure);
  }
}

TEST_CASE("a lone letter wider than the line ends the matter, not the program [RIS.DOC.01]") {
  const auto lines = breakLines(Face::bold, 20, U"WWW", 3);
  CHECK(lines.size() == 3);
  CHECK(breakLines(Face::regular, 10, U"", 100).size() == 1);
}

TEST_CASE("what does not fit a footer ends with an ellipsis [RIS.DOC.01]") {
  CHECK(shortened(Face::regular, 10, U"court", 100) == U"court");
  const auto cut = shortened(Face::regular, 10, std::u32string(200, U'A'), 100);
  CHECK(cut.back() == U'…');
  CHECK(TaggedDocument::width(Face::regular, 10, cut) <= 100);
}

TEST_CASE("French wordings of identity and people [RIS.INS.52]") {
  CHECK(insLine(Ins::parse("180032B02040123", Ins::kNirTest)) == "INS : 1 80 03 2B 020 401 23 (NIR)");
  CHECK(frenchDate("1979-03-28") == "28/03/1979");
  CHECK(frenchDate("") == "inconnue");
  CHECK(frenchDate("1979") == "1979");
  CHECK(structureLine("1750803447") == "FINESS 750803447");
  CHECK(structureLine("399700366240007") == "SIRET 99700366240007");
  CHECK(structureLine("").empty());
  CHECK(addressLine({"", "75010", "PARIS", ""}) == "75010 PARIS");
  CHECK(upperCase("Gülşen œuvre straße") == "GÜLŞEN ŒUVRE STRASSE");
  Practitioner nurse{"", "", "Dupond", "Anne", "MME", "", {}, ""};
  CHECK(practitionerName(nurse) == "Mme Anne DUPOND");
  nurse.givenName.clear();
  nurse.civility.clear();
  CHECK(practitionerName(nurse) == "Dupond");
}

TEST_CASE("a report without title takes the words of its act [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.title.clear();
  CHECK(reportTitle(value) == "IRM du genou droit");
  value.acts.front().procedure.display.clear();
  CHECK(reportTitle(value) == "IRM");
  value.acts.clear();
  CHECK(reportTitle(value) == "Examen d’imagerie");
}
