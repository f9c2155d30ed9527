// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "reports/cda/assertions.h"
#include "reports/cda/pdf_body.h"
#include "reports/cda/read_cda.h"
#include "reports/cda/report_cda.h"
#include "reports/xds/metadata.h"
#include "sample_report.h"

using namespace clairis;
using namespace clairis::reports;
using namespace std::string_literals;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

std::vector<std::string> hostileDocuments() {
  const auto sound = renderCda(sample::report(), sample::pdf());
  std::string laughs = "<!DOCTYPE ClinicalDocument [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'm'; ++c) laughs += std::string("<!ENTITY ") + c + " \"" + std::string("&") + char(c - 1) + ";&" + char(c - 1) + ";\">";
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  return {
      "",
      "\0"s,
      "not XML",
      sound.substr(0, sound.size() / 2),
      sound.substr(0, sound.size() - 20),
      replaced(sound, kDeclaration, kDeclaration + laughs + "]>"),
      replaced(sound, kDeclaration, kDeclaration + "<!DOCTYPE ClinicalDocument SYSTEM \"file:///etc/passwd\">"),
      replaced(sound, "IRM du genou droit", "&laughs;"),
      replaced(sound, "IRM du genou droit", "IRM&#0;du genou"),
      replaced(sound, "IRM du genou droit", "IRM&#xFFFF;du genou"),
      replaced(sound, "IRM du genou droit", "IRM&#99999999999;du genou"),
      replaced(sound, "IRM du genou droit", "IRM&#"),
      replaced(sound, "IRM du genou droit", "IRM \xE9paule"),
      replaced(sound, "IRM du genou droit", "IRM\x01"),
      replaced(sound, "encoding=\"UTF-8\"", "encoding=\"ISO-8859-15\""),
      replaced(sound, "urn:hl7-org:v3", "urn:hl7-org:v2"),
      replaced(sound, "<ClinicalDocument", "<Clinical"),
      sound + "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>",
      "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">" + deep,
      replaced(sound, "<component>", deep.substr(0, 3 * 100) + "<component>"),
  };
}

}  // namespace

TEST_CASE("a hostile or broken document is refused by every reader, and nothing expands") {
  std::size_t number = 0;
  for (const auto& document : hostileDocuments()) {
    CAPTURE(number);
    ++number;
    CHECK_THROWS_AS(readCda(document), Refusal);
    CHECK_THROWS_AS(metadataFromCda(document), Refusal);
    CHECK_THROWS_AS(pdfFromCda(document), Refusal);
    CHECK(cdaFindings(document).size() >= 1);
  }
}

TEST_CASE("elements nested below the limit are read, deeper ones are not") {
  const auto nested = [](int depth) {
    std::string open, close;
    for (int i = 0; i < depth; ++i) {
      open += "<a>";
      close += "</a>";
    }
    return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">" + open + close + "</ClinicalDocument>";
  };
  CHECK(readCda(nested(10)).child("ClinicalDocument").child("a"));
  CHECK_THROWS_AS(readCda(nested(5000)), Refusal);
}

TEST_CASE("a document beyond 64 MB is refused before it is parsed") {
  CHECK_THROWS_WITH_AS(readCda(std::string((std::size_t{64} << 20) + 1, ' ')), doctest::Contains("64 MB"), Refusal);
}

TEST_CASE("any single cut of a document is found or leaves the PDF whole, and never crashes a reader") {
  const auto sound = renderCda(sample::report(), sample::pdf());
  for (std::size_t size = 0; size < sound.size(); size += 7) {
    CAPTURE(size);
    CHECK(cdaFindings(std::string_view(sound).substr(0, size)).size() >= 1);
  }
}

TEST_CASE("any single changed byte never crashes a reader") {
  const auto sound = renderCda(sample::report(), sample::pdf());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < sound.size(); at += 3) {
    auto changed = sound;
    changed[at] = static_cast<char>(changed[at] ^ 0x15);
    cdaFindings(changed);
    try {
      metadataFromCda(changed);
    } catch (const Refusal&) {
      ++refused;
    }
  }
  CHECK(refused > 0);
}
