// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmtrans.h>

#include <chrono>
#include <string>
#include <vector>

namespace clairis::dicom {

struct ConnectionLimits {
  std::chrono::milliseconds stall{15'000};  ///< longest wait for the next byte inside a PDU, and for the peer to take ours
  std::size_t message = 64 * 1024;          ///< bytes of one request, all its PDUs together
};

/// The TCP side of one association, used by its one thread.
/// DCMTK writes the head and the body of each PDU apart; with Nagle's algorithm on one side and delayed acknowledgement on the other
/// every query would cost two acknowledgement delays. So acknowledgements leave at once (TCP_QUICKACK), and output is gathered until the
/// next read, wait or close, or until 32 kB.
/// Becoming readable `stopDescriptor` ends every wait at once.
class ConsoleConnection final : public DcmTCPConnection {
public:
  ConsoleConnection(int socket, int stopDescriptor, ConnectionLimits limits);
  ~ConsoleConnection() override;

  ssize_t read(void* buffer, size_t size) override;
  ssize_t write(void* buffer, size_t size) override;
  void close() override;
  void closeTransportConnection() override;
  OFBool networkDataAvailable(int timeoutSeconds) override;

  /// A new request begins: the byte count of ConnectionLimits::message starts again.
  void beginMessage() noexcept { _messageBytes = 0; }
  /// Whether bytes have arrived, without sending what is gathered.
  bool inputWaiting() noexcept;
  bool flush() noexcept;
  bool stopRequested() noexcept;

private:
  enum class Wait { ready, timeout, stopped, failed };
  Wait wait(short events, std::chrono::milliseconds timeout) noexcept;
  void acknowledgeAtOnce() noexcept;
  std::size_t buffered() const noexcept { return _input.size() - _inputAt; }
  bool fill() noexcept;

  const int _stopDescriptor;
  const ConnectionLimits _limits;
  std::string _output;
  std::vector<char> _input;
  std::size_t _inputAt = 0;
  std::size_t _messageBytes = 0;
  bool _broken = false;
};

}  // namespace clairis::dicom
