// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dicom/stream.h"

namespace clairis::dicom {

/// What of the client's certificate is asked for.
enum class ClientCertificate { required, requested, ignored };

/// PEM files of a TLS listener.
struct TlsFiles {
  std::string certificate;               ///< the server's, followed by its intermediates
  std::string key;                       ///< its private key; nobody but owner and group may read it
  std::string keyPassword;               ///< of an encrypted key
  std::vector<std::string> authorities;  ///< who may have issued the consoles' certificates
  std::vector<std::string> revocations;  ///< their revocation lists; none: revocation is not checked
  ClientCertificate client = ClientCertificate::required;
};

/// Names of the cipher suites of the profile, in the server's order of preference.
std::vector<std::string> tlsCipherSuites();

/// The end of something that a listener depends on.
struct TlsExpiry {
  std::string file;
  std::string what;  ///< "certificate CN=…", "revocation list of CN=…"
  std::chrono::sys_seconds end;
};

/// One set of loaded files. Profile: DICOM's Non-Downgrading BCP 195 (PS3.15 B.10), TLS 1.2 and newer. Sessions are neither resumed nor
/// renegotiated: each association shows its certificate. Thread-safe.
class TlsContext {
public:
  /// Throws Refusal "dicom.tls.…" naming the option, the file and what is expected there.
  explicit TlsContext(const TlsFiles& files);
  ~TlsContext();
  std::unique_ptr<Stream> open(int socket) const;
  const std::vector<TlsExpiry>& expiries() const noexcept { return _expiries; }

private:
  friend std::vector<std::string> tlsCipherSuites();
  struct Native;
  std::unique_ptr<Native> _native;
  std::vector<TlsExpiry> _expiries;
};

/// The files of a listener as they are on disk now: files that were replaced serve the next connection. Files that cannot be used leave
/// the former ones in service, and trouble() says why. Thread-safe.
class TlsKeys {
public:
  /// Throws as TlsContext does.
  explicit TlsKeys(TlsFiles files);
  std::shared_ptr<const TlsContext> current();
  /// Why the files on disk are not those in service; empty when they are.
  std::string trouble() const;
  /// Called after each attempt to take replaced files, on the thread that asked for them, with what trouble() says then. Set before use.
  void onAttempt(std::function<void(const std::string& trouble)> tell) { _tell = std::move(tell); }

private:
  std::string signature() const;

  const TlsFiles _files;
  mutable std::mutex _mutex;
  std::string _seen;  ///< inode, size and time of each file at the last attempt
  std::shared_ptr<const TlsContext> _context;
  std::string _trouble;
  std::function<void(const std::string&)> _tell;
};

}  // namespace clairis::dicom
