// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "core/webservice/certificate/certificate.h"
#include "core/webservice/transport/transport.h"

namespace clairis::identity::insi {

/// INSi tells by the certificate whether a person or a machine calls: CN INSI-MANU or INSI-AUTO, nothing else (fault desir_560).
enum class Usage { manual, automatic };
std::string_view commonName(Usage usage) noexcept;

/// Configured files of one structure. In an SCM there is one structure for each radiologist and place of practice: "4" + RPPS-rang.
struct StructureFiles {
  std::string structure;
  std::string owner;  ///< OU expected in the certificates: the structure, unless they belong to its legal entity
  std::string manualCertificate, manualKey;
  std::string automaticCertificate, automaticKey;  ///< may be empty: then nothing automatic leaves under this structure
};

/// A structure id; one of type 4 is an RPPS-rang of 14 digits with its Luhn key (checked in production; published test people break it).
/// Refusal "structure_id.malformed".
void checkStructureId(const std::string& structure, Environment environment);

/// CN exactly that of the usage, OU the owner, clientAuth. Refusal "certificate.insi_name", "certificate.structure", "certificate.usage".
void checkInsiCertificate(const webservice::CertificateFacts& facts, Usage usage, const std::string& owner);

/// Keys and connections of all structures. What is wrong with one pair stops that one alone; only a mix of environments refuses all (SR-07).
/// Thread-safe after construction.
class Credentials {
public:
  using TransportFactory = std::function<std::unique_ptr<webservice::Transport>(const webservice::KeyPair& pair)>;

  /// Throws Refusal "environment.mixed" or "structure_id.malformed".
  Credentials(const std::vector<StructureFiles>& files, Environment environment, const TransportFactory& transport);

  /// The way to INSi for this structure. Refusal "insi.structure.unknown", or what is wrong with its certificate at `now`.
  webservice::Transport& require(const std::string& structure, Usage usage, Instant now) const;
  bool holds(const std::string& structure) const;
  /// What is wrong, or expires within 60, 30 or 7 days; one line each. `urgent`: 7 days or less, or unusable.
  struct Notice {
    std::string text;
    bool urgent = false;
  };
  std::vector<Notice> notices(Instant now) const;

private:
  struct Entry {
    std::unique_ptr<webservice::Transport> transport;
    webservice::CertificateFacts facts;
    std::optional<Refusal> problem;
  };
  using Key = std::pair<std::string, Usage>;
  std::map<Key, Entry> _entries;
};

}  // namespace clairis::identity::insi
