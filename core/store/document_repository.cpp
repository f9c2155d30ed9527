// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/document_repository.h"

#include <openssl/evp.h>

#include <array>

#include "core/domain/refusal.h"
#include "core/plugin/report_desk.h"
#include "core/store/exam_repository.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/store/report_repository.h"

namespace clairis::store {
namespace {

#define DOCUMENT_COLUMNS                                                                                                                   \
  "id, report_id, patient_id, exam_id, site_id, unique_id, set_id, version_number, replaces_unique_id, identity_fingerprint, ins_matricule, ins_oid, " \
  "superseded, created_at, cda_sha256"

StoredDocument documentFrom(const Row& row, bool withBytes) {
  StoredDocument d;
  d.id = row[0].text();
  d.reportId = row[1].text();
  d.patientId = row[2].text();
  d.examId = row[3].text();
  d.siteId = row[4].text();
  d.uniqueId = row[5].text();
  d.setId = row[6].text();
  d.versionNumber = static_cast<int>(row[7].integer());
  d.replacesUniqueId = row[8].text();
  d.identityFingerprint = row[9].text();
  if (!row[10].null()) d.ins = Ins::parse(row[10].text(), row[11].text());
  d.superseded = row[12].boolean();
  d.createdAt = row[13].text();
  d.cdaSha256 = row[14].text();
  if (withBytes) {
    d.pdf = row[15].bytes();
    d.cdaSkeleton = row[16].bytes();
  }
  return d;
}

Instant instantOrZero(const std::string& text) { return text.empty() ? Instant{} : fromIso(text); }

}  // namespace

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) throw Refusal("crypto.sha256", "the SHA-256 digest failed");
  constexpr const char* kHex = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

std::string identityFingerprint(const Patient& patient, const std::optional<Ins>& ins) {
  const auto& t = patient.traits;
  std::string identity;
  const auto add = [&](std::string_view part) { identity.append(part).push_back('\x1f'); };
  add(ins ? ins->matricule() : "");
  add(ins ? ins->oid() : "");
  for (const auto* part : {&t.birthName, &t.firstBirthName, &t.birthNames, &t.usedName, &t.usedFirstName, &t.birthDate, &t.birthPlaceCode}) add(*part);
  add(toText(t.sex));
  if (!patient.localIds.empty()) add(patient.localIds.front().value + "^" + patient.localIds.front().authorityOid);
  return sha256Hex(identity);
}

void insertDocument(UnitOfWork& work, const StoredDocument& d) {
  work.execute("INSERT INTO document (id, report_id, patient_id, exam_id, site_id, unique_id, set_id, version_number, replaces_unique_id,"
               " identity_fingerprint, ins_matricule, ins_oid, superseded, pdf, pdf_sha256, cda_skeleton, cda_sha256, created_at, made_for)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17, $3)",
               {d.id, d.reportId, d.patientId, d.examId, d.siteId, d.uniqueId, d.setId, d.versionNumber, d.replacesUniqueId, d.identityFingerprint,
                d.ins ? Value(d.ins->matricule()) : Value(), d.ins ? Value(d.ins->oid()) : Value(), Blob{d.pdf}, sha256Hex(d.pdf), Blob{d.cdaSkeleton},
                d.cdaSha256, d.createdAt});
}

void supersedeDocuments(UnitOfWork& work, std::string_view reportId) {
  work.execute("UPDATE document SET superseded = 1 WHERE report_id = $1 AND superseded = 0", {reportId});
}

std::optional<StoredDocument> findDocument(Reader& reader, std::string_view id, bool withBytes) {
  const auto row = withBytes ? reader.first("SELECT " DOCUMENT_COLUMNS ", pdf, cda_skeleton FROM document WHERE id = $1", {id})
                             : reader.first("SELECT " DOCUMENT_COLUMNS " FROM document WHERE id = $1", {id});
  return row.empty() ? std::nullopt : std::optional(documentFrom(row, withBytes));
}

std::optional<StoredDocument> currentDocument(Reader& reader, std::string_view reportId, bool withBytes) {
  const auto row =
      withBytes ? reader.first("SELECT " DOCUMENT_COLUMNS ", pdf, cda_skeleton FROM document WHERE report_id = $1 AND superseded = 0", {reportId})
                : reader.first("SELECT " DOCUMENT_COLUMNS " FROM document WHERE report_id = $1 AND superseded = 0", {reportId});
  return row.empty() ? std::nullopt : std::optional(documentFrom(row, withBytes));
}

std::vector<std::string> setsOf(Reader& reader, std::string_view rootId) {
  std::vector<std::string> sets;
  for (const auto& row : reader.query("SELECT DISTINCT d.set_id FROM document d JOIN report r ON r.id = d.report_id WHERE r.root_id = $1 ORDER BY d.set_id", {rootId})) {
    sets.push_back(row[0].text());
  }
  return sets;
}

std::string cdaOf(const StoredDocument& document, const ReportRenderer& renderer) {
  return renderer.recompose(document.cdaSkeleton, document.cdaSha256, document.pdf);
}

DocumentView viewOf(const DocumentFacts& facts) {
  const auto& document = facts.document;
  DocumentView view;
  view.documentId = document.id;
  view.reportId = document.reportId;
  view.patientId = document.patientId;
  view.uniqueId = document.uniqueId;
  view.setId = document.setId;
  view.versionNumber = document.versionNumber;
  view.replacesUniqueId = document.replacesUniqueId;
  view.ins = document.ins;
  view.structureId = facts.site.structureId;
  view.siteName = facts.site.name;
  view.practiceSetting = facts.site.practiceSetting;
  view.facilityType = facts.site.facilityType;
  view.patientClass = facts.patientClass;
  view.validator = facts.validator;
  view.authentication = facts.signature.authentication;
  view.authenticatedAt = instantOrZero(facts.signature.authenticatedAt);
  view.validatedAt = instantOrZero(facts.signature.validatedAt);
  view.sharing = presentSharing(facts.report);
  view.dmpOpposition = facts.patient.dmpOpposition;
  return view;
}

DocumentView documentView(Reader& reader, std::string_view documentId, const ReportRenderer* renderer) {
  const auto document = findDocument(reader, documentId, renderer != nullptr);
  if (!document) throw NotFound("document.unknown", "no document " + std::string(documentId));
  const auto report = findReport(reader, document->reportId);
  const auto site = findSite(reader, document->siteId);
  const auto patient = findPatient(reader, document->patientId);
  const auto signature = signatureOf(reader, document->reportId);
  const auto orders = ordersOfExam(reader, document->examId);
  const auto validator = findPractitioner(reader, signature.validatorId).value_or(Practitioner{});
  auto view = viewOf({*document, *report, *site, *patient, validator, signature, orders.empty() ? "" : orders.front().patientClass});
  if (report->state == ReportState::withdrawn) view.withdrawalCause = withdrawalCauseOf(reader, report->id);
  if (renderer != nullptr) {
    view.cda = std::make_shared<const std::string>(cdaOf(*document, *renderer));
    view.pdf = std::make_shared<const std::string>(document->pdf);
  }
  return view;
}

}  // namespace clairis::store
