// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/td21_feed/submission.h"

#include <algorithm>

#include "plugins/dmp/signature/submission_signature.h"
#include "plugins/dmp/td21_feed/metadata.h"
#include "plugins/dmp/td21_feed/visibility.h"

namespace clairis::dmp {
namespace {

// Arcs under oid.root for what only exists on the way to a registry.
constexpr std::string_view kSetArc = "20";
constexpr std::string_view kSignatureArc = "21";

std::string patientCx(const DocumentView& document) { return document.ins->matricule() + "^^^&" + document.ins->oid() + "&ISO^NH"; }

void checkAgainstView(const reports::DocumentEntry& entry, const DocumentView& document) {
  if (entry.uniqueId != document.uniqueId) {
    throw Refusal("dmp.document.mismatch", "the CDA's id is not the one of the document to send: make a new rendition");
  }
  if (!document.ins) throw Refusal("identity.not_qualified", "the document carries no INS: only a qualified identity reaches the DMP");
  if (entry.patientId != patientCx(document)) {
    throw Refusal("identity.changed", "the INS inside the CDA is not the one of the delivery: make a new rendition");
  }
  // EX_2.1-1140: in mode INDIRECTE the structure of the VIHF is the institution of one author.
  const auto institution = reports::xon("", document.structureId);
  const auto ending = institution.substr(institution.find('^'));
  const auto belongs = [&](const reports::XdsAuthor& author) {
    return std::any_of(author.institutions.begin(), author.institutions.end(), [&](const std::string& xon) {
      return xon.size() >= ending.size() && xon.compare(xon.size() - ending.size(), ending.size(), ending) == 0;
    });
  };
  if (std::none_of(entry.authors.begin(), entry.authors.end(), belongs)) {
    throw Refusal("dmp.author.institution", "no author of the CDA belongs to structure " + document.structureId + ", under which it is fed");
  }
}

reports::SubmissionSet submissionSet(const reports::DocumentEntry& entry, const DocumentView& document, const DmpOptions& options, IdSource& ids,
                                     Instant now) {
  reports::SubmissionSet set;
  set.uniqueId = oidFromUuid(options.oidRoot, kSetArc, ids.uuid()).text();
  set.sourceId = options.sourceId.empty() ? "1.2.250.1.71.4.2.2." + document.structureId : options.sourceId;
  if (!Oid::valid(set.sourceId)) {
    throw Refusal("dmp.source_id.needed", "structure " + document.structureId + " makes no OID: set dmp.source_id", "dmp.source_id");
  }
  set.patientId = entry.patientId;
  set.author.institutions = {reports::xon(document.siteName, document.structureId)};
  set.author.person = reports::xcn(document.validator);
  set.author.specialty = reports::specialtyText(document.validator.specialty);
  set.contentTypeCode = reports::contentTypeCode(document.patientClass);
  set.submissionTime = toUtcDigits(now);
  set.title = entry.title;
  return set;
}

}  // namespace

Submission prepareSubmission(const DocumentView& document, const DmpOptions& options, IdSource& ids, Instant now, const SigningKey& key) {
  if (!document.cda || document.cda->empty()) throw Refusal("dmp.document.missing", "the delivery has no CDA");
  if (document.cda->size() > options.documentLimit) {
    throw Refusal("dmp.document.too_large",
                  "the CDA has " + std::to_string(document.cda->size()) + " bytes, dmp.document_limit is " + std::to_string(options.documentLimit));
  }
  auto metadata = options.metadata;
  metadata.maskedFromProfessionals = document.sharing.maskedFromProfessionals;
  metadata.hiddenFromPatient = document.sharing.announcementNeeded;
  auto entry = reports::metadataFromCda(*document.cda, metadata);
  checkAgainstView(entry, document);
  hideFromRepresentatives(entry, document.sharing, document.validatedAt, options.majorityAge);
  const auto set = submissionSet(entry, document, options, ids, now);

  Submission submission;
  submission.submissionSetId = set.uniqueId;
  submission.documentId = entry.uniqueId;
  submission.documentHash = entry.hash;
  submission.submissionTime = now;
  submission.metadata = submissionMetadata(set, entry, oidFromUuid(options.oidRoot, kSignatureArc, ids.uuid()).text());
  submission.signature = signSubmission({set.uniqueId, entry.uniqueId, *document.cda, now}, options.signatureDigest, key);
  return submission;
}

}  // namespace clairis::dmp
