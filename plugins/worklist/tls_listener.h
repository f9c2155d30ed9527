// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "dicom/tls_keys.h"

namespace clairis::worklist {

/// dicom.tls_* as the configuration declares them.
std::vector<OptionSpec> tlsOptionSpecs();

/// Files and policy of the TLS listener, or null when dicom.tls_port is 0. Throws Refusal "dicom.tls.…".
std::shared_ptr<dicom::TlsKeys> tlsKeys(Host& host);

/// Looks after the files of a TLS listener: takes replaced ones, tells of those that cannot be used and, 60, 30 and 7 days before, of
/// those that end. Thread-safe.
class CertificateWatch {
public:
  /// Made before a listener uses `keys`, and outlives it.
  CertificateWatch(Host& host, std::shared_ptr<dicom::TlsKeys> keys);
  /// Called at the start and by a job.
  void look();
  /// Not ok when something in service has ended: handshakes fail then. What is only near, or replaced by files that cannot be used, is
  /// told in the detail.
  Health health() const;

private:
  void tell(const std::string& trouble);
  void lookAt(const dicom::TlsExpiry& expiry, Instant now);

  Host& _host;
  const std::shared_ptr<dicom::TlsKeys> _keys;
  std::mutex _mutex;
  std::set<std::string> _told;
};

}  // namespace clairis::worklist
