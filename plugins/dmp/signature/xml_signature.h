// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "plugins/dmp/signature/digest.h"
#include "plugins/dmp/signature/signing_key.h"

namespace clairis::dmp {

/// Fills DigestValue and SignatureValue of the one ds:Signature in `xml`, by libxmlsec1, and returns the document element as
/// text without declaration. `idAttribute`: the attribute that same-document references name ("ID", "Id"). References inside a
/// Manifest stay as given. Throws Refusal "dmp.signature.failed".
std::string signXml(std::string_view xml, const char* idAttribute, const SigningKey& key);

/// Digest of the document in canonical form C14N 1.0 with comments, computed by libxml2 while it canonicalises.
/// Throws Refusal "dmp.document.malformed".
std::string canonicalDigest(std::string_view document, DigestAlgorithm algorithm);

}  // namespace clairis::dmp
