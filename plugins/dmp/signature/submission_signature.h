// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/time/instant.h"
#include "plugins/dmp/signature/signing_key.h"

namespace clairis::dmp {

/// What the source signs: the submission set by name, its document by content.
struct SignedSubmission {
  std::string submissionSetId;  ///< OID
  std::string documentId;       ///< OID of the CDA
  std::string_view document;    ///< CDA bytes
  Instant signingTime{};
};

/// XAdES signature of a submission set (IHE DSG as the DMP profiles it): Manifest naming submission set and document,
/// purpose "source", SignedProperties of XAdES 1.1.1 with implied policy. A whole XML document, UTF-8, with declaration.
/// Throws Refusal "dmp.signature.failed" or "dmp.document.malformed".
std::string signSubmission(const SignedSubmission& submission, DigestAlgorithm algorithm, const SigningKey& key);

}  // namespace clairis::dmp
