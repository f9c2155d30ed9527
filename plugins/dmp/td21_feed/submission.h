// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/plugin/delivery_channel.h"
#include "plugins/dmp/fresh_ids.h"
#include "plugins/dmp/options.h"

namespace clairis::dmp {

/// What stays the same over all tries of one delivery: stored by the core before the first byte leaves.
struct Submission {
  std::string submissionSetId;
  std::string documentId;
  std::string documentHash;  ///< SHA-1 hex of the CDA the signature covers
  Instant submissionTime{};
  std::string metadata;   ///< registry objects without an RPLC association
  std::string signature;  ///< XAdES document
};

/// Metadata from the CDA, visibility from the report's sharing (SR-20, SR-22), signature by the structure. Throws Refusal when
/// the document may not leave like this: "dmp.document.*", "dmp.author.*", "dmp.visibility.adult", "identity.*", "cda.*", "xds.*".
Submission prepareSubmission(const DocumentView& document, const DmpOptions& options, IdSource& ids, Instant now, const SigningKey& key);

/// Opaque bytes with a version and lengths. `decode` throws Refusal "dmp.prepared.malformed".
std::string encode(const Submission& submission);
Submission decodeSubmission(std::string_view bytes);

}  // namespace clairis::dmp
