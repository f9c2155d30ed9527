// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/tagged_document.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "unit/reports_pdf/pdf_reader.h"

using namespace clairis::reports;
using clairis::tests::PdfFile;

namespace {

const DocumentInfo kInfo{"Titre", "Auteur", "Sujet", "20261120111700+0100"};

}  // namespace

TEST_CASE("nothing can be drawn inside of two marks at once, nor outside of an element [RIS.DOC.01]") {
  TaggedDocument document;
  document.newPage();
  CHECK_THROWS_AS(document.content(), std::logic_error);  // the document itself holds elements only
  const auto paragraph = document.open(Tag::p);
  const auto ink = document.content();
  CHECK_THROWS_AS(document.artifact(), std::logic_error);
  CHECK_THROWS_AS(document.open(Tag::p), std::logic_error);  // a paragraph with content takes no element
}

TEST_CASE("an element that holds elements takes no content of its own [RIS.DOC.01]") {
  TaggedDocument document;
  document.newPage();
  const auto table = document.open(Tag::table);
  { const auto row = document.open(Tag::tr); }
  CHECK_THROWS_AS(document.content(), std::logic_error);
}

TEST_CASE("content before the first page is a mistake, not a crash [RIS.DOC.01]") {
  TaggedDocument document;
  const auto paragraph = document.open(Tag::p);
  CHECK_THROWS_AS(document.content(), std::out_of_range);
}

TEST_CASE("a character that no face has cannot reach a page unnoticed [RIS.DOC.01]") {
  TaggedDocument document;
  document.newPage();
  const auto paragraph = document.open(Tag::p);
  auto ink = document.content();
  CHECK_THROWS_AS(ink.text({}, 100, 100, U"\U0001F600"), std::logic_error);
}

TEST_CASE("four hundred characters in a row come back, whatever byte their numbers hold [RIS.DOC.01]") {
  std::u32string text;
  std::string expected;
  for (char32_t code = 0x20; code < 0x250; ++code) {
    Face face{};
    if (code == 0xAD || !TaggedDocument::faceFor(code, Face::regular, face) || (code >= 0x7F && code < 0xA0)) continue;
    text.push_back(code);
    if (code < 0x80)
      expected.push_back(static_cast<char>(code));
    else
      expected += {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
  }
  REQUIRE(text.size() > 400);  // parentheses, backslash and line ends occur among the two-byte numbers
  TaggedDocument document;
  document.newPage();
  {
    const auto paragraph = document.open(Tag::p);
    auto ink = document.content();
    ink.text({}, 10, 100, text);
  }
  CHECK(clairis::tests::structureText(PdfFile(document.finish(kInfo))) == expected + "\n");
}

TEST_CASE("a small document has the object tree that readers expect [RIS.DOC.01]") {
  TaggedDocument document;
  document.newPage();
  {
    const auto title = document.open(Tag::h1);
    auto ink = document.content();
    ink.text({Face::bold, 20, {}}, 56, 700, U"Titre");
  }
  document.newPage();
  {
    const auto figure = document.openFigure("Une image", {10, 10, 20, 20});
    auto ink = document.content();
    ink.fillCells(10, 10, 2, {{0, 0, 3, 1}, {4, 2, 1, 1}}, {});
  }
  const PdfFile file(document.finish(kInfo));
  REQUIRE(file.pages().size() == 2);
  const auto marked = clairis::tests::markedContent(file, *file.pages()[1]);
  REQUIRE(marked.size() == 1);
  const std::vector<std::vector<double>> cells{{0, 0, 3, 1}, {4, 2, 1, 1}};
  CHECK(marked[0].rectangles == cells);
  const auto elements = clairis::tests::structure(file);
  REQUIRE(elements.size() == 3);
  CHECK(elements[1].tag == "H1");
  CHECK(elements[1].text == "Titre");
  CHECK(elements[2].tag == "Figure");
}
