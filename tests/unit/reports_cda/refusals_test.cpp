// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "core/domain/refusal.h"
#include "reports/cda/report_cda.h"
#include "sample_report.h"

using namespace clairis;
using namespace clairis::reports;

namespace {

// "code field" of the refusal that a changed sample meets, "" when it is rendered.
std::string refusal(const std::function<void(ReportValue&)>& change, const std::string& pdf = sample::pdf()) {
  auto value = sample::report();
  change(value);
  try {
    renderCda(value, pdf);
    return "";
  } catch (const Refusal& refused) {
    return refused.code() + " " + refused.field();
  }
}

}  // namespace

TEST_CASE("what French rules ask for and is missing is refused by name [RIS.DOC.02]") {
  using V = ReportValue;
  struct Row {
    const char* field;
    std::function<void(V&)> change;
  };
  const Row rows[] = {
      {"acts", [](V& v) { v.acts.clear(); }},
      {"orders", [](V& v) { v.orders.clear(); }},
      {"orders[0].placerNumber", [](V& v) { v.orders[0].placerNumber.clear(); }},
      {"orders[0].placerAuthorityOid", [](V& v) { v.orders[0].placerAuthorityOid.clear(); }},
      {"orders[0].accessionNumber", [](V& v) { v.orders[0].accessionNumber.clear(); }},
      {"orders[0].accessionAuthorityOid", [](V& v) { v.orders[0].accessionAuthorityOid.clear(); }},
      {"orders[].requestedAt", [](V& v) { v.orders[0].requestedAt = {}; }},
      {"acts[0].procedure", [](V& v) { v.acts[0].procedure = {}; }},
      {"acts[0].procedure.display", [](V& v) { v.acts[0].procedure.display.clear(); }},
      {"acts[0].ccam.display", [](V& v) { v.acts[0].ccam.display.clear(); }},
      {"acts[0].modality", [](V& v) { v.acts[0].modality = {}; }},
      {"acts[0].region", [](V& v) { v.acts[0].region = {}; }},
      {"acts[0].studyInstanceUid", [](V& v) { v.acts[0].studyInstanceUid.clear(); }},
      {"acts[0].startedAt", [](V& v) { v.acts[0].startedAt = {}; }},
      {"documentOid", [](V& v) { v.documentOid.clear(); }},
      {"setId", [](V& v) { v.setId.clear(); }},
      {"createdAt", [](V& v) { v.createdAt = {}; }},
      {"validatedAt", [](V& v) { v.validatedAt = {}; }},
      {"author.specialty", [](V& v) { v.author.specialty = {}; }},
      {"author.familyName", [](V& v) { v.author.familyName = " \n "; }},
      {"validator.idNat",
       [](V& v) {
         v.validator.idNat.clear();
         v.author = v.validator;
         v.author.idNat = "801234560801";
         v.validator.id.clear();
       }},
      {"recipients[0].familyName", [](V& v) { v.recipients[0].familyName.clear(); }},
      {"site.name", [](V& v) { v.site.name.clear(); }},
      {"site.structureId", [](V& v) { v.site.structureId.clear(); }},
      {"site.practiceSetting", [](V& v) { v.site.practiceSetting = {}; }},
      {"site.facilityType", [](V& v) { v.site.facilityType = {}; }},
      {"patient.localIds",
       [](V& v) {
         v.ins.reset();
         v.patient.localIds.clear();
       }},
      {"patient.traits.birthName", [](V& v) { v.patient.traits.birthName.clear(); }},
      {"patient.traits.firstBirthName", [](V& v) { v.patient.traits.firstBirthName.clear(); }},
      {"patient.traits.birthNames", [](V& v) { v.patient.traits.birthNames.clear(); }},
      {"patient.traits.birthDate", [](V& v) { v.patient.traits.birthDate.clear(); }},
      {"patient.traits.birthPlaceCode", [](V& v) { v.patient.traits.birthPlaceCode.clear(); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.field);
    CHECK(refusal(row.change) == std::string("cda.input.missing ") + row.field);
  }
}

TEST_CASE("what is there and cannot stand in a French CDA is refused by name") {
  using V = ReportValue;
  struct Row {
    const char* field;
    std::function<void(V&)> change;
  };
  const Row rows[] = {
      {"versionNumber", [](V& v) { v.versionNumber = 0; }},
      {"versionNumber", [](V& v) { v.replacesOid = "1.2.3"; }},
      {"replacesOid",
       [](V& v) {
         v.replacesOid = v.documentOid;
         v.versionNumber = 2;
       }},
      {"documentOid", [](V& v) { v.documentOid = "6F0F0E4C-2A3B-4D5E-8F90-112233445566"; }},
      {"documentOid", [](V& v) { v.documentOid = "1.2.250." + std::string(60, '1'); }},
      {"setId", [](V& v) { v.setId = "1..2"; }},
      {"acts[0].procedure",
       [](V& v) {
         v.acts[0].procedure = {"NZQN001", "IRM", "1.2.250.1.215.300.1"};
       }},
      {"acts[0].procedure", [](V& v) { v.acts[0].procedure.code = "IRMGENOU"; }},
      {"acts[0].modality",
       [](V& v) {
         v.acts[0].modality = {"RM", "IRM", ""};
       }},
      {"acts[0].region",
       [](V& v) {
         v.acts[0].region = {"72696002", "genou", ""};
       }},
      {"acts[0].endedAt", [](V& v) { v.acts[0].endedAt = v.acts[0].startedAt - std::chrono::minutes{1}; }},
      {"acts[0].studyInstanceUid", [](V& v) { v.acts[0].studyInstanceUid = "1.2.x"; }},
      {"author.civility", [](V& v) { v.author.civility = "M."; }},
      {"author.title", [](V& v) { v.author.title = "Docteur"; }},
      {"site.practiceSetting", [](V& v) { v.site.practiceSetting.code = "CABINET"; }},
      {"site.facilityType", [](V& v) { v.site.facilityType.code = "SA99"; }},
      {"patient.traits.birthDate", [](V& v) { v.patient.traits.birthDate = "28/03/1979"; }},
      {"patient.traits.birthDate", [](V& v) { v.patient.traits.birthDate = "1979-03"; }},
      {"patient.traits.birthPlaceCode", [](V& v) { v.patient.traits.birthPlaceCode = "75"; }},
      {"patientClass", [](V& v) { v.patientClass = "Z"; }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.field);
    CHECK(refusal(row.change) == std::string("cda.input.invalid ") + row.field);
  }
  CHECK(refusal([](V& v) { v.orders[0].accessionNumber = "ACN10200000000017"; }) == "accession_number.malformed ");
  CHECK(refusal([](V& v) { v.site.structureId = "9750803447"; }) == "structure_id.malformed ");
}

TEST_CASE("a refusal never quotes the patient") {
  auto value = sample::report();
  value.patient.traits.birthDate = "28/03/1979";
  CHECK_THROWS_WITH_AS(renderCda(value, sample::pdf()), "patient.traits.birthDate: expected YYYY-MM-DD", Refusal);
}

TEST_CASE("bytes that are not UTF-8 are refused, wherever they stand") {
  using V = ReportValue;
  for (const char* bad : {"M\xE9"
                          "dioni",
                          "\xC3", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80", "\xC0\xAF", "\xFF"}) {
    CAPTURE(std::string(bad).size());
    CHECK(refusal([&](V& v) { v.requester.familyName = bad; }) == "cda.text.encoding requester.familyName");
    CHECK(refusal([&](V& v) { v.text.title = bad; }) == "cda.text.encoding text.title");
    CHECK(refusal([&](V& v) { v.patient.address.city = bad; }) == "cda.text.encoding patient.address.city");
    CHECK(refusal([&](V& v) { v.orders[0].placerNumber = bad; }) == "cda.text.encoding orders[0].placerNumber");
  }
}

TEST_CASE("a body that is no PDF, or a cut one, is refused") {
  const auto nothing = [](ReportValue&) {};
  for (const auto& bad : {std::string(), std::string("%PD"), std::string("GIF89a"), sample::pdf(4000).substr(0, 3000)})
    CHECK(refusal(nothing, bad) == "cda.body.not_pdf ");
  CHECK(refusal(nothing) == "");
}
