// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/report_pdf.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "core/domain/refusal.h"
#include "unit/reports_pdf/pdf_reader.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;
using clairis::tests::PdfFile;

namespace {

std::string textOf(const ReportValue& value) { return tests::structureText(PdfFile(renderPdf(value).bytes)); }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Text without the white that line breaks change.
std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t') out.push_back(c);
  return out;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string footers(const std::string& bytes) {
  const PdfFile file(bytes);
  std::string out;
  for (const auto* page : file.pages())
    for (const auto& marked : tests::markedContent(file, *page))
      if (marked.tag == "Artifact") out += marked.text + "\n";
  return out;
}

}  // namespace

TEST_CASE("the same report value gives the same bytes, on any thread [RIS.DOC.01]") {
  const auto value = fixture::chestReport();
  const auto reference = renderPdf(value).bytes;
  CHECK(renderPdf(value).bytes == reference);
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&] { result = renderPdf(value).bytes; });
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) CHECK(result == reference);
  auto other = value;
  other.createdAt += std::chrono::seconds(1);
  CHECK(renderPdf(other).bytes != reference);
}

TEST_CASE("a qualified identity prints its traits, INS and nature [RIS.INS.52] [RIS.DOC.03]") {
  const auto text = textOf(fixture::kneeReport());
  for (const auto* part : {"PAT-TROIS", "DOMINIQUE", "28/03/1979", "Féminin", "INS : 2 79 03 51 215 189 89 (NIR)", "INS à scanner"})
    CHECK(contains(text, part));
}

TEST_CASE("a site chooses which further traits its paper carries, and in what order [RIS.INS.53]") {
  auto value = fixture::kneeReport();
  value.patient.traits.usedName = "DUPONT";
  value.patient.traits.usedFirstName = "DOMI";
  const auto before = [](const std::string& text, const char* one, const char* other) {
    return contains(text, one) && contains(text, other) && text.find(one) < text.find(other);
  };
  auto text = textOf(value);  // what a site prints unless it says otherwise
  CHECK(before(text, "DUPONT", "DOMI\n"));
  CHECK(contains(text, "IPP000123"));
  CHECK_FALSE(contains(text, "MARIE-LOUISE"));
  CHECK_FALSE(contains(text, "51215"));
  value.site.paperTraits = {PaperTrait::birthPlace, PaperTrait::birthNames};
  text = textOf(value);
  CHECK(before(squeezed(text), "51215", "DOMINIQUEMARIE-LOUISE"));
  for (const auto* absent : {"DUPONT", "DOMI\n", "IPP000123"}) CHECK_FALSE(contains(text, absent));
  value.site.paperTraits.clear();
  text = textOf(value);
  for (const auto* absent : {"DUPONT", "DOMI\n", "IPP000123", "MARIE-LOUISE", "51215"}) CHECK_FALSE(contains(text, absent));
  for (const auto* always : {"PAT-TROIS", "DOMINIQUE", "28/03/1979", "Féminin", "INS : 2 79 03 51 215 189 89 (NIR)"}) CHECK(contains(text, always));
}

TEST_CASE("a trait that a site prints and a patient lacks leaves no empty line [RIS.INS.53]") {
  auto value = fixture::kneeReport();
  value.patient.localIds.clear();
  value.patient.traits.birthPlaceCode.clear();
  value.site.paperTraits = {PaperTrait::usedName, PaperTrait::birthPlace, PaperTrait::localId};
  const auto text = textOf(value);
  for (const auto* label : {"Nom utilisé", "Lieu", "IPP"}) CHECK_FALSE(contains(text, label));
}

TEST_CASE("the nature of a matricule is NIA when its OID says so [RIS.INS.52]") {
  auto value = fixture::kneeReport();
  value.ins = Ins::parse("109076322088835", Ins::kNia);
  CHECK(contains(textOf(value), "INS : 1 09 07 63 220 888 35 (NIA)"));
}

TEST_CASE("without a qualified INS neither matricule nor datamatrix is printed, even when the patient carries one [SR-02] [RIS.INS.54]") {
  auto value = fixture::kneeReport();
  value.patient.ins = value.ins;  // as stored: must not be read
  value.ins.reset();
  const auto bytes = renderPdf(value).bytes;
  const PdfFile file(bytes);
  const auto text = tests::structureText(file);
  CHECK_FALSE(contains(text, "INS"));
  CHECK_FALSE(contains(squeezed(text), "279035121518989"));
  CHECK_FALSE(contains(bytes, "279035121518989"));
  for (const auto& element : tests::structure(file)) CHECK(element.tag != "Figure");
  CHECK(contains(text, "PAT-TROIS"));
  CHECK(contains(text, "28/03/1979"));
}

