// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/assertions.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "reports/cda/report_cda.h"
#include "sample_variants.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

std::string amended() {
  for (const auto& variant : sample::variants()) {
    if (variant.name == "amended") return renderCda(variant.value, sample::pdf());
  }
  return {};
}

// The sound document with the first `from` after `anchor` replaced.
std::string spoiled(const std::string& anchor, const std::string& from, const std::string& to) {
  static const auto sound = amended();
  auto text = sound;
  const auto at = text.find(from, text.find(anchor));
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool found(const std::string& cda, const std::string& rule) {
  const auto findings = cdaFindings(cda);
  return std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) { return finding.rfind(rule + " ", 0) == 0; });
}

}  // namespace

TEST_CASE("each rule finds the fault it is about [RIS.DOC.02]") {
  struct Row {
    const char* rule;
    const char* anchor;
    const char* from;
    const char* to;
  };
  const Row rows[] = {
      {"H01", "<?xml", "<?xml", "\xEF\xBB\xBF<?xml"},
      {"H02", "<?xml", " encoding=\"UTF-8\"", ""},
      {"H03", "<?xml", "?>", "?><?xml-stylesheet href=\"x.xsl\"?>"},
      {"H04", "<realmCode", "\"FR\"", "\"DE\""},
      {"H05", "<typeId", "POCD_HD000040", "POCD_HD000041"},
      {"H06", "<templateId", "1.2.250.1.213.1.1.1.1", "1.2.250.1.213.1.1.1.45"},
      {"H07", "<id root=\"1.2.250.1.999.1.1.", " />", " extension=\"1\" />"},
      {"H08", "<code", "18748-4", "11502-2"},
      {"H09", "<translation", "codeSystem=\"2.16.840.1.113883.6.1\"", "codeSystem=\"1.2\""},
      {"H10", "<translation", "<translation",
       "<translation code=\"24802-1\" displayName=\"RM genou\" codeSystem=\"2.16.840.1.113883.6.1\" /><translation"},
      {"H11", "<translation", "24802-1", "24803-1"},
      {"H12", "<title", ">CR d'imagerie médicale - IRM du genou droit<", "><"},
      {"H13", "<effectiveTime", "+0100", ""},
      {"H13", "<effectiveTime", "20261120111700", "20261320111700"},
      {"H14", "<confidentialityCode", "\"N\"", "\"MASQUE_PS\""},
      {"H15", "<languageCode", "fr-FR", "fr"},
      {"H16", "<setId", "1.2.250.1.999.1.1.20261.402", "6f0f0e4c-2a3b-4d5e-8f90-112233445566"},
      {"H17", "<versionNumber", "\"2\"", "\"0\""},
      {"H18", "<versionNumber", "<recordTarget>", "<copyTime value=\"20261120\" /><recordTarget>"},
      {"V02", "<relatedDocument", "RPLC", "APND"},
      {"V03", "<parentDocument", "<id root=", "<id extension="},
      {"V04", "<parentDocument", "402.1", "402.2"},
      {"V05", "<versionNumber", "\"2\"", "\"1\""},
      {"X01", "<setId", "<setId root=\"1.2.250.1.999.1.1.20261.402\" />", ""},
      {"T01", "<addr", "<city>PARIS</city>", "<city>PARIS</city><city>PARIS</city>"},
      {"T01", "<addr", "<city>", "<streetAddressLine>1 rue</streetAddressLine><city>"},
      {"T02", "<addr", "<addr>", "<addr use=\"X\">"},
      {"T03", "<telecom", "tel:", ""},
      {"T04", "<telecom", "<telecom", "<telecom use=\"XX\""},
      {"T05", "<participant typeCode=\"INF\"", "nullFlavor=\"NA\"", "nullFlavor=\"NP\""},
      {"T06", "<administrativeGenderCode", "displayName=\"Féminin\" ", ""},
      {"P01", "<patientRole", " extension=\"IPP101\"", ""},
      {"P02", "<patientRole", "<id ", "<id root=\"1.2.3\" extension=\"7\" /><id "},
      {"P03", "<patientRole", "279035121518989", "2790351215189"},
      {"P05", "<patientRole", "<id ", "<id root=\"1.2.250.1.213.1.4.9\" extension=\"279035121518989\" /><id "},
      {"P06", "<patientRole", "<given qualifier=\"BR\">DOMINIQUE</given>", ""},
      {"P07", "<birthplace", "51215", "512"},
      {"P10", "<patientRole", "qualifier=\"BR\"", "qualifier=\"SP\""},
      {"P11", "<given qualifier", "\"BR\"", "\"SP\""},
      {"P12", "<patientRole", "279035121518989@", "277076322082910@"},
      {"P14", "<administrativeGenderCode", "\"F\"", "\"U\""},
      {"P15", "<birthTime", "value=\"19790328\"", "nullFlavor=\"UNK\""},
      {"P16", "<birthTime", "<birthplace>", "<maritalStatusCode code=\"M\" /><birthplace>"},
      {"A02", "<author>", "20261120111500+0100", "202611201115+0100"},
      {"A04", "<assignedAuthor>", "<assignedPerson>", "<assignedAuthoringDevice /><assignedPerson>"},
      {"A06", "<assignedAuthor>", "1.2.250.1.213.1.1.4.5", "1.2.3"},
      {"A08", "<assignedAuthor>", " extension=\"801234560801\"", ""},
      {"A09", "<assignedAuthor>", "801234560801", "80123456080"},
      {"A10", "<assignedPerson>", "<family>BIDEAULT</family>", ""},
      {"A12", "<assignedPerson>", ">M<", ">M.<"},
      {"A13", "<assignedPerson>", ">DR<", ">Docteur<"},
      {"A14", "<representedOrganization>", "1.2.250.1.71.4.2.2", "1.2.3"},
      {"A15", "<representedOrganization>", "1750803447", "9750803447"},
      {"A16", "<representedOrganization>", "Centre de radiologie Ambroise", ""},
      {"C02", "<custodian>", "1.2.250.1.71.4.2.2", "1.2.3"},
      {"R01", "<intendedRecipient>", "<id root=\"1.2.250.1.71.4.2.1\" extension=\"801234567897\" />", ""},
      {"L02", "<legalAuthenticator>", "+0100", ""},
      {"L03", "<signatureCode", "\"S\"", "\"X\""},
      {"N01", "<participant typeCode", "\"INF\"", "\"AUT\""},
      {"N02", "<participant typeCode", "<time nullFlavor=\"NA\" />", ""},
      {"N03", "<associatedEntity", "PROV", "PAT"},
      {"O02", "<order>", " extension=\"OPN102\"", ""},
      {"O03", "<ps3-20:accessionNumber", " extension=\"ACN102\"", ""},
      {"O04", "<ps3-20:accessionNumber", "ACN102", "ACN10200000000017"},
      {"O05", "<ClinicalDocument", " xmlns:ps3-20=\"urn:dicom-org:ps3-20\"", ""},
      {"O06", "<order>", "</order>", "<priorityCode code=\"R\" /></order>"},
      {"D03", "<serviceEvent>", "20261120.102\"", "20261120.102\" extension=\"1\""},
      {"D05", "<serviceEvent>", "\"MR\"", "\"RM\""},
      {"D05", "<serviceEvent>", "121139", "121140"},
      {"D06", "<serviceEvent>", "61685007", "72696002"},
      {"D07", "<serviceEvent>", "<translation",
       "<translation code=\"NZQN001\" displayName=\"IRM\" codeSystem=\"1.2.250.1.215.300.1\" /><translation"},
      {"D08", "<serviceEvent>", "20261120102500+0100", "20261120102500"},
      {"D10", "<serviceEvent>", "20261120105500", "20261120095500"},
      {"D11", "<performer", "PRF", "SPRF"},
      {"D12", "<performer", "AMBULATOIRE", "CABINET"},
      {"D13", "<serviceEvent>", "codeSystem=\"2.16.840.1.113883.6.1\"", "codeSystem=\"1.2.250.1.215.300.1\""},
      {"E02", "<encompassingEncounter>", "\"AMB\"", "\"O\""},
      {"E03", "<encompassingEncounter>", "20261120102500+0100", "20261120"},
      {"E04", "<healthCareFacility>", "SA08", "CABINET"},
      {"B01", "<component>", "<nonXMLBody>", "<structuredBody /><nonXMLBody>"},
      {"B03", "<nonXMLBody>", "application/pdf", "image/jpeg"},
      {"B04", "<nonXMLBody>", "JVBE", "JV*E"},
      {"B05", "<nonXMLBody>", "JVBERi0xLjQ", "JVBERi0xLjc"},
      {"X04", "<assignedAuthor>", "<telecom", "<representedOrganization /><telecom"},
      {"X10", "<order>", "<ps3-20:accessionNumber", "<code code=\"1\" /><ps3-20:accessionNumber"},
  };
  std::size_t number = 0;
  for (const auto& row : rows) {
    CAPTURE(number);
    CAPTURE(row.rule);
    ++number;
    if (std::string(row.rule) == "X01") {
      auto moved = spoiled(row.anchor, row.from, row.to);
      CHECK(found(moved.insert(moved.find("<recordTarget>") + 0, "<component /><setId root=\"1.2.3\" />"), "X01"));
      continue;
    }
    CHECK(found(spoiled(row.anchor, row.from, row.to), row.rule));
  }
}

