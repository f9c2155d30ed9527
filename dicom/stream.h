// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>

namespace clairis::dicom {

/// How far a step on a stream came.
enum class Progress { done, needsInput, needsOutput, ended };

/// Who is at the other end, as its certificate says; empty without one.
struct PeerCertificate {
  std::string fingerprint;  ///< SHA-256 of the certificate, 64 lower-case hexadecimal digits
  std::string subject;      ///< RFC 2253, "CN=CT1,O=…"
};

/// Bytes both ways over an accepted socket, which it does not own and never waits for. Used by one thread at a time.
class Stream {
public:
  virtual ~Stream() = default;
  virtual bool secure() const noexcept = 0;
  /// Agrees with the peer on how to speak: called until done, then never again.
  virtual Progress handshake() = 0;
  /// Why the handshake ended, for the log.
  virtual std::string failure() const = 0;
  virtual PeerCertificate certificate() const = 0;
  /// done: at least one byte, counted in `count`. Bytes may be held inside, where poll() does not see them: wait only after needsInput.
  virtual Progress receive(char* buffer, std::size_t size, std::size_t& count) noexcept = 0;
  virtual Progress send(const char* bytes, std::size_t size, std::size_t& count) noexcept = 0;
  /// The last word before the socket is closed.
  virtual void sayGoodbye() noexcept = 0;
};

class PlainStream final : public Stream {
public:
  explicit PlainStream(int socket) noexcept : _socket(socket) {}
  bool secure() const noexcept override { return false; }
  Progress handshake() override { return Progress::done; }
  std::string failure() const override { return {}; }
  PeerCertificate certificate() const override { return {}; }
  Progress receive(char* buffer, std::size_t size, std::size_t& count) noexcept override;
  Progress send(const char* bytes, std::size_t size, std::size_t& count) noexcept override;
  void sayGoodbye() noexcept override {}

private:
  const int _socket;
};

}  // namespace clairis::dicom
