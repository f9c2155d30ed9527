// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "dicom/stream.h"

typedef struct ssl_st SSL;
typedef struct x509_st X509;

namespace clairis::dicom {

/// The server's side of TLS over a socket. The process must ignore SIGPIPE: OpenSSL writes without MSG_NOSIGNAL.
/// Renegotiation and resumption are off (see tls_keys.h), the peer's key updates are followed.
class TlsStream final : public Stream {
public:
  /// Takes over `tls`, made for this server's certificate.
  TlsStream(int socket, SSL* tls);
  ~TlsStream() override;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  bool secure() const noexcept override { return true; }
  Progress handshake() override;
  std::string failure() const override { return _failure; }
  PeerCertificate certificate() const override;
  Progress receive(char* buffer, std::size_t size, std::size_t& count) noexcept override;
  Progress send(const char* bytes, std::size_t size, std::size_t& count) noexcept override;
  void sayGoodbye() noexcept override;

private:
  Progress progressOf(int result) noexcept;

  SSL* const _tls;
  bool _broken = false;  ///< after a fatal error nothing more may be asked of it, not even the closing alert
  std::string _failure;
};

/// SHA-256 of the certificate and its subject.
PeerCertificate describeCertificate(X509& certificate);

}  // namespace clairis::dicom
