// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/renditions.h"

#include "core/domain/refusal.h"
#include "core/store/patient_repository.h"
#include "core/store/place_repository.h"
#include "core/work/document_place.h"

namespace clairis::work {
namespace {

constexpr int kRenderings = 3;

bool carriesPresentIdentity(Reader& reader, const store::StoredDocument& document, Environment environment) {
  const auto patient = store::findPatient(reader, document.patientId);
  return patient && store::identityFingerprint(*patient, insForOutlet(*patient, environment)) == document.identityFingerprint;
}

ReportCase caseOf(Reader& reader, const store::StoredDocument& document, const store::Signature& signature) {
  auto value = readCase(reader, store::findReport(reader, document.reportId).value(), signature.recipients);
  value.validator = store::findPractitioner(reader, signature.validatorId).value();
  completePeople(value);
  value.validatedAt = fromIso(signature.validatedAt);
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
  if (!stale.empty()) _parts.renderer();  // "service.missing" is no refusal of one document: all of it is heard again once the renderer is there
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
    Place place;
    _parts.store.read([&](Reader& reader) {
      before = store::findDocument(reader, documentId, false).value();
      signature = store::signatureOf(reader, before.reportId);
      value = caseOf(reader, before, signature);
      place = placeOf(reader, value.report, value.patient, insForOutlet(value.patient, _parts.environment));
    });
    if (before.superseded) return false;
    const auto setBefore = value.report.setId;
    value.report.setId = place.setId.empty() ? oidFromUuid(_parts.oidRoot, "2", _parts.store.newId()).text() : place.setId;
    value.versionNumber = place.versionNumber;
    value.replacesOid = place.replaces;
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
      if (readVersions(work, value) != versions) return false;
      const auto report = store::findReport(work, document.reportId).value();
      if (report.setId != setBefore || placeOf(work, report, value.patient, document.ins) != place) return false;
      if (setBefore != document.setId) {
        supersedeUnsentOfSet(work, setBefore);
        store::moveReportToSet(work, report.id, document.setId);
      }
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
