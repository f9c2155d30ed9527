// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "plugins/dmp/signature/digest.h"
#include "plugins/dmp/webservice.h"

struct _xmlSecKey;

namespace clairis::dmp {

/// Brings libxml2 and xmlsec up; before any thread that signs, any number of times. Throws Refusal "dmp.signature.library".
void initialiseXmlSignatures();

/// The structure's SIGN key as xmlsec wants it, loaded once and used by all workers at the same time.
class SigningKey {
public:
  /// Throws Refusal "certificate.malformed".
  explicit SigningKey(const KeyPair& pair);
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  const CertificateFacts& certificate() const noexcept { return _facts; }
  /// `<ds:KeyInfo>` with the leaf certificate alone.
  const std::string& keyInfo() const noexcept { return _keyInfo; }
  /// Base64 digest of the certificate.
  std::string certificateDigest(DigestAlgorithm algorithm) const;
  /// A handle of its own for one signature; the caller destroys it (xmlSecDSigCtx does).
  _xmlSecKey* duplicate() const;

private:
  CertificateFacts _facts;
  std::string _keyInfo;
  _xmlSecKey* _key;
};

}  // namespace clairis::dmp
