// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/report_case.h"

#include "core/domain/refusal.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"

namespace clairis::work {

namespace {

std::optional<ReplacedVersion> replacedBy(Reader& reader, const Report& report) {
  const auto before = report.amends.empty() ? std::nullopt : store::findReport(reader, report.amends);
  if (!before) return std::nullopt;
  return ReplacedVersion{before->version, fromIso(before->validatedAt), store::findPractitioner(reader, before->validatedBy).value_or(Practitioner{}), report.reason};
}

}  // namespace

ReportCase readCase(Reader& reader, const Report& report, const std::vector<Practitioner>& recipients) {
  ReportCase value;
  value.report = report;
  value.exam = store::findExam(reader, report.examId).value();
  value.orders = store::ordersOfExam(reader, value.exam.id);
  value.patient = store::findPatient(reader, value.exam.patientId).value();
  value.site = store::findSite(reader, value.exam.siteId).value();
  value.author = store::findPractitioner(reader, report.authorPractitionerId).value_or(Practitioner{});
  value.firstReader = store::findPractitioner(reader, report.provisionalBy).value_or(Practitioner{});
  value.replaced = replacedBy(reader, report);
  for (const auto& addendum : report.addenda) {
    value.addenda.push_back({addendum.text, fromIso(addendum.at), store::findPractitioner(reader, addendum.practitionerId).value_or(Practitioner{})});
  }
  value.recipients = recipients;
  for (const auto& order : value.orders) {
    bool named = order.requester.familyName.empty();
    for (const auto& recipient : value.recipients) {
      const bool sameId = !recipient.idNat.empty() && recipient.idNat == order.requester.idNat;
      named = named || sameId || (recipient.familyName == order.requester.familyName && recipient.givenName == order.requester.givenName);
    }
    if (!named) value.recipients.insert(value.recipients.begin(), order.requester);
  }
  return value;
}

void completePeople(ReportCase& value) {
  if (value.author.familyName.empty()) value.author = value.validator;
  const auto& first = value.firstReader;
  if (!first.id.empty() && (first.id == value.validator.id || first.id == value.author.id)) value.firstReader = {};
}

CaseVersions versionsOf(const ReportCase& value) {
  CaseVersions versions{value.report.version, value.exam.version, value.patient.version, value.site.version, value.replaced ? value.replaced->rowVersion : 0, {}};
  for (const auto& order : value.orders) versions.orders.push_back(order.version);
  return versions;
}

CaseVersions readVersions(Reader& reader, const ReportCase& value) {
  const auto version = [&](std::string_view sql, const std::string& id) {
    const auto row = reader.first(sql, {id});
    return row.empty() ? std::int64_t{-1} : row[0].integer();
  };
  CaseVersions versions{version("SELECT version FROM report WHERE id = $1", value.report.id), version("SELECT version FROM exam WHERE id = $1", value.exam.id),
                        version("SELECT version FROM patient WHERE id = $1", value.patient.id), version("SELECT version FROM site WHERE id = $1", value.site.id),
                        value.report.amends.empty() ? 0 : version("SELECT version FROM report WHERE id = $1", value.report.amends), {}};
  for (const auto& row : reader.query("SELECT o.version FROM exam_order x JOIN imaging_order o ON o.id = x.order_id WHERE x.exam_id = $1 ORDER BY x.position", {value.exam.id})) {
    versions.orders.push_back(row[0].integer());
  }
  return versions;
}

store::StoredDocument documentOf(const ReportCase& value, const Rendition& rendition, Environment environment, std::string id) {
  store::StoredDocument document;
  document.id = std::move(id);
  document.reportId = value.report.id;
  document.patientId = value.patient.id;
  document.examId = value.exam.id;
  document.siteId = value.site.id;
  document.uniqueId = value.documentOid;
  document.setId = value.report.setId;
  document.versionNumber = value.versionNumber;
  document.replacesUniqueId = value.replacesOid;
  document.ins = insForOutlet(value.patient, environment);
  document.identityFingerprint = store::identityFingerprint(value.patient, document.ins);
  document.createdAt = toIso(value.createdAt);
  document.pdf = rendition.pdf;
  document.cdaSkeleton = rendition.cdaSkeleton;
  document.cdaSha256 = store::sha256Hex(rendition.cda);
  return document;
}

DocumentView viewOf(const ReportCase& value, const store::StoredDocument& document, const store::Signature& signature) {
  return store::viewOf({document, value.report, value.site, value.patient, value.validator, signature,
                        value.orders.empty() ? "" : value.orders.front().patientClass});
}

}  // namespace clairis::work
