// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "reports/xds/metadata.h"

namespace clairis::dmp {

/// Constant ids inside one request.
inline constexpr std::string_view kSetId = "SubmissionSet01";
inline constexpr std::string_view kDocumentId = "Document01";
inline constexpr std::string_view kSignatureId = "Signature01";

/// ebRIM of a submission: RegistryPackage, the document's ExtrinsicObject, the one of the signature, three associations.
/// `signatureUniqueId`: OID of the signature document. Elements are in the prefix r (rim:3.0), declared by the caller.
std::string submissionMetadata(const reports::SubmissionSet& set, const reports::DocumentEntry& entry, std::string_view signatureUniqueId);

/// RPLC association to the entryUUID that the registry gave the replaced document.
std::string replacement(std::string_view entryUuid);

}  // namespace clairis::dmp
