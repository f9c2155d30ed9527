// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/layout/ins_datamatrix.h"

#include <doctest/doctest.h>

#include "core/domain/ins_datamatrix.h"
#include "core/domain/refusal.h"
#include "reports/pdf/report_pdf.h"
#include "unit/reports_pdf/datamatrix_reader.h"
#include "unit/reports_pdf/pdf_reader.h"
#include "unit/reports_pdf/report_fixture.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

const std::string kWorkedVector =
    "IS01" + std::string(22, '0') + "S1279035121518989S21.2.250.1.213.1.4.10S3DOMINIQUE MARIE-LOUISE\x1DS4PAT-TROIS\x1DS5FS628-03-1979S751215";

}  // namespace

TEST_CASE("the INS datamatrix says exactly what the national format wants [RIS.INS.54]") {
  const auto value = fixture::kneeReport();
  const auto payload = insDatamatrixPayload(*value.ins, value.patient.traits);
  CHECK(payload.size() == 124);
  CHECK(payload == kWorkedVector);
}

TEST_CASE("the symbol is square and read back identically [RIS.INS.54]") {
  const auto symbol = encodeDatamatrix(kWorkedVector);
  CHECK(symbol.modules.size() == static_cast<std::size_t>(symbol.size * symbol.size));
  // ECC 200 finder: left column and bottom row dark, top row and right column alternating.
  for (int i = 0; i < symbol.size; ++i) {
    CHECK(symbol.dark(i, 0));
    CHECK(symbol.dark(symbol.size - 1, i));
    CHECK(symbol.dark(0, i) == (i % 2 == 0));
  }
  CHECK(tests::scanned(symbol) == kWorkedVector);
}

TEST_CASE("the datamatrix drawn on the page is the patient's, at a size scanners read [RIS.INS.54] [RIS.DOC.03]") {
  const auto value = fixture::kneeReport();
  const tests::PdfFile file(renderPdf(value).bytes);
  const auto symbol = tests::symbolOn(file, *file.pages().front());
  REQUIRE(symbol.size > 0);
  CHECK(tests::scanned(symbol) == kWorkedVector);
  for (const auto& element : tests::structure(file)) {
    if (element.tag != "Figure") continue;
    const auto& box = file.get(file.get(*element.dict, "A"), "BBox").items;
    const double side = std::stod(box[2].text) - std::stod(box[0].text);
    CHECK(side / symbol.size * 25.4 / 72 > 0.3);  // millimetres per module
  }
}

TEST_CASE("a shorter OID is closed by a separator [RIS.INS.54]") {
  auto traits = fixture::kneeReport().patient.traits;
  traits.birthPlaceCode.clear();
  const auto payload = insDatamatrixPayload(Ins::parse("109076322088835", Ins::kNia), traits);
  CHECK(payload.find("S21.2.250.1.213.1.4.9\x1DS3") != std::string::npos);
  CHECK(payload.substr(payload.size() - 12) == "S628-03-1979");
}

TEST_CASE("names enter the datamatrix in capitals without accents and fill at most a hundred characters [RIS.INS.54]") {
  auto traits = fixture::kneeReport().patient.traits;
  const auto ins = *fixture::kneeReport().ins;
  traits.birthName = "D’Æion–Cœur  Łódź";
  traits.birthNames = "zoé  gülşen";
  auto payload = insDatamatrixPayload(ins, traits);
  CHECK(payload.find("S3ZOE GULSEN\x1DS4D'AEION-COEUR LODZ\x1DS5") != std::string::npos);
  traits.birthNames = std::string(150, 'A');
  payload = insDatamatrixPayload(ins, traits);
  CHECK(payload.find("S3" + std::string(100, 'A') + "S4") != std::string::npos);
  CHECK(tests::scanned(encodeDatamatrix(payload)) == payload);
}

TEST_CASE("a qualified identity without a trait that the datamatrix needs is refused [RIS.INS.54]") {
  const auto ins = *fixture::kneeReport().ins;
  const auto good = fixture::kneeReport().patient.traits;
  for (int missing = 0; missing < 4; ++missing) {
    auto traits = good;
    if (missing == 0) traits.sex = Sex::unknown;
    if (missing == 1) traits.birthDate.clear();
    if (missing == 2) traits.birthName.clear();
    if (missing == 3) traits.birthNames = traits.firstBirthName = "12 ?";
    CAPTURE(missing);
    try {
      insDatamatrixPayload(ins, traits);
      FAIL("accepted");
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "report.datamatrix.traits");
    }
  }
}

TEST_CASE("every test identity's datamatrix is read back [RIS.INS.54]") {
  struct Person {
    const char* ins;
    Traits traits;
  };
  const Person people[] = {{"277076322082910", {"NESSI", "RUTH", "RUTH ISABELLE", "", "", "1977-07-14", Sex::female, "63220"}},
                           {"276037510669380", {"DE VINCI", "DONATELLO", "DONATELLO", "", "", "2010-08-07", Sex::male, ""}},
                           {"180032B02040123", {"CORSE", "ANTHONY", "ANTHONY", "", "", "1980-03-02", Sex::male, "2B020"}}};
  for (const auto& person : people) {
    const auto payload = insDatamatrixPayload(Ins::parse(person.ins, Ins::kNirTest), person.traits);
    CHECK(tests::scanned(encodeDatamatrix(payload)) == payload);
  }
}

TEST_CASE("what we draw, a scanner reads and we understand: the same INS and traits [RIS.INS.54]") {
  struct Person {
    const char* ins;
    Traits traits;
    const char* names;
  };
  const Person people[] = {
      {"279035121518989", {"PAT-TROIS", "DOMINIQUE", "Dominique Marie-Louise", "", "", "1979-03-28", Sex::female, "51215"}, "DOMINIQUE MARIE-LOUISE"},
      {"180032B02040123", {"CORSE", "ANTHONY", "", "", "", "1980-03-02", Sex::male, "2B020"}, "ANTHONY"},
      {"109076322083489",
       {"ECETINSI", "PIERRE-ALAIN", "Pierre-Alain Muriel Floriant", "", "", "2009-07-14", Sex::male, ""},
       "PIERRE-ALAIN MURIEL FLORIANT"}};
  for (const auto& person : people) {
    const auto ins = Ins::parse(person.ins, Ins::kNirTest);
    const auto scanned = readInsDatamatrix(tests::scanned(encodeDatamatrix(insDatamatrixPayload(ins, person.traits))), Environment::test);
    CHECK(scanned.ins == ins);
    CHECK(scanned.traits.birthName == person.traits.birthName);
    CHECK(scanned.traits.birthNames == person.names);
    CHECK(scanned.traits.birthDate == person.traits.birthDate);
    CHECK(scanned.traits.sex == person.traits.sex);
    CHECK(scanned.traits.birthPlaceCode == person.traits.birthPlaceCode);
  }
}

TEST_CASE("names cut to the format's hundred characters are still readable, whatever stands at the cut [RIS.INS.54]") {
  auto traits = fixture::kneeReport().patient.traits;
  for (const auto& names :
       {std::string(99, 'A') + " BERNARD", std::string(99, 'A') + "-B", std::string(40, 'A') + std::string(80, ' ') + "B", std::string(130, 'S')}) {
    traits.birthNames = names;
    const auto scanned = readInsDatamatrix(insDatamatrixPayload(*fixture::kneeReport().ins, traits), Environment::test);
    CHECK(scanned.traits.birthNames.size() <= 100);
    CHECK(scanned.traits.birthNames.front() == names.front());
  }
}
