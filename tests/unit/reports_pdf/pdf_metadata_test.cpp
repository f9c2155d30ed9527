// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "reports/pdf/report_pdf.h"
#include "reports/pdf/xmp.h"
#include "unit/reports_pdf/pdf_reader.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;
using clairis::tests::PdfFile;

namespace {

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto at = text.find(begin);
  if (at == std::string::npos) return "missing";
  return text.substr(at + begin.size(), text.find(end, at + begin.size()) - at - begin.size());
}

std::string utf16(const std::string& ascii) {
  std::string out("\xFE\xFF");
  for (const char c : ascii) {
    out.push_back('\0');
    out.push_back(c);
  }
  return out;
}

}  // namespace

TEST_CASE("information dictionary and XMP say the same, dates included [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.title = "Genou <droit> & \"gauche\"";
  const PdfFile file(renderPdf(value).bytes);
  const auto& metadata = file.get(file.catalog(), "Metadata");
  CHECK(metadata.keys.count("Filter") == 0);
  const auto& xmp = metadata.data;
  CHECK(xmp.find("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>") != std::string::npos);
  const auto& info = file.get(file.trailer, "Info");
  CHECK(file.get(info, "Title").text == utf16(value.text.title));
  CHECK(between(xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li>") == "Genou &lt;droit&gt; &amp; &quot;gauche&quot;");
  CHECK(file.get(info, "Author").text == utf16("Dr Jacques BIDEAULT"));
  CHECK(between(xmp, "<dc:creator><rdf:Seq><rdf:li>", "</rdf:li>") == "Dr Jacques BIDEAULT");
  CHECK(file.get(info, "Creator").text == between(xmp, "<xmp:CreatorTool>", "<"));
  CHECK(file.get(info, "Producer").text == between(xmp, "<pdf:Producer>", "<"));
  CHECK(file.get(info, "CreationDate").text == "D:20261120111703+01'00'");
  CHECK(file.get(info, "ModDate").text == "D:20261120111703+01'00'");
  CHECK(between(xmp, "<xmp:CreateDate>", "<") == "2026-11-20T11:17:03+01:00");
  CHECK(between(xmp, "<xmp:ModifyDate>", "<") == "2026-11-20T11:17:03+01:00");
}

TEST_CASE("dates west of Greenwich keep their sign [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.site.zone = "America/Martinique";
  const PdfFile file(renderPdf(value).bytes);
  CHECK(file.get(file.get(file.trailer, "Info"), "CreationDate").text == "D:20261120061703-04'00'");
  CHECK(between(file.get(file.catalog(), "Metadata").data, "<xmp:CreateDate>", "<") == "2026-11-20T06:17:03-04:00");
}

TEST_CASE("two documents that differ have different identifiers, equal ones the same [RIS.DOC.01]") {
  std::set<std::string> identifiers;
  for (int i = 0; i < 50; ++i) {
    auto value = fixture::kneeReport();
    value.documentOid += std::to_string(i);
    const PdfFile file(renderPdf(value).bytes);
    const auto& pair = file.get(file.trailer, "ID").items;
    REQUIRE(pair.size() == 2);
    CHECK(pair[0].text.size() == 16);
    CHECK(pair[0].text == pair[1].text);
    identifiers.insert(pair[0].text);
  }
  CHECK(identifiers.size() == 50);
}

TEST_CASE("the output intent carries the sRGB profile, and nothing in the file is encrypted or scripted [RIS.DOC.01]") {
  const PdfFile file(renderPdf(fixture::kneeReport()).bytes);
  const auto& intents = file.get(file.catalog(), "OutputIntents").items;
  REQUIRE(intents.size() == 1);
  CHECK(file.get(file.get(intents[0]), "S").text == "GTS_PDFA1");
  const auto& profile = file.get(file.get(intents[0]), "DestOutputProfile");
  CHECK(file.get(profile, "N").number == 3);
  REQUIRE(profile.data.size() > 128);
  CHECK(profile.data[8] == 2);  // ICC major version: PDF/A-1 refuses 4
  CHECK(profile.data.substr(16, 4) == "RGB ");
  CHECK(file.trailer.keys.count("Encrypt") == 0);
  for (const auto* key : {"OpenAction", "AA", "Names", "AcroForm"}) CHECK(file.catalog().keys.count(key) == 0);
}

TEST_CASE("fonts are embedded subsets whose widths, CIDSet and ToUnicode cover what is shown [RIS.DOC.01]") {
  const PdfFile file(renderPdf(fixture::chestReport()).bytes);
  const auto& fonts = file.get(file.get(*file.pages().front(), "Resources"), "Font").keys;
  CHECK(fonts.size() >= 2);
  for (const auto& [name, reference] : fonts) {
    CAPTURE(name);
    const auto& font = file.get(reference);
    CHECK(file.get(font, "Encoding").text == "Identity-H");
    const auto& map = file.get(font, "ToUnicode").data;
    CHECK(map.find("beginbfchar") != std::string::npos);
    CHECK(map.find("cidrange") == std::string::npos);
    const auto& descendant = file.get(file.get(font, "DescendantFonts").items.at(0));
    CHECK(file.get(descendant, "CIDToGIDMap").text == "Identity");
    const auto& descriptor = file.get(descendant, "FontDescriptor");
    CHECK(file.get(descriptor, "FontName").text.substr(6, 1) == "+");
    CHECK(file.get(descriptor, "CapHeight").number > 600);
    const auto& program = file.get(descriptor, "FontFile2").data;
    CHECK(static_cast<int>(program.size()) == file.get(file.get(descriptor, "FontFile2"), "Length1").number);
    const auto widths = file.get(descendant, "W").items.at(1).items.size();
    const auto glyphBytes = file.get(descriptor, "CIDSet").data;
    CHECK(8 * glyphBytes.size() >= widths);
    CHECK((static_cast<unsigned char>(glyphBytes.front()) & 0x80) != 0);
  }
}
