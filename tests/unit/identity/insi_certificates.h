// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "plugins/identity/insi/credentials/credentials.h"

namespace clairis::identity::insi::test {

/// What a certificate of the tests says; the defaults are a good INSI-MANU of the practice.
struct CertificateRequest {
  std::string commonName = "INSI-MANU";
  std::string structure = "1750803447";
  std::string issuer = "TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";
  std::string purpose = "clientAuth";
  int validToDays = 365;  ///< from now
};

/// A folder of certificate and key files, removed at the end. All carry one key: making keys is slow.
class CertificateFolder {
public:
  CertificateFolder();
  ~CertificateFolder();
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;
  /// Path of the certificate; the key is in keyFile().
  std::string issue(const std::string& name, const CertificateRequest& request);
  std::string keyFile() const { return (_path / "key.pem").string(); }
  /// Both good pairs of a structure.
  StructureFiles structure(const std::string& id);

private:
  std::filesystem::path _path;
};

}  // namespace clairis::identity::insi::test
