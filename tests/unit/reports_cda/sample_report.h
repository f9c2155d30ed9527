// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/report_value.h"

namespace clairis::reports::sample {

/// A complete value: MRI of the right knee of PAT-TROIS by BIDEAULT, asked for by MEDIONI, with a qualified test INS.
inline Practitioner radiologist() {
  return {"0190a1b2-0000-7000-8000-000000000001",
          "801234560801",
          "BIDEAULT",
          "Jacques",
          "M",
          "DR",
          {"G15_10/SM44", "Médecin - Radio-diagnostic (SM)", ""},
          "jacques.bideault@test.mssante.fr"};
}

inline Practitioner generalist() {
  return {"",
          "801234567897",
          "MEDIONI",
          "Stéphane",
          "M",
          "DR",
          {"G15_10/SM26", "Médecin - Qualifié en Médecine Générale (SM)", ""},
          "stephane.medioni@test.mssante.fr"};
}

inline Practitioner teleradiologist() {
  return {"0190a1b2-0000-7000-8000-000000000003",
          "801234567889",
          "MARTIN",
          "Claire",
          "MME",
          "DR",
          {"G15_10/SM74", "Médecin - Radiologie et imagerie médicale (SM)", ""},
          "claire.martin@test.mssante.fr"};
}

inline Site site() {
  Site site;
  site.name = "Centre de radiologie Ambroise";
  site.structureId = "1750803447";
  site.zone = "Europe/Paris";
  site.address = {"12 Rue Ambroise", "75010", "PARIS", ""};
  site.phone = "01 46 00 00 00";
  site.facilityType = {"SA08", "", ""};
  site.practiceSetting = {"AMBULATOIRE", "", ""};
  return site;
}

inline Patient patient() {
  Patient patient;
  patient.status = IdentityStatus::qualified;
  patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
  patient.localIds = {{"IPP101", "CLAIRIS", "1.2.250.1.999.1.2"}};
  patient.address = {"28 Avenue de Breteuil", "75007", "PARIS", ""};
  patient.phone = "0144534551";
  return patient;
}

inline ActValue kneeMri() {
  ActValue act;
  act.studyInstanceUid = "1.2.250.1.999.1.5.20261120.102";
  act.procedure = {"24802-1", "RM genou", "2.16.840.1.113883.6.1"};
  act.ccam = {"NZQN001", "Remnographie d'un segment du membre inférieur, sans injection", ""};
  act.modality = {"MR", "", ""};
  act.region = {"61685007", "", ""};
  act.startedAt = fromIso("2026-11-20T09:25:00Z");
  act.endedAt = fromIso("2026-11-20T09:55:00Z");
  return act;
}

inline ReportValue report() {
  ReportValue value;
  value.patient = patient();
  value.ins = Ins::parse("279035121518989", Ins::kNirTest);
  value.site = site();
  value.orders = {{"OPN102", "1.2.250.1.999.1.3", "ACN102", "1.2.250.1.999.1.4", fromIso("2026-11-10T08:00:00Z")}};
  value.acts = {kneeMri()};
  value.text.title = "IRM du genou droit";
  value.author = radiologist();
  value.validator = radiologist();
  value.requester = generalist();
  value.recipients = {generalist()};
  value.treatingPhysician = generalist();
  value.patientClass = "O";
  value.documentOid = "1.2.250.1.999.1.1.20261.402.1";
  value.setId = "1.2.250.1.999.1.1.20261.402";
  value.validatedAt = fromIso("2026-11-20T10:15:00Z");
  value.createdAt = fromIso("2026-11-20T10:17:00Z");
  return value;
}

/// Bytes with what the document checks look for in a PDF/A-1b, `padding` bytes long at least; not a page to look at.
inline std::string pdf(std::size_t padding = 0) {
  std::string body =
      "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<</Type/Catalog/OutputIntents[2 0 R]/Metadata 3 0 R>>\nendobj\n"
      "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n";
  std::uint32_t state = 1;
  while (body.size() < padding) body.push_back(static_cast<char>((state = state * 1664525U + 1013904223U) >> 24));
  return body + "\nstartxref\n0\n%%EOF\n";
}

}  // namespace clairis::reports::sample
