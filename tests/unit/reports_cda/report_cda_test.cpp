// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/report_cda.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

#include "core/domain/refusal.h"
#include "reports/cda/assertions.h"
#include "reports/cda/pdf_body.h"
#include "sample_variants.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

// The document of a changed sample, read with the plain parser.
struct Rendered {
  explicit Rendered(const ReportValue& value) : bytes(renderCda(value, sample::pdf())) {
    REQUIRE(parsed.load_buffer(bytes.data(), bytes.size()));
    document = parsed.child("ClinicalDocument");
  }
  std::string at(const char* path, const char* attribute) const { return document.first_element_by_path(path).attribute(attribute).value(); }
  std::string all(const char* path, const char* attribute) const {
    std::string joined;
    for (const auto& found : document.select_nodes(path))
      joined += std::string(joined.empty() ? "" : " ") + found.node().attribute(attribute).value();
    return joined;
  }
  std::size_t count(const char* path) const { return document.select_nodes(path).size(); }

  std::string bytes;
  pugi::xml_document parsed;
  pugi::xml_node document;
};

std::size_t occurrences(const std::string& text, const std::string& sought) {
  std::size_t found = 0;
  for (auto at = text.find(sought); at != std::string::npos; at = text.find(sought, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("every kind of report a department meets becomes a conformant CDA with its PDF inside [RIS.DOC.02]") {
  const auto pdf = sample::pdf(1000);
  for (const auto& [name, value] : sample::variants()) {
    CAPTURE(name);
    const auto cda = renderCda(value, pdf);
    CHECK(cdaFindings(cda) == std::vector<std::string>{});
    CHECK(pdfFromCda(cda) == pdf);
    CHECK(renderCda(value, pdf) == cda);
  }
}

TEST_CASE("a report is filed as LOINC 18748-4 with one translation per act [RIS.CRR.07]") {
  auto value = sample::report();
  sample::addThoraxCt(value);
  const Rendered cda(value);
  CHECK(cda.at("code", "code") == "18748-4");
  CHECK(cda.at("code", "displayName") == "CR d'imagerie médicale");
  CHECK(cda.all("code/translation", "code") == "24802-1 24627-2");
  value.acts[1].procedure = value.acts[0].procedure;
  CHECK(Rendered(value).all("code/translation", "code") == "24802-1");
}

TEST_CASE("the header opens as a level 1 document and the body says PDF in base64 [RIS.DOC.02]") {
  const Rendered cda(sample::report());
  CHECK(cda.bytes.rfind("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument", 0) == 0);
  CHECK(cda.all("templateId", "root") == "2.16.840.1.113883.2.8.2.1 1.2.250.1.213.1.1.1.1 1.3.6.1.4.1.19376.1.2.20");
  CHECK(cda.at("component/nonXMLBody/text", "mediaType") == "application/pdf");
  CHECK(cda.at("component/nonXMLBody/text", "representation") == "B64");
  CHECK(std::string(cda.document.child_value("title")) == "CR d'imagerie médicale - IRM du genou droit");
}

TEST_CASE("the INS stands first, with all traits and the patient's own MSSanté address [RIS.DOC.03]") {
  const Rendered cda(sample::report());
  CHECK(cda.all("recordTarget/patientRole/id", "root") == "1.2.250.1.213.1.4.10 1.2.250.1.999.1.2");
  CHECK(cda.all("recordTarget/patientRole/id", "extension") == "279035121518989 IPP101");
  CHECK(cda.all("recordTarget/patientRole/telecom", "value") == "tel:0144534551 mailto:279035121518989@patient.mssante.fr");
  const auto patient = cda.document.first_element_by_path("recordTarget/patientRole/patient");
  CHECK(std::string(patient.select_node("name/given[not(@qualifier)]").node().child_value()) == "DOMINIQUE MARIE-LOUISE");
  CHECK(std::string(patient.select_node("name/given[@qualifier='BR']").node().child_value()) == "DOMINIQUE");
  CHECK(std::string(patient.first_element_by_path("birthplace/place/addr/county").child_value()) == "51215");
  CHECK(std::string(patient.child("birthTime").attribute("value").value()) == "19790328");
}

TEST_CASE("without a qualified identity no byte of the matricule leaves in a CDA [SR-02]") {
  auto value = sample::report();
  value.patient.ins = value.ins;  // stored, yet the guard let nothing through
  value.patient.localIds.insert(value.patient.localIds.begin(), {"279035121518989", "INS", std::string(Ins::kNirTest)});
  value.ins.reset();
  const Rendered cda(value);
  CHECK(occurrences(cda.bytes, "279035121518989") == 0);
  CHECK(occurrences(cda.bytes, "1.2.250.1.213.1.4.") == 0);
  CHECK(occurrences(cda.bytes, "patient.mssante.fr") == 0);
  CHECK(cda.all("recordTarget/patientRole/id", "extension") == "IPP101");
}

TEST_CASE("a test INS is refused in production and a real one in test [SR-07]") {
  auto value = sample::report();
  value.environment = Environment::production;
  CHECK_THROWS_WITH_AS(renderCda(value, sample::pdf()), doctest::Contains("ins:"), Refusal);
  value.ins = Ins::parse("279035121518989", Ins::kNirDemo);
  value.environment = Environment::test;
  CHECK(Rendered(value).at("recordTarget/patientRole/id", "root") == Ins::kNirDemo);
}

TEST_CASE("a used name is written beside the birth name, and quotes and ampersands survive") {
  auto value = sample::report();
  value.patient.traits.usedName = "D'ARC & FILS <\"née\">";
  const Rendered cda(value);
  CHECK(std::string(cda.document.select_node("recordTarget/patientRole/patient/name/family[@qualifier='CL']").node().child_value()) ==
        "D'ARC & FILS <\"née\">");
  CHECK(std::string(cda.document.select_node("recordTarget/patientRole/patient/name/family[@qualifier='BR']").node().child_value()) == "PAT-TROIS");
  value.patient.traits.usedName.clear();
  CHECK(Rendered(value).count("recordTarget/patientRole/patient/name/family") == 1);
}

TEST_CASE("a text that looks like markup or like the end of the body stays a text") {
  auto value = sample::report();
  value.text.title = "]]></title><title>-</text><!--";
  const auto cda = Rendered(value);
  CHECK(std::string(cda.document.child_value("title")) == "CR d'imagerie médicale - ]]></title><title>-</text><!--");
  CHECK(pdfFromCda(cda.bytes) == sample::pdf());
}

TEST_CASE("every recipient is named, one without national number too [RIS.DOC.04]") {
  auto value = sample::report();
  value.recipients.push_back({"", "", "Inconnue", "", "", "", {}, ""});
  const Rendered cda(value);
  CHECK(cda.count("informationRecipient") == 2);
  CHECK(cda.all("informationRecipient/intendedRecipient/id", "extension") == "801234567897 ");
  CHECK(cda.all("informationRecipient/intendedRecipient/id", "nullFlavor") == "UNK");
  CHECK(std::string(cda.document.select_node("informationRecipient[2]/intendedRecipient/informationRecipient/name/family").node().child_value()) ==
        "Inconnue");
}

TEST_CASE("the requester's MSSanté address is in the CDA, as recipient and as requester [RIS.DOC.05]") {
  auto value = sample::report();
  value.treatingPhysician.reset();
  const Rendered cda(value);
  CHECK(cda.all("informationRecipient/intendedRecipient/telecom", "value") == "mailto:stephane.medioni@test.mssante.fr");
  CHECK(cda.all("participant[@typeCode='REF']/associatedEntity/telecom", "value") == "mailto:stephane.medioni@test.mssante.fr");
  CHECK(cda.all("participant[@typeCode='REF']/time/low", "value") == "20261110090000+0100");
}

TEST_CASE("two orders and two acts are all there, the principal act first with one performer [RIS.DOC.02]") {
  auto value = sample::report();
  sample::addThoraxCt(value);
  const Rendered cda(value);
  CHECK(cda.all("inFulfillmentOf/order/id", "extension") == "OPN102 OPN103");
  CHECK(cda.all("inFulfillmentOf/order/ps3-20:accessionNumber", "extension") == "ACN102 ACN103");
  CHECK(cda.all("documentationOf/serviceEvent/id", "root") == "1.2.250.1.999.1.5.20261120.102 2.25.329800735698586629295641978511506172918");
  CHECK(cda.all("documentationOf/serviceEvent/code/translation/qualifier/name", "code") == "121139 39111-0 121139 39111-0");
  CHECK(cda.all("documentationOf/serviceEvent/code/translation", "displayName") ==
        "Remnographie d'un segment du membre inférieur, sans injection Résonance magnétique membre inférieur Tomodensitométrie segment thoracique du "
        "tronc");
  CHECK(cda.count("documentationOf[1]/serviceEvent/performer") == 1);
  // The encounter covers both acts, and the request date is that of the first order.
  CHECK(cda.at("componentOf/encompassingEncounter/effectiveTime/low", "value") == "20261120095500+0100");
  CHECK(cda.at("componentOf/encompassingEncounter/effectiveTime/high", "value") == "20261120105500+0100");
  CHECK(cda.all("participant[@typeCode='REF']/time/low", "value") == "20261109090000+0100");
}

TEST_CASE("times are those of the site, overseas and in summer") {
  auto value = sample::report();
  CHECK(Rendered(value).at("effectiveTime", "value") == "20261120111700+0100");
  value.site.zone = "Indian/Reunion";
  CHECK(Rendered(value).at("effectiveTime", "value") == "20261120141700+0400");
  value.site.zone = "America/Martinique";
  CHECK(Rendered(value).at("documentationOf/serviceEvent/effectiveTime/low", "value") == "20261120052500-0400");
  value.site.zone = "Europe/Paris";
  value.createdAt = fromIso("2026-07-02T10:17:00Z");
  CHECK(Rendered(value).at("effectiveTime", "value") == "20260702121700+0200");
  value.site.zone = "Europe/Lutece";
  CHECK_THROWS_AS(renderCda(value, sample::pdf()), Refusal);
}

TEST_CASE("a new rendition keeps validator and validation time, and its own creation time [SR-01]") {
  auto value = sample::report();
  value.createdAt = fromIso("2026-12-01T08:00:00Z");
  const Rendered cda(value);
  CHECK(cda.at("effectiveTime", "value") == "20261201090000+0100");
  CHECK(cda.at("legalAuthenticator/time", "value") == "20261120111500+0100");
  CHECK(cda.at("legalAuthenticator/assignedEntity/id", "extension") == "801234560801");
  CHECK(cda.count("relatedDocument") == 0);
}

TEST_CASE("an amended version names the document it replaces [SR-01]") {
  auto value = sample::report();
  value.documentOid = "1.2.250.1.999.1.1.20261.402.2";
  value.replacesOid = "1.2.250.1.999.1.1.20261.402.1";
  value.versionNumber = 2;
  const Rendered cda(value);
  CHECK(cda.at("relatedDocument", "typeCode") == "RPLC");
  CHECK(cda.at("relatedDocument/parentDocument/id", "root") == "1.2.250.1.999.1.1.20261.402.1");
  CHECK(cda.at("setId", "root") == "1.2.250.1.999.1.1.20261.402");
  CHECK(cda.at("versionNumber", "value") == "2");
}

TEST_CASE("the encounter says where the patient came from") {
  const auto encounter = [](const char* patientClass, const char* setting) {
    auto value = sample::report();
    value.patientClass = patientClass;
    value.site.practiceSetting.code = setting;
    return Rendered(value).at("componentOf/encompassingEncounter/code", "code");
  };
  CHECK(encounter("O", "AMBULATOIRE") == "AMB");
  CHECK(encounter("", "AMBULATOIRE") == "AMB");
  CHECK(encounter("O", "ETABLISSEMENT") == "EXTERNE");
  CHECK(encounter("I", "ETABLISSEMENT") == "IMP");
  CHECK(encounter("E", "ETABLISSEMENT") == "EMER");
  CHECK(encounter("R", "AMBULATOIRE") == "SEANCE");
  CHECK_THROWS_AS(encounter("X", "AMBULATOIRE"), Refusal);
}

TEST_CASE("a resident without RPPS is author under the structure's own numbering, beside the validator") {
  auto value = sample::report();
  value.author.idNat.clear();
  value.author.id = "R7";
  const Rendered cda(value);
  CHECK(cda.all("author/assignedAuthor/id", "extension") == "3750803447/R7 801234560801");
  value.validator.idNat.clear();
  CHECK_THROWS_WITH_AS(renderCda(value, sample::pdf()), doctest::Contains("validator.idNat"), Refusal);
}