TEST_CASE("the report says that it is validated, when and by whom, in the site's time [RIS.CRR.01]") {
  auto value = fixture::kneeReport();
  CHECK(contains(textOf(value), "Validé le 20/11/2026 à 11:17 par Dr Jacques BIDEAULT – RPPS 01234560801"));
  CHECK(contains(textOf(value), "Statut : Validé"));
  value.site.zone = "Indian/Reunion";
  const auto text = textOf(value);
  CHECK(contains(text, "Validé le 20/11/2026 à 14:17"));
  CHECK(contains(text, "Examen réalisé le 20/11/2026 à 13:40"));
}

TEST_CASE("an author who is not the validator is named beside him [RIS.CRR.01]") {
  auto value = fixture::kneeReport();
  CHECK_FALSE(contains(textOf(value), "Rédigé par"));
  value.author = value.requester;
  CHECK(contains(textOf(value), "Rédigé par Dr Stéphane MEDIONI – RPPS 01234567897"));
}

TEST_CASE("requester, treating physician and every recipient are listed [RIS.DOC.04]") {
  auto value = fixture::chestReport();
  for (int i = 0; i < 60; ++i) value.recipients.push_back({"", "", "Correspondant" + std::to_string(i), "Anne", "MME", "DR", {}, ""});
  const auto text = textOf(value);
  CHECK(contains(text, "Demandeur : Dr Stéphane MEDIONI – RPPS 01234567897 – Médecine générale"));
  CHECK(contains(text, "Médecin traitant : Dr Stéphane MEDIONI"));
  CHECK(contains(text, "Orthopédie, consultation"));
  CHECK(contains(text, "Dr Gülşen ŞAHIN-ŁUKASZEWICZ"));
  CHECK(contains(text, "Pr Ștefan ȚÎRLEA"));
  for (int i = 0; i < 60; ++i) CHECK(contains(text, "Dr Anne CORRESPONDANT" + std::to_string(i) + "\n"));
}

TEST_CASE("a correspondent whose identifier is not an RPPS is printed without one [RIS.DOC.04]") {
  auto value = fixture::kneeReport();
  value.requester.idNat = "8abcdefghijk";
  CHECK(contains(textOf(value), "Demandeur : Dr Stéphane MEDIONI – Médecine générale"));
}

TEST_CASE("the site's privacy notice stands at the foot of the report [RIS.DOC.06]") {
  auto value = fixture::kneeReport();
  const auto text = squeezed(textOf(value));
  const auto notice = squeezed(value.site.privacyNotice);
  REQUIRE(text.size() > notice.size());
  CHECK(text.substr(text.size() - notice.size()) == notice);
  value.site.privacyNotice.clear();
  CHECK_FALSE(contains(textOf(value), "données de santé"));
}

TEST_CASE("irradiating techniques name equipment and dose, or say that they are missing [RIS.DOC.01]") {
  auto value = fixture::chestReport();
  auto text = textOf(value);
  CHECK(contains(text, "Équipement : Scanner 64 barrettes, mise en service 2021"));
  CHECK(contains(text, "Dosimétrie : PDL 320 mGy·cm, CTDIvol 8,2 mGy"));
  value.acts.front().dose.clear();
  value.acts.front().equipment.clear();
  text = textOf(value);
  CHECK(contains(text, "Équipement : non renseigné"));
  CHECK(contains(text, "Dosimétrie : non renseigné"));
  value.acts.front().modality.code = "MR";
  text = textOf(value);
  CHECK_FALSE(contains(text, "Dosimétrie"));
  CHECK_FALSE(contains(text, "non renseigné"));
}

TEST_CASE("chapters keep their order and empty ones leave no heading [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  const auto text = textOf(value);
  std::size_t before = 0;
  for (const auto* title : {"\nJustification\n", "\nIndication\n", "\nTechnique\n", "\nRésultats\n", "\nConclusion\n"}) {
    const auto at = text.find(title, before);
    REQUIRE(at != std::string::npos);
    before = at;
  }
  value.text.indication.clear();
  value.text.conclusion = " \n \r\n";
  CHECK_FALSE(contains(textOf(value), "\nIndication\n"));
  CHECK_FALSE(contains(textOf(value), "\nConclusion\n"));
}

TEST_CASE("a report that replaces another says so in a banner, a first version does not [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  CHECK_FALSE(contains(textOf(value), "Annule et remplace"));
  value.replacesOid = "1.2.250.1.999.4.1.20261119.7";
  value.versionNumber = 2;
  const auto text = textOf(value);
  CHECK(contains(text, "Annule et remplace le document 1.2.250.1.999.4.1.20261119.7 – version 2"));
  CHECK(contains(text, "Statut : Validé (version 2)"));
}

