// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/renditions.h"

#include "core/domain/refusal.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"

namespace clairis::work {
namespace {

constexpr int kRenderings = 3;

/// The last document of the set that a receiver has, or may have.
struct Left {
  std::string uniqueId;
  int versionNumber = 0;
};

std::optional<Left> lastLeft(Reader& reader, const std::string& setId) {
  const auto row = reader.first(
      "SELECT d.unique_id, d.version_number FROM document d WHERE d.set_id = $1 AND EXISTS (SELECT 1 FROM delivery v WHERE v.document_id = d.id"
      " AND v.state IN ('accepted', 'undecided', 'sending')) ORDER BY d.version_number DESC, d.created_at DESC LIMIT 1",
      {setId});
  if (row.empty()) return std::nullopt;
  return Left{row[0].text(), static_cast<int>(row[1].integer())};
}

bool carriesPresentIdentity(Reader& reader, const store::StoredDocument& document, Environment environment) {
  const auto patient = store::findPatient(reader, document.patientId);
  return patient && store::identityFingerprint(*patient, insForOutlet(*patient, environment)) == document.identityFingerprint;
}

ReportCase caseOf(Reader& reader, const store::StoredDocument& document, const store::Signature& signature) {
  auto value = readCase(reader, store::findReport(reader, document.reportId).value(), signature.recipients);
  value.validator = store::findPractitioner(reader, signature.validatorId).value();
  if (value.author.familyName.empty()) value.author = value.validator;
  value.validatedAt = fromIso(signature.validatedAt);
  if (const auto left = lastLeft(reader, document.setId)) {
    value.versionNumber = left->versionNumber + 1;
    value.replacesOid = left->uniqueId;
  } else {
    value.versionNumber = 1;
  }
  return value;
}

}  // namespace

Renditions::Renditions(Parts parts) : _parts(std::move(parts)) {}

std::optional<std::string> Renditions::holdReason(Reader& reader, const std::string& documentId) const {
  const auto document = store::findDocument(reader, documentId, false);
  if (!document) throw NotFound("document.unknown", "no document " + documentId);
  if (document->superseded || !carriesPresentIdentity(reader, *document, _parts.environment)) return "identity.changed";
  return std::nullopt;
}

int Renditions::renew(std::string_view patientId) {
  const auto stale = _parts.store.reading([&](Reader& reader) {
    std::vector<std::string> ids;
    for (const auto& row : reader.query("SELECT id FROM document WHERE patient_id = $1 AND superseded = 0 ORDER BY created_at", {patientId})) {
      const auto document = store::findDocument(reader, row[0].text(), false);
      if (!carriesPresentIdentity(reader, *document, _parts.environment)) ids.push_back(document->id);
    }
    return ids;
  });
  int made = 0;
  for (const auto& id : stale) {
    try {
      made += renewOne(id) ? 1 : 0;
    } catch (const Conflict&) {
      throw;   // heard again later
    } catch (const Refusal& refusal) {
      // One document that cannot be made again holds up no other: its deliveries stay held for identity, and a person is told.
      _parts.log.error("document.renewal.refused", {{"document", id}, {"code", refusal.code()}, {"detail", refusal.detail()}});
    }
  }
  return made;
}

bool Renditions::renewOne(const std::string& documentId) {
  for (int rendering = 1; rendering <= kRenderings; ++rendering) {
    ReportCase value;
    store::Signature signature;
    store::StoredDocument before;
    _parts.store.read([&](Reader& reader) {
      before = store::findDocument(reader, documentId, false).value();
      signature = store::signatureOf(reader, before.reportId);
      value = caseOf(reader, before, signature);
    });
    if (before.superseded) return false;
    const auto versions = versionsOf(value);
    value.createdAt = _parts.clock.now();
    value.documentOid = oidFromUuid(_parts.oidRoot, "1", _parts.store.newId()).text();
    const auto rendition = _parts.renderer()->render(value);
    const auto document = documentOf(value, rendition, _parts.environment, _parts.store.newId());
    const auto view = viewOf(value, document, signature);
    const auto plans = _parts.planDeliveries(view);
    const bool done = _parts.store.writing(Lane::feed, [&](UnitOfWork& work) {
      // Somebody else renewed it meanwhile: his rendition is the one in force.
      if (store::findDocument(work, documentId, false).value().superseded) return false;
      const auto left = lastLeft(work, document.setId);
      const bool sameParent = (left ? left->uniqueId : std::string()) == value.replacesOid;
      if (readVersions(work, value) != versions || !sameParent) return false;
      store::supersedeDocuments(work, document.reportId);
      store::insertDocument(work, document);
      storeDeliveries(work, view, plans);
      work.publish({"document.renewed", document.reportId, R"({"document":")" + document.id + R"("})"});
      work.audit({"system", "document.renewed", "report:" + document.reportId, "ok",
                  R"({"document":")" + document.uniqueId + R"(","before":")" + before.uniqueId + R"("})"});
      return true;
    });
    if (done) return true;
  }
  _parts.log.warning("document.renewal.postponed", {{"document", documentId}});
  throw Conflict("report.inputs_changing", "the inputs of document " + documentId + " kept changing while it was rendered again");
}

}  // namespace clairis::work
