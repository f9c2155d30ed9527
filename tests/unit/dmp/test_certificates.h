// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "plugins/dmp/credentials/structures.h"

namespace clairis::dmp::test {

/// What a certificate of the tests says; the defaults are a good SIGN certificate.
struct CertificateRequest {
  std::string issuerName = "AC de test Clairis";
  std::string structure = "1750803447";
  std::string commonName = "SIGN";
  std::string keyUsage = "critical,digitalSignature,nonRepudiation";
  std::string purposes = "emailProtection";
  int validFromDays = -1;  ///< relative to now
  int validToDays = 365;
};

CertificateRequest signRequest();
CertificateRequest authRequest();

/// A self-made authority: certificates are signed by one CA key, and all carry one of two subject keys (making keys is slow).
KeyPair issue(const CertificateRequest& request, bool otherKey = false);
std::string authorityPem();

/// A folder of its own, removed at the end.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& bytes) const;
  const std::filesystem::path& path() const noexcept { return _path; }

private:
  std::filesystem::path _path;
};

/// Both pairs written to files.
StructureFiles structureFiles(const Folder& folder, const CertificateRequest& auth = authRequest(), const CertificateRequest& sign = signRequest());

/// One SIGN key for the whole program.
const SigningKey& signingKey();

struct CommandResult {
  int exitCode = -1;
  std::string output;
};
CommandResult run(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace clairis::dmp::test
