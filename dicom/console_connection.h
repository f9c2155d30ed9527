// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmtrans.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dicom/stream.h"

namespace clairis::dicom {

struct ConnectionLimits {
  std::chrono::milliseconds stall{15'000};  ///< longest wait for the next byte inside a PDU, and for the peer to take ours
  std::chrono::milliseconds whole{60'000};  ///< longest time from the first byte of a request to its last, and for the peer to take one load
  std::size_t message = 64 * 1024;          ///< bytes of one request, all its PDUs together
};

/// The network side of one association, plain or TLS, used by its one thread.
/// DCMTK writes the head and the body of each PDU apart; with Nagle's algorithm on one side and delayed acknowledgement on the other
/// every query would cost two acknowledgement delays. So acknowledgements leave at once (TCP_QUICKACK), and output is gathered until the
/// next read, wait or close, or until 32 kB.
/// Becoming readable `stopDescriptor` ends every wait at once.
class ConsoleConnection final : public DcmTCPConnection {
public:
  /// Takes over `socket`, on which `stream` speaks; `received`: bytes that were read before.
  ConsoleConnection(int socket, std::unique_ptr<Stream> stream, std::string received, int stopDescriptor, ConnectionLimits limits);
  ~ConsoleConnection() override;

  ssize_t read(void* buffer, size_t size) override;
  ssize_t write(void* buffer, size_t size) override;
  void close() override;
  void closeTransportConnection() override;
  OFBool networkDataAvailable(int timeoutSeconds) override;
  OFBool isTransparentConnection() override { return _stream->secure() ? OFFalse : OFTrue; }

  /// A new request begins: byte count and time of ConnectionLimits start again.
  void beginMessage() noexcept {
    _messageBytes = 0;
    _most = _limits.message;
    _messageEnd.reset();
  }
  /// This request may be larger than ConnectionLimits::message; forgotten with the next one.
  void allow(std::size_t bytes) noexcept { _most = bytes; }
  /// Whether bytes have arrived or the peer has hung up, without waiting and without sending what is gathered.
  bool inputWaiting() noexcept;
  /// As write(); false when the peer does not take it.
  bool append(std::string_view bytes);
  bool flush() noexcept;
  bool stopRequested() noexcept;

private:
  enum class Wait { ready, timeout, stopped, failed };
  using Deadline = std::chrono::steady_clock::time_point;
  Wait wait(Progress need, Deadline deadline) noexcept;
  Wait fill(Deadline deadline) noexcept;
  Progress receiveSome() noexcept;
  void acknowledgeAtOnce() noexcept;
  void hangUp() noexcept;
  std::size_t buffered() const noexcept { return _input.size() - _inputAt; }

  const std::unique_ptr<Stream> _stream;
  const int _stopDescriptor;
  const ConnectionLimits _limits;
  std::string _output;
  std::string _input;
  std::size_t _inputAt = 0;
  std::size_t _messageBytes = 0;
  std::size_t _most = _limits.message;
  std::optional<Deadline> _messageEnd;
  bool _broken = false;  ///< nothing more comes in
  bool _closed = false;
};

}  // namespace clairis::dicom
