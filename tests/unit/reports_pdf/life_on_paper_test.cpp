// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "reports/pdf/report_pdf.h"
#include "unit/reports_pdf/pdf_reader.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;
using clairis::tests::PdfFile;

namespace {

/// Text in reading order, line breaks of the page taken for spaces.
std::string wordsOf(const ReportValue& value) {
  std::string out;
  for (const char c : tests::structureText(PdfFile(renderPdf(value).bytes)))
    if (c != '\n')
      out.push_back(c);
    else if (!out.empty() && out.back() != ' ')
      out.push_back(' ');
  return out;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

ReportValue secondVersion() {
  auto value = fixture::kneeReport();
  value.replacesOid = "1.2.250.1.999.4.1.20261119.7";
  value.versionNumber = 2;
  value.replaced = ReplacedValue{fromIso("2026-11-19T15:30:00.000Z"), value.requester, "Erreur de latéralité dans la conclusion."};
  return value;
}

}  // namespace

TEST_CASE("a version that replaces names what it replaces, who validated that and why, in the site's time [RIS.CRR.01]") {
  auto value = secondVersion();
  auto text = wordsOf(value);
  CHECK(contains(text,
                 "Annule et remplace le compte rendu validé le 19/11/2026 à 16:30 par Dr Stéphane MEDIONI. "
                 "Motif : Erreur de latéralité dans la conclusion. Document remplacé : 1.2.250.1.999.4.1.20261119.7 – version 2"));
  CHECK(text.find("Annule et remplace") < text.find("PAT-TROIS"));
  CHECK(contains(text, "Validé le 20/11/2026 à 11:17 par Dr Jacques BIDEAULT – RPPS 01234560801"));
  value.site.zone = "Indian/Reunion";
  CHECK(contains(wordsOf(value), "validé le 19/11/2026 à 19:30 par"));
  value.replaced->reason.clear();
  value.replacesOid.clear();  // the version before left nowhere: no document to name
  text = wordsOf(value);
  CHECK(contains(text, "Annule et remplace le compte rendu validé le"));
  CHECK_FALSE(contains(text, "Motif"));
  CHECK_FALSE(contains(text, "Document remplacé"));
}

TEST_CASE("an addendum says that it completes, never that it cancels, and stands after the conclusion with its physician [RIS.CRR.01]") {
  auto value = secondVersion();
  value.addendum = true;
  value.replaced->reason = "Examen antérieur reçu.";
  value.addenda = {{"Comparaison avec l’examen de 2019 : stable.", fromIso("2026-11-20T10:17:00.000Z"), value.validator},
                   {"Relecture : pas d’autre lésion.", fromIso("2026-11-22T23:30:00.000Z"), value.requester}};
  const auto text = wordsOf(value);
  CHECK(contains(text, "Complète le compte rendu validé le 19/11/2026 à 16:30 par Dr Stéphane MEDIONI. Motif : Examen antérieur reçu."));
  CHECK_FALSE(contains(text, "Annule"));
  const auto first =
      text.find("Complément du 20/11/2026 à 11:17 — Dr Jacques BIDEAULT – RPPS 01234560801 Comparaison avec l’examen de 2019 : stable.");
  const auto second = text.find("Complément du 23/11/2026 à 00:30 — Dr Stéphane MEDIONI – RPPS 01234567897 Relecture : pas d’autre lésion.");
  REQUIRE(first != std::string::npos);
  REQUIRE(second != std::string::npos);
  CHECK(text.find(" Conclusion ") < first);
  CHECK(first < second);
  CHECK(second < text.find("Validé le 20/11/2026"));
}

TEST_CASE("the first reader and an author of another structure are named beside the validator [RIS.CRR.01] [RIS.CRR.04]") {
  auto value = fixture::kneeReport();
  CHECK_FALSE(contains(wordsOf(value), "Première lecture"));
  value.firstReader = value.requester;
  value.firstReadAt = fromIso("2026-11-20T08:05:00.000Z");
  value.authorStructure = {"1690000001", "Téléradiologie du Rhône"};
  auto text = wordsOf(value);
  CHECK(contains(text,
                 "par Dr Jacques BIDEAULT – RPPS 01234560801 Rédigé par Dr Jacques BIDEAULT – RPPS 01234560801 – Téléradiologie du Rhône, "
                 "FINESS 690000001 Première lecture le 20/11/2026 à 09:05 par Dr Stéphane MEDIONI – RPPS 01234567897"));
  value.authorStructure.name.clear();
  CHECK(contains(wordsOf(value), "RPPS 01234560801 – FINESS 690000001"));
}

TEST_CASE("a reason longer than a page is printed whole [RIS.CRR.01]") {
  auto value = secondVersion();
  value.replaced->reason.clear();
  for (int i = 0; i < 400; ++i) value.replaced->reason += "motif" + std::to_string(i) + " circonstancié ";
  const auto text = wordsOf(value);
  CHECK(contains(text, "motif0 circonstancié"));
  CHECK(contains(text, "motif399 circonstancié"));
}
