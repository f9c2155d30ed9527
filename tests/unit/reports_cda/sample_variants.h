// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "sample_report.h"

namespace clairis::reports::sample {

struct Variant {
  std::string name;
  ReportValue value;
};

inline Variant variant(std::string name, const std::function<void(ReportValue&)>& change) {
  auto value = report();
  change(value);
  return {std::move(name), std::move(value)};
}

inline void addThoraxCt(ReportValue& value) {
  auto act = kneeMri();
  act.studyInstanceUid = "2.25.329800735698586629295641978511506172918";
  act.procedure = {"24627-2", "CT thorax", ""};
  act.ccam = {};
  act.modality = {"CT", "", ""};
  act.region = {"67734004", "", ""};
  act.startedAt = fromIso("2026-11-20T08:55:00Z");
  act.endedAt = fromIso("2026-11-20T09:05:00Z");
  value.acts.push_back(act);
  value.orders.push_back({"OPN103", "1.2.250.1.999.1.3", "ACN103", "1.2.250.1.999.1.4", fromIso("2026-11-09T08:00:00Z")});
}

/// What departments really meet: every one of these must be a conformant document.
inline std::vector<Variant> variants() {
  return {
      variant("plain", [](ReportValue&) {}),
      variant("without_ins", [](ReportValue& value) { value.ins.reset(); }),
      variant("without_ins_little_known",
              [](ReportValue& value) {
                value.ins.reset();
                value.patient.traits = {"NESSI", "", "", "", "", "1977-07-14", Sex::unknown, ""};
                value.patient.address = {};
                value.patient.phone.clear();
              }),
      variant("used_name",
              [](ReportValue& value) {
                value.patient.traits.usedName = "D'ARC & FILS <\"née\">";
                value.patient.traits.usedFirstName = "Zoé 'Œdipe'";
              }),
      variant("two_orders_two_acts", addThoraxCt),
      variant("amended",
              [](ReportValue& value) {
                value.documentOid = "1.2.250.1.999.1.1.20261.402.2";
                value.replacesOid = "1.2.250.1.999.1.1.20261.402.1";
                value.versionNumber = 2;
              }),
      variant("reunion", [](ReportValue& value) { value.site.zone = "Indian/Reunion"; }),
      variant("martinique", [](ReportValue& value) { value.site.zone = "America/Martinique"; }),
      variant("hospital",
              [](ReportValue& value) {
                value.site.practiceSetting = {"ETABLISSEMENT", "", ""};
                value.site.facilityType = {"SA01", "", ""};
                value.patientClass = "I";
              }),
      variant("resident_author",
              [](ReportValue& value) {
                value.author.idNat.clear();
                value.author.id = "0190a1b2-0000-7000-8000-000000000002";
                value.author.familyName = "ÉLÈVE";
              }),
      variant("teleradiology",
              [](ReportValue& value) {
                value.author = teleradiologist();
                value.authorStructure = {"1690781810", "Téléradiologie du Rhône"};
                value.firstReader = value.author;
                value.firstReadAt = fromIso("2026-11-20T10:05:00Z");
              }),
      variant("teleradiologist_validates",
              [](ReportValue& value) {
                value.author = value.validator = teleradiologist();
                value.authorStructure = {"1690781810", "Téléradiologie du Rhône"};
              }),
      variant("first_reader_resident",
              [](ReportValue& value) {
                value.firstReader = teleradiologist();
                value.firstReader.idNat.clear();
                value.firstReadAt = fromIso("2026-11-20T10:05:00Z");
              }),
      variant("screening", [](ReportValue& value) { value.screening = true; }),
      variant("addendum",
              [](ReportValue& value) {
                value.addendum = true;
                value.addenda = {{"Après relecture.", value.validatedAt, radiologist()}};
                value.documentOid = "1.2.250.1.999.1.1.20261.402.3";
                value.replacesOid = "1.2.250.1.999.1.1.20261.402.2";
                value.versionNumber = 3;
              }),
      variant("correspondents_unknown",
              [](ReportValue& value) {
                value.requester = {};
                value.treatingPhysician.reset();
                value.recipients = {generalist(), {"", "", "Inconnue", "", "", "", {}, ""}};
              }),
  };
}

}  // namespace clairis::reports::sample
