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
  CertificateWatch(Host& host, std::shared_ptr<dicom::TlsKeys> keys) : _host(host), _keys(std::move(keys)) {}
  /// Called at the start and by a job.
  void look();
  /// Not ok when files on disk cannot be used, or something has ended or ends within 7 days.
  Health health() const;

private:
  void lookAt(const dicom::TlsExpiry& expiry, Instant now);

  Host& _host;
  const std::shared_ptr<dicom::TlsKeys> _keys;
  std::mutex _mutex;
  std::set<std::string> _told;
  std::string _toldTrouble;
  std::size_t _toldReplacements = 0;
};

}  // namespace clairis::worklist