TEST_CASE("a document with whole parts missing has findings for each, without a crash") {
  const std::string empty = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>";
  for (const char* rule : {"H04", "H07", "H08", "H16", "H17", "P04", "P13", "A01", "C01", "L01", "O01", "D01", "E01", "B01"}) {
    CAPTURE(rule);
    CHECK(found(empty, rule));
  }
}

TEST_CASE("a PDF that is encrypted, cut or claims no PDF/A-1 is found in the body") {
  const auto withBody = [](std::string pdf) { return renderCda(sample::report(), pdf); };
  CHECK(found(withBody("%PDF-1.4 /Encrypt " + sample::pdf()), "B08"));
  CHECK(found(withBody("%PDF-1.4\n%%EOF"), "B07"));
  CHECK(found(withBody("%PDF-1.7" + sample::pdf()), "B05"));
  CHECK(found(spoiled("<nonXMLBody>", "</text>", "J</text>"), "B04"));
}

TEST_CASE("findings never quote the document") {
  auto value = sample::report();
  value.patient.traits.birthName = "PAT-TROIS";
  auto cda = renderCda(value, sample::pdf());
  cda.replace(cda.find("<birthTime"), 10, "<birthDate");
  for (const auto& finding : cdaFindings(cda)) {
    CHECK(finding.find("PAT-TROIS") == std::string::npos);
    CHECK(finding.find("279035121518989") == std::string::npos);
  }
  CHECK(found(cda, "P15"));
}