TEST_CASE("every page names patient, document and its number [RIS.INS.52]") {
  auto value = fixture::kneeReport();
  value.text.results = repeated(value.text.results + "\n", 90);
  const auto bytes = renderPdf(value).bytes;
  const auto pages = PdfFile(bytes).pages().size();
  CHECK(pages >= 20);
  const auto artifacts = footers(bytes);
  for (std::size_t page = 1; page <= pages; ++page)
    CHECK(contains(artifacts, "PAT-TROIS DOMINIQUE – 28/03/1979\nDocument 1.2.250.1.999.4.1.20261120.1\nPage " + std::to_string(page) + "/" +
                                  std::to_string(pages) + "\n"));
  CHECK(contains(squeezed(tests::structureText(PdfFile(bytes))), squeezed(value.text.results)));
}

TEST_CASE("a text that is far too long is refused, not cut [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.results = repeated("mot\n", 20000);
  CHECK_THROWS_WITH_AS(renderPdf(value), doctest::Contains("100 pages"), Refusal);
  value = fixture::kneeReport();
  value.patient.traits.birthName = repeated("DE LA ", 5000);
  CHECK_THROWS_AS(renderPdf(value), Refusal);
}

TEST_CASE("letters, ligatures, measures and typographic signs come back as they were typed [RIS.DOC.01]") {
  auto value = fixture::chestReport();
  value.text.results += "\nΔ δ Ω ∑ √ ∞ ¼ ½ ‰ † ′ ″ Ż ż Ć ł Ğ ı İ ţ ț ﬁ H₂O 10⁻³ ∅ ≃ ✓ Nguyễn Кириллица, un\u00A0insécable et un\u202Ffin.";
  const auto result = renderPdf(value);
  CHECK(result.replaced.empty());
  const auto text = squeezed(tests::structureText(PdfFile(result.bytes)));
  for (const auto& line : {value.text.results.substr(value.text.results.find("- Débit")), value.text.technique, value.text.conclusion})
    CHECK(contains(text, squeezed(line)));
}

TEST_CASE("a character that no font has is printed as a box and reported once, in order [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.results = "Fumée 🚬 puis 影 puis 🚬.";
  value.text.title = "Titre 🚑";
  const auto result = renderPdf(value);
  const std::vector<std::string> expected{"U+1F691", "U+1F6AC", "U+5F71"};
  CHECK(result.replaced == expected);
  const auto text = tests::structureText(PdfFile(result.bytes));
  CHECK(contains(text, "Fumée □ puis □ puis □."));
}

TEST_CASE("hostile bytes neither break the file nor hide text [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.text.results = std::string("avant\0après \x01\x1B[31m", 19) + " \xE2\x80\xAEsens\xE2\x80\xAC (\\) <00> EMC %PDF \xC3( \xED\xA0\x80 fin";
  value.text.title = "<a href=\"x\">&amp; ]]> 'titre'</a>";
  value.patient.traits.birthName = "O'NEILL <&> \"X\"";
  const auto result = renderPdf(value);
  const auto text = tests::structureText(PdfFile(result.bytes));
  CHECK(contains(text, "avantaprès [31m sens (\\) <00> EMC %PDF □("));
  CHECK(contains(text, "fin"));
  CHECK(contains(text, "<a href=\"x\">&amp; ]]> 'titre'</a>"));
  CHECK(std::find(result.replaced.begin(), result.replaced.end(), "U+FFFD") != result.replaced.end());
}

TEST_CASE("names of two hundred characters are printed whole [RIS.INS.52]") {
  auto value = fixture::kneeReport();
  value.patient.traits.birthName = repeated("ANNE-SOPHIE DE LA ", 11);
  value.patient.traits.firstBirthName = repeated("J", 200);
  value.site.name = repeated("Radiologie ", 20);
  value.validator.familyName = repeated("ABCDEFGHIJ", 20);
  const auto text = squeezed(textOf(value));
  for (const auto& part : {value.patient.traits.birthName, value.patient.traits.firstBirthName, value.site.name, value.validator.familyName})
    CHECK(contains(text, squeezed(part)));
}

TEST_CASE("a report with nothing optional still renders [RIS.DOC.01]") {
  ReportValue value;
  value.site.zone = "Europe/Paris";
  const auto text = textOf(value);
  CHECK(contains(text, "Date de naissance :\ninconnue"));
  CHECK(contains(text, "Indéterminé"));
  CHECK(contains(text, "Examen d’imagerie"));
}

TEST_CASE("an unknown time zone is refused [RIS.CRR.01]") {
  auto value = fixture::kneeReport();
  value.site.zone = "Europe/Nowhere";
  CHECK_THROWS_AS(renderPdf(value), Refusal);
}

TEST_CASE("a report that overflows by little is set closer and stays on one page [RIS.DOC.01]") {
  const auto bytes = renderPdf(fixture::chestReport()).bytes;
  CHECK(PdfFile(bytes).pages().size() == 1);
}
