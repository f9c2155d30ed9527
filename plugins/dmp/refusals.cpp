// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/refusals.h"

#include <array>

#include "core/domain/search_key.h"

namespace clairis::dmp {
namespace {

using K = Outcome::Kind;

// Generic and temporary errors of a registry: a few tries, then somebody must look.
constexpr int kFewTries = 3;

constexpr std::array kByCode{
    RefusalRow{"DMPOk", K::accepted, "dmp.ok"},
    RefusalRow{"DMPFound", K::accepted, "dmp.found"},
    RefusalRow{"DMPNotFound", K::later, "dmp.absent"},
    RefusalRow{"NF", K::later, "dmp.absent"},
    RefusalRow{"DMPClosed", K::later, "dmp.closed"},
    RefusalRow{"DMPAccessDeniedByRightsService", K::paused, "dmp.right.denied"},
    RefusalRow{"DMPInvalidCertificate", K::paused, "dmp.certificate.refused"},
    RefusalRow{"DMPIdentityCertificationFailure", K::fix, "dmp.identity.refused"},
    RefusalRow{"DMPPatientAccessAlreadyExists", K::fix, "dmp.refused"},
    RefusalRow{"DMPPatientAccessOTPAlreadyExists", K::fix, "dmp.refused"},
    RefusalRow{"MessageAddressingHeaderRequired", K::fix, "dmp.message.refused"},
    RefusalRow{"XDSUnknownPatientId", K::later, "dmp.absent"},
    RefusalRow{"XDSPatientIdDoesNotMatch", K::fix, "dmp.metadata.patient"},
    RefusalRow{"XDSDuplicateUniqueIdInRegistry", K::fix, "dmp.duplicate"},
    RefusalRow{"XDSRegistryDuplicateUniqueIdInMessage", K::fix, "dmp.message.refused"},
    RefusalRow{"XDSRepositoryDuplicateUniqueIdInMessage", K::fix, "dmp.message.refused"},
    RefusalRow{"XDSNonIdenticalHash", K::fix, "dmp.document.differs"},
    RefusalRow{"XDSNonIdenticalSize", K::fix, "dmp.document.differs"},
    RefusalRow{"XDSRegistryMetadataError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSRepositoryMetadataError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSMissingDocument", K::fix, "dmp.message.refused"},
    RefusalRow{"XDSMissingDocumentMetadata", K::fix, "dmp.message.refused"},
    RefusalRow{"XDSReplaceFailed", K::fix, "dmp.replace.refused"},
    RefusalRow{"XDSRegistryDeprecatedDocumentError", K::fix, "dmp.replace.refused"},
    RefusalRow{"UnresolvedReferenceException", K::fix, "dmp.replace.refused"},
    RefusalRow{"XDSMetadataVersionError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSMetadataUpdateError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSMetadataUpdateOperationError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSMetadataIdentifierError", K::fix, "dmp.metadata.refused"},
    RefusalRow{"XDSDocumentUniqueIdError", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSUnknownRepositoryId", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSRegistryBusy", K::retry, "dmp.busy"},
    RefusalRow{"XDSRepositoryBusy", K::retry, "dmp.busy"},
    RefusalRow{"XDSRegistryOutOfResources", K::retry, "dmp.busy"},
    RefusalRow{"XDSRepositoryOutOfResources", K::retry, "dmp.busy"},
    RefusalRow{"XDSRegistryNotAvailable", K::retry, "dmp.busy"},
    RefusalRow{"XDSRepositoryError", K::retry, "dmp.registry_error", kFewTries},
    RefusalRow{"XDSRegistryError", K::retry, "dmp.registry_error", kFewTries},
    RefusalRow{"XDSTooManyResults", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSStoredQueryMissingParam", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSStoredQueryParamNumber", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSUnknownStoredQuery", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSResultNotSinglePatient", K::fix, "dmp.query.refused"},
    RefusalRow{"XDSExtraMetadataNotSaved", K::accepted, "dmp.extra_metadata_not_saved"},
    RefusalRow{"Receiver", K::retry, "dmp.receiver_fault", kFewTries},
};

// Folded by searchKey(): capitals, no accents, separators as one space.
constexpr std::array kByText{
    RefusalRow{"ERREUR D AUTHENTIFICATION DE LA PERSONNE MORALE", K::paused, "dmp.structure.refused"},
    RefusalRow{"STRUCTURE INTROUVABLE OU INACTIVE", K::paused, "dmp.structure.unknown"},
    RefusalRow{"PS ET STRUCTURE NON LIES", K::fix, "dmp.author.not_linked"},  // one radiologist, not the structure
    RefusalRow{"AUCUNE SPECIALITE DANS LE VIHF", K::fix, "dmp.author.specialty"},
    RefusalRow{"AUCUN AUTHORINSTITUTION NE CORRESPOND", K::fix, "dmp.author.institution"},
    RefusalRow{"NOT A VALID SIGNATURE CERTIFICATE", K::paused, "dmp.certificate.refused"},
    RefusalRow{"A REQUIRED HEADER REPRESENTING A MESSAGE ADDRESSING PROPERTY IS NOT PRESENT", K::fix, "dmp.message.refused"},
};

constexpr RefusalRow kUnknown{"", K::fix, "dmp.refused"};
constexpr RefusalRow kReceiverFault{"", K::retry, "dmp.receiver_fault", kFewTries};

/// What stops a structure outweighs what stops a document, which outweighs waiting and repeating.
int gravity(K kind) {
  switch (kind) {
    case K::paused:
      return 5;
    case K::final:
      return 4;
    case K::fix:
      return 3;
    case K::later:
      return 2;
    case K::retry:
      return 1;
    default:
      return 0;
  }
}

std::string words(const std::vector<ReceiverError>& errors) {
  std::string out;
  for (const auto& error : errors) {
    if (!out.empty()) out += '\n';
    out += error.code;
    if (!error.code.empty() && !error.text.empty()) out += ": ";
    out += error.text;
  }
  return out;
}

}  // namespace

std::span<const RefusalRow> refusalsByCode() noexcept { return kByCode; }
std::span<const RefusalRow> refusalsByText() noexcept { return kByText; }

RefusalRow refusalOf(const ReceiverError& error) {
  const auto folded = searchKey(error.text);
  for (const auto& row : kByText) {
    if (folded.find(row.match) != std::string::npos) return row;
  }
  for (const auto& row : kByCode) {
    if (row.match == error.code) return row;
  }
  return error.receiverFault ? kReceiverFault : kUnknown;
}

Outcome refused(const std::vector<ReceiverError>& errors, const Standing& standing) {
  RefusalRow gravest = kUnknown;
  int weight = -1;
  for (const auto& error : errors) {
    const auto row = refusalOf(error);
    if (gravity(row.kind) > weight) {
      gravest = row;
      weight = gravity(row.kind);
    }
  }
  const std::string code(gravest.code);
  if (gravest.kind == K::later) return waitForRecord(code, words(errors), standing);
  if (gravest.kind == K::paused) return paused(code, words(errors), standing.structureId);
  Outcome outcome;
  outcome.kind = gravest.kind == K::retry && gravest.tries > 0 && standing.attempt >= gravest.tries ? K::fix : gravest.kind;
  // A code that means success cannot explain a refusal.
  if (outcome.kind == K::accepted) outcome.kind = K::fix;
  outcome.code = code;
  outcome.message = words(errors);
  return outcome;
}

Outcome waitForRecord(std::string code, std::string message, const Standing& standing) {
  using std::chrono::days;
  Outcome outcome;
  outcome.code = std::move(code);
  outcome.message = std::move(message);
  for (const auto wait : {days{1}, days{7}, days{30}}) {
    if (standing.now - standing.firstAsked >= wait) continue;
    outcome.kind = K::later;
    outcome.notBefore = standing.firstAsked + wait;
    // One day of grace, so that the test of the thirtieth day still takes place.
    outcome.until = standing.firstAsked + days{31};
    return outcome;
  }
  outcome.kind = K::final;
  return outcome;
}

Outcome paused(std::string code, std::string message, const std::string& structureId) {
  Outcome outcome;
  outcome.kind = K::paused;
  outcome.code = std::move(code);
  outcome.message = std::move(message);
  outcome.pauseKey = structureId;
  return outcome;
}

}  // namespace clairis::dmp
