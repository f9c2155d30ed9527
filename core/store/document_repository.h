// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/patient.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/sql.h"
#include "core/store/report_repository.h"

namespace clairis {
class ReportRenderer;
}

namespace clairis::store {

/// A rendition as stored.
struct StoredDocument {
  std::string id;
  std::string reportId;
  std::string patientId;
  std::string examId;
  std::string siteId;
  std::string uniqueId;
  std::string setId;
  int versionNumber = 1;
  std::string replacesUniqueId;
  std::string identityFingerprint;
  std::optional<Ins> ins;
  bool superseded = false;
  std::string createdAt;
  std::string pdf;           ///< empty when only the description was read
  std::string cdaSkeleton;
  std::string cdaSha256;
};

/// SHA-256 (hex) over the identity that the bytes of a document carry: the INS that may leave, traits, IPP (SR-01).
std::string identityFingerprint(const Patient& patient, const std::optional<Ins>& ins);
std::string sha256Hex(std::string_view bytes);

void insertDocument(UnitOfWork& work, const StoredDocument& document);
/// All earlier renditions of a report: never sent or printed again.
void supersedeDocuments(UnitOfWork& work, std::string_view reportId);
std::optional<StoredDocument> findDocument(Reader& reader, std::string_view id, bool withBytes);
/// The rendition in force of a report.
std::optional<StoredDocument> currentDocument(Reader& reader, std::string_view reportId, bool withBytes);

/// Every set in which a document of any version of a report stands.
std::vector<std::string> setsOf(Reader& reader, std::string_view rootId);

/// The CDA recomposed and checked against its SHA-256; refused when storage changed it.
std::string cdaOf(const StoredDocument& document, const ReportRenderer& renderer);

/// What a view is made of.
struct DocumentFacts {
  const StoredDocument& document;
  const Report& report;
  const Site& site;
  const Patient& patient;
  const Practitioner& validator;
  const Signature& signature;
  std::string patientClass;
};
/// The document as channels see it while they plan: no bytes. Sharing is what holds now.
DocumentView viewOf(const DocumentFacts& facts);

/// What channels see; with the bytes when `renderer` is given.
DocumentView documentView(Reader& reader, std::string_view documentId, const ReportRenderer* renderer);

}  // namespace clairis::store
