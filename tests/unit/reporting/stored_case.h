// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/report_desk.h"

namespace clairis::test {

/// A case as the core reads it from the store, with everything that paper and CDA need.
inline ReportCase storedCase() {
  ReportCase c;
  c.patient.id = "patient";
  c.patient.status = IdentityStatus::qualified;
  c.patient.ins = Ins::parse("279035121518989", Ins::kNirTest);
  c.patient.traits = {"PAT-TROIS", "DOMINIQUE", "DOMINIQUE MARIE-LOUISE", "", "", "1979-03-28", Sex::female, "51215"};
  c.patient.localIds = {{"IPP0001", "CIM-TEST", ""}};
  c.site.name = "Centre de radiologie Ambroise";
  c.site.structureId = "1750803447";
  c.site.zone = "Europe/Paris";
  c.site.address = {"12 Rue Ambroise", "75010", "PARIS", ""};
  c.site.facilityType = {"SA08", "", ""};
  c.site.practiceSetting = {"AMBULATOIRE", "", ""};
  c.site.privacyNotice = "Vos droits s'exercent auprès du centre.";
  Order order;
  order.accessionNumber = "CLA0000000001";
  order.requestedAt = "2026-11-19T08:00:00.000Z";
  order.requester.idNat = "801234567897";
  order.requester.familyName = "MEDIONI";
  order.requester.givenName = "Stéphane";
  order.requester.specialty = {"G15_10/SM26", "", ""};
  order.reason = "Toux persistante";
  order.patientClass = "O";
  c.orders = {order};
  c.exam.studyInstanceUid = "2.25.329800735698586629295641978511506172918";
  c.exam.procedure = {"24627-2", "Scanner thoracique", "2.16.840.1.113883.6.1"};
  c.exam.region = {"67734004", "", "2.16.840.1.113883.6.96"};
  c.exam.modality = "CT";
  c.exam.startedAt = "2026-11-20T09:30:00.000Z";
  c.exam.endedAt = "2026-11-20T09:50:00.000Z";
  c.exam.equipment = "Scanner SOMATOM";
  c.exam.dose = "PDL 320 mGy.cm";
  c.validator.idNat = "801234560801";
  c.validator.familyName = "BIDEAULT";
  c.validator.givenName = "Jacques";
  c.validator.specialty = {"G15_10/SM44", "", "1.2.250.1.213.1.1.4.5"};
  c.author = c.validator;
  c.recipients = {order.requester};
  c.report.text = {"", "Toux persistante depuis six semaines.", "", "Sans injection.", "Pas de lésion.", "Scanner normal."};
  c.report.setId = "2.25.300000000000000000000000000000000000001";
  c.documentOid = "2.25.300000000000000000000000000000000000002";
  c.validatedAt = c.createdAt = fromIso("2026-11-20T10:17:00.000Z");
  return c;
}

}  // namespace clairis::test
