// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "conformance/pdfa/sample_reports.h"
#include "reports/pdf/report_pdf.h"
#include "unit/reports_pdf/pdf_reader.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;
using clairis::tests::PdfFile;
using clairis::tests::PdfValue;

namespace {

void checkDocument(const PdfFile& file) {
  const auto& catalog = file.catalog();
  CHECK(file.get(catalog, "Lang").text == "fr-FR");
  CHECK(file.get(file.get(catalog, "MarkInfo"), "Marked").text == "true");
  CHECK(file.get(file.get(catalog, "ViewerPreferences"), "DisplayDocTitle").text == "true");
  CHECK(file.get(file.get(catalog, "StructTreeRoot"), "Type").text == "StructTreeRoot");
}

/// The parent tree leads from each marked-content id to the element that claims it.
void checkParentTree(const PdfFile& file, const std::vector<tests::Element>& elements) {
  std::map<std::pair<int, int>, const PdfValue*> owners;
  for (const auto& element : elements)
    for (const auto& mark : element.marks) {
      CHECK(owners.emplace(mark, element.dict).second);
    }
  const auto& root = file.get(file.catalog(), "StructTreeRoot");
  const auto& numbers = file.get(file.get(root, "ParentTree"), "Nums").items;
  const auto pages = file.pageNumbers();
  REQUIRE(numbers.size() == 2 * pages.size());
  CHECK(file.get(root, "ParentTreeNextKey").number == static_cast<int>(pages.size()));
  std::size_t claimed = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const auto& page = file.objects.at(pages[i]);
    CHECK(file.get(page, "StructParents").number == numbers[2 * i].number);
    const auto& list = file.get(numbers[2 * i + 1]).items;
    std::set<int> ids;
    for (const auto& marked : tests::markedContent(file, page))
      if (marked.id >= 0) CHECK(ids.insert(marked.id).second);
    REQUIRE(ids.size() == list.size());
    claimed += list.size();
    for (std::size_t id = 0; id < list.size(); ++id) CHECK(owners.at({pages[i], static_cast<int>(id)}) == &file.get(list[id]));
  }
  CHECK(claimed == owners.size());
}

void checkNesting(const PdfFile& file, const std::vector<tests::Element>& elements) {
  REQUIRE(!elements.empty());
  CHECK(elements.front().tag == "Document");
  static const std::map<std::string, std::set<std::string>> kParents{{"H1", {"Document"}},    {"H2", {"Document"}},    {"P", {"Document"}},
                                                                     {"Table", {"Document"}}, {"TR", {"Table"}},       {"TH", {"TR"}},
                                                                     {"TD", {"TR"}},          {"Figure", {"Document"}}};
  int titles = 0;
  for (const auto& element : elements) {
    if (element.depth == 0) continue;
    REQUIRE(kParents.count(element.tag) == 1);
    CHECK(kParents.at(element.tag).count(file.get(file.get(*element.dict, "P"), "S").text) == 1);
    if (element.tag == "H1") ++titles;
    if (element.tag == "H2") CHECK(titles == 1);
    if (element.tag == "TH") CHECK(!file.get(file.get(*element.dict, "A"), "Scope").text.empty());
    if (element.tag == "Figure") {
      CHECK(file.get(*element.dict, "Alt").text.size() > 20);
      CHECK(file.get(file.get(*element.dict, "A"), "BBox").items.size() == 4);
    }
  }
  CHECK(titles == 1);
}

}  // namespace

TEST_CASE("every mark on every page is tagged or an artifact, and the tag tree is whole [RIS.DOC.01]") {
  for (const auto& sample : samples::all()) {
    CAPTURE(sample.name);
    const PdfFile file(renderPdf(sample.value).bytes);
    checkDocument(file);
    const auto elements = tests::structure(file);
    checkNesting(file, elements);
    checkParentTree(file, elements);
  }
}

TEST_CASE("a paragraph that crosses a page break stays one element with content on both pages [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.results.clear();
  for (int i = 0; i < 300; ++i) value.text.results += "Une phrase assez longue pour remplir plusieurs lignes de suite. ";
  const PdfFile file(renderPdf(value).bytes);
  bool crossing = false;
  for (const auto& element : tests::structure(file))
    if (element.marks.size() > 1) {
      crossing = true;
      CHECK(element.tag == "P");
      CHECK(element.marks[0].first != element.marks[1].first);
    }
  CHECK(crossing);
}

TEST_CASE("a paragraph leaves at least two lines on each side of a page break [RIS.DOC.01]") {
  for (int lines = 20; lines < 60; ++lines) {
    auto value = fixture::kneeReport();
    value.text.results.clear();
    for (int i = 0; i < lines; ++i)
      value.text.results +=
          "Foie de taille et de contours réguliers, sans lésion focale décelable sur les séquences réalisées avant et après injection ; ";
    const PdfFile file(renderPdf(value).bytes);
    const auto pages = file.pageNumbers();
    for (const auto& element : tests::structure(file)) {
      if (element.marks.size() < 2) continue;
      for (const auto& [page, id] : element.marks) {
        std::size_t longest = 0;
        for (const auto& marked : tests::markedContent(file, file.objects.at(page)))
          if (marked.id == id) longest = marked.text.size();
        CHECK(longest > 130);  // one line holds about a hundred characters
      }
    }
  }
}

TEST_CASE("rows of tab-separated words become a table with a header [RIS.DOC.01]") {
  const PdfFile file(renderPdf(fixture::chestReport()).bytes);
  int tables = 0, columnHeaders = 0;
  for (const auto& element : tests::structure(file)) {
    if (element.tag == "Table") ++tables;
    if (element.tag == "TH" && file.get(file.get(*element.dict, "A"), "Scope").text == "Column") ++columnHeaders;
  }
  CHECK(tables == 2);  // the patient's traits are one
  CHECK(columnHeaders == 4);
  const auto text = tests::structureText(file);
  CHECK(text.find("lobe moyen\n12 mm\nstable\n") != std::string::npos);
}

TEST_CASE("a table of very many columns is set as text, none of it lost [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.results = "a\tb\tc\td\te\tf\tg\th\ti\tj\nk\tl";
  const auto text = tests::structureText(PdfFile(renderPdf(value).bytes));
  CHECK(text.find("a b c d e f g h i j\n") != std::string::npos);
  CHECK(text.find("k l\n") != std::string::npos);
}
