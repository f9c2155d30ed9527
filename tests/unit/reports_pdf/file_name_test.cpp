// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/file_name.h"

#include <doctest/doctest.h>

#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;

TEST_CASE("the file is named after date of the act, type, patient and accession number [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  CHECK(pdfFileName(value) == "20261120_CR d'imagerie médicale_PAT-TROIS_DOMINIQUE_A2026112001.pdf");
  value.orders.clear();
  CHECK(pdfFileName(value) == "20261120_CR d'imagerie médicale_PAT-TROIS_DOMINIQUE.pdf");
}

TEST_CASE("the date is the site's own, not that of Greenwich [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.acts.front().startedAt = fromIso("2026-11-20T23:30:00.000Z");
  CHECK(pdfFileName(value).substr(0, 8) == "20261121");
  value.site.zone = "America/Martinique";
  CHECK(pdfFileName(value).substr(0, 8) == "20261120");
}

TEST_CASE("a hostile name cannot leave its folder nor its field [RIS.DOC.01]") {
  auto value = fixture::kneeReport();
  value.patient.traits.birthName = "../../etc/passwd_X:*?\"<>|\\";
  value.patient.traits.firstBirthName =
      "A\n\x01\u202E"
      "B.";
  CHECK(pdfFileName(value) == "20261120_CR d'imagerie médicale_etc passwd X_A B_A2026112001.pdf");
  value.patient.traits.birthName = "";
  for (int i = 0; i < 200; ++i) value.patient.traits.birthName += "é";
  CHECK(pdfFileName(value).size() <= 200);
  CHECK(pdfFileName(value).find("ééé_") != std::string::npos);
}
