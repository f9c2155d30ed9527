// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/domain/identifiers.h"
#include "core/time/instant.h"

namespace clairis::webservice {

/// What the national services' rules ask of an X.509 certificate, read once.
struct CertificateFacts {
  std::string der;
  std::string subject;     ///< RFC 2253, most specific part first, with short names (CN, OU, O, ST, C): Issuer of the VIHF
  std::string issuer;      ///< the same form
  std::string serial;      ///< decimal
  std::string commonName;  ///< CN of the subject
  std::string structure;   ///< OU of the subject: the structure identifier
  Instant notBefore{};
  Instant notAfter{};
  bool digitalSignature = false;
  bool nonRepudiation = false;
  bool clientAuthentication = false;  ///< extended key usage clientAuth
  bool emailProtection = false;       ///< extended key usage emailProtection
};

/// A certificate with its private key, both PEM as in their files (a chain may follow the leaf).
struct KeyPair {
  std::string certificatePem;
  std::string keyPem;
  CertificateFacts facts;
};

/// First certificate of a PEM text. Throws Refusal "certificate.malformed".
CertificateFacts readCertificate(std::string_view pem);

/// Reads both files. Throws Refusal "certificate.missing", "certificate.malformed" or "certificate.key_mismatch".
KeyPair readKeyPair(const std::string& certificateFile, const std::string& keyFile);

/// Throws Refusal "certificate.expired" or "certificate.not_yet_valid".
void checkValidity(const CertificateFacts& facts, Instant now);

/// SR-07: a certificate of the test IGC-Santé in production, or of the real one in a test. Throws Refusal "environment.mixed".
void checkEnvironment(const CertificateFacts& facts, Environment environment);

}  // namespace clairis::webservice
