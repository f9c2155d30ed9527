// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/tls_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

namespace clairis::dicom {
namespace {

// What OpenSSL left in this thread's queue, oldest first: the cause.
std::string queuedError(SSL* tls) {
  const auto code = ERR_peek_error();
  if (code == 0) return "the peer hung up";
  const char* reason = ERR_reason_error_string(code);
  std::string text = reason == nullptr ? "error " + std::to_string(code) : reason;
  if (const long verified = SSL_get_verify_result(tls); verified != X509_V_OK) text += std::string(": ") + X509_verify_cert_error_string(verified);
  return text;
}

}  // namespace

TlsStream::TlsStream(int socket, SSL* tls) : _tls(tls) {
  // OpenSSL reads and writes the descriptor itself and must never wait in it.
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  SSL_set_fd(_tls, socket);
  SSL_set_accept_state(_tls);
}

TlsStream::~TlsStream() { SSL_free(_tls); }

Progress TlsStream::progressOf(int result) noexcept {
  switch (SSL_get_error(_tls, result)) {
    case SSL_ERROR_NONE:
      return Progress::done;
    case SSL_ERROR_WANT_READ:
      return Progress::needsInput;
    case SSL_ERROR_WANT_WRITE:
      return Progress::needsOutput;
    case SSL_ERROR_ZERO_RETURN:
      return Progress::ended;
    default:
      _broken = true;
      return Progress::ended;
  }
}

Progress TlsStream::handshake() {
  ERR_clear_error();
  const auto progress = progressOf(SSL_do_handshake(_tls));
  if (progress == Progress::ended) _failure = queuedError(_tls);
  ERR_clear_error();
  return progress;
}

Progress TlsStream::receive(char* buffer, std::size_t size, std::size_t& count) noexcept {
  count = 0;
  if (_broken) return Progress::ended;
  ERR_clear_error();
  const auto progress = progressOf(SSL_read_ex(_tls, buffer, size, &count));
  ERR_clear_error();
  return progress;
}

Progress TlsStream::send(const char* bytes, std::size_t size, std::size_t& count) noexcept {
  count = 0;
  if (_broken) return Progress::ended;
  ERR_clear_error();
  const auto progress = progressOf(SSL_write_ex(_tls, bytes, size, &count));
  ERR_clear_error();
  return progress;
}

void TlsStream::sayGoodbye() noexcept {
  if (_broken || SSL_in_init(_tls) != 0) return;
  ERR_clear_error();
  SSL_shutdown(_tls);  // close_notify if it can leave now; the peer's own is not waited for
  ERR_clear_error();
  _broken = true;
}

PeerCertificate TlsStream::certificate() const {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(_tls), X509_free);
  return certificate ? describeCertificate(*certificate) : PeerCertificate{};
}

PeerCertificate describeCertificate(X509& certificate) {
  PeerCertificate described;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(&certificate, EVP_sha256(), digest.data(), &size) == 1) {
    for (unsigned i = 0; i < size; ++i) described.fingerprint += fmt::format("{:02x}", digest[i]);
  }
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(text.get(), &bytes);
  if (length > 0) described.subject.assign(bytes, static_cast<std::size_t>(length));
  return described;
}

}  // namespace clairis::dicom
