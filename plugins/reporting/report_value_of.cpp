// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/reporting/report_value_of.h"

#include "core/domain/refusal.h"
#include "reports/cda/value_sets.h"

namespace clairis::reporting {
namespace {

Instant instant(const std::string& text) { return text.empty() ? Instant{} : fromIso(text); }

Code worded(const reports::ValueSet& set, std::string_view code, std::string_view fallback) {
  const auto words = set.words(code);
  return {std::string(code), std::string(words.empty() ? fallback : words), std::string(set.system)};
}

// Authorities of our own numbers hang under the instance's root; under 2.25 that root would not be ours, so the structure's OID is used.
std::string authority(const Oid& root, const Site& site, std::string_view arc) {
  if (root.text() == "2.25") return "1.2.250.1.71.4.2.2." + site.structureId + "." + std::string(arc);
  return root.child(arc).text();
}

reports::OrderValue orderValue(const Order& order, const Site& site, const Oid& root) {
  const bool ours = order.placerNumber.empty();
  const bool known = !ours && Oid::valid(order.placerAuthorityOid);
  return {ours ? order.accessionNumber : order.placerNumber, known ? order.placerAuthorityOid : authority(root, site, "3"), order.accessionNumber,
          authority(root, site, "4"), instant(order.requestedAt)};
}

reports::ActValue actValue(const Exam& exam) {
  reports::ActValue act;
  act.studyInstanceUid = exam.studyInstanceUid;
  act.procedure = exam.procedure;
  act.ccam = exam.ccam;
  act.modality = worded(reports::modalities(), exam.modality, exam.modality);
  act.region = exam.region.empty() ? Code{} : worded(reports::regions(), exam.region.code, exam.region.display);
  act.startedAt = instant(exam.startedAt);
  act.endedAt = instant(exam.endedAt);
  act.equipment = exam.equipment;
  act.dose = exam.dose;
  return act;
}

Practitioner worded(Practitioner practitioner) {
  const auto words = reports::specialties().words(practitioner.specialty.code);
  if (!words.empty()) practitioner.specialty.display = words;
  return practitioner;
}

}  // namespace

reports::ReportValue reportValueOf(const ReportCase& value, Environment environment, const Oid& oidRoot) {
  reports::ReportValue out;
  out.environment = environment;
  out.patient = value.patient;
  out.ins = insForOutlet(value.patient, environment);
  for (auto& id : out.patient.localIds) {
    if (!Oid::valid(id.authorityOid)) id.authorityOid = authority(oidRoot, value.site, "2");
  }
  out.site = value.site;
  out.site.facilityType = worded(reports::facilityTypes(), value.site.facilityType.code, value.site.facilityType.display);
  out.site.practiceSetting = worded(reports::practiceSettings(), value.site.practiceSetting.code, value.site.practiceSetting.display);
  for (const auto& order : value.orders) out.orders.push_back(orderValue(order, value.site, oidRoot));
  out.acts.push_back(actValue(value.exam));
  out.screening = value.site.practiceSetting.code == "DEPISTAGE";
  out.text = value.report.text;
  if (out.text.title.empty()) out.text.title = value.exam.procedure.display;
  out.addendum = value.report.kind == ReportKind::addendum;
  if (value.replaced) out.replaced = reports::ReplacedValue{value.replaced->validatedAt, worded(value.replaced->validator), value.replaced->reason};
  for (const auto& added : value.addenda) out.addenda.push_back({added.text, added.at, worded(added.practitioner)});
  out.author = worded(value.author);
  out.authorStructure = value.report.authorStructure;
  out.firstReader = worded(value.firstReader);
  if (!out.firstReader.familyName.empty()) out.firstReadAt = instant(value.report.provisionalAt);
  out.validator = worded(value.validator);
  if (!value.orders.empty()) {
    out.requester = worded(value.orders.front().requester);
    out.patientClass = value.orders.front().patientClass;
    if (out.text.indication.empty()) out.text.indication = value.orders.front().reason;
  }
  for (const auto& recipient : value.recipients) out.recipients.push_back(worded(recipient));
  out.documentOid = value.documentOid;
  out.setId = value.report.setId;
  out.versionNumber = value.versionNumber;
  out.replacesOid = value.replacesOid;
  out.validatedAt = value.validatedAt;
  out.createdAt = value.createdAt;
  return out;
}

}  // namespace clairis::reporting
