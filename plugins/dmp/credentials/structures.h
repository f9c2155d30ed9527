// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/refusal.h"
#include "plugins/dmp/credentials/certificate_use.h"
#include "plugins/dmp/signature/signing_key.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

/// Configured files of one structure.
struct StructureFiles {
  std::string structureId;       ///< Struct_IdNat of sites that feed under it
  std::string certificateOwner;  ///< OU expected in the certificates: the structure, or the legal entity it belongs to (EJ/EG)
  std::string authCertificate;
  std::string authKey;
  std::string signCertificate;
  std::string signKey;
};

/// A structure that can speak to the DMP: keys loaded once, connections of its own.
struct Structure {
  std::string structureId;
  CertificateFacts authentication;
  std::unique_ptr<SigningKey> signing;
  std::unique_ptr<Transport> transport;
};

/// All configured structures. What is wrong with one (missing, swapped, expired…) pauses that one alone; only a mix of
/// environments refuses all (SR-07). Thread-safe after construction.
class Structures {
public:
  using TransportFactory = std::function<std::unique_ptr<Transport>(const KeyPair& authentication)>;

  /// Throws Refusal "environment.mixed".
  Structures(const std::vector<StructureFiles>& files, Environment environment, const TransportFactory& transport);

  /// Throws Refusal: "dmp.structure.not_configured" or what is wrong with its certificates at `now`.
  const Structure& require(const std::string& structureId, Instant now) const;

  /// What is wrong now, one line per structure; empty when all is well.
  std::vector<std::string> problems(Instant now) const;

private:
  struct Entry {
    std::optional<Structure> structure;
    std::optional<Refusal> problem;
  };
  std::map<std::string, Entry> _entries;
};

}  // namespace clairis::dmp
