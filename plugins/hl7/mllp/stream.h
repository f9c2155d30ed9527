// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace clairis::hl7 {

using Deadline = std::chrono::steady_clock::time_point;

/// Why a stream cannot be used: "tls.…" and the library's words for the operator; empty code: nothing is wrong.
struct StreamFailure {
  std::string code;
  std::string detail;
};

/// A connected byte stream, plain or TLS. One thread at a time, `interrupt` apart.
class Stream {
public:
  enum class Event { data, closed, timeout, interrupted };
  struct Received {
    Event event = Event::closed;
    std::size_t bytes = 0;
  };
  virtual ~Stream() = default;
  /// Whatever must happen before the first byte: the handshake of TLS. Once, on the thread that uses the stream. False: `failure` says why.
  virtual bool open(Deadline) { return true; }
  /// Waits for bytes until `deadline` or until interrupted. Never throws: a broken link reads as closed.
  virtual Received receive(char* buffer, std::size_t size, Deadline deadline) = 0;
  /// Writes until all bytes are handed over, the peer is gone, `deadline` is reached or, when `interruptible`, interrupt() is called. Returns how
  /// many bytes at the front the peer may be able to read.
  virtual std::size_t write(std::string_view bytes, Deadline deadline, bool interruptible) = 0;
  /// All of `bytes`, not stopped by interrupt(): what was begun is finished.
  bool send(std::string_view bytes, Deadline deadline) { return write(bytes, deadline, false) == bytes.size(); }
  /// From any thread: receive() returns `interrupted` from now on.
  virtual void interrupt() noexcept = 0;
  virtual std::string peer() const = 0;  ///< "127.0.0.1:40212", for logs
  virtual StreamFailure failure() const { return {}; }
};

class TlsContext;

/// Accepts streams. `accept` belongs to one thread.
class Listener {
public:
  virtual ~Listener() = default;
  /// The next stream, or null after interrupt(). Waits while the process is out of descriptors.
  virtual std::unique_ptr<Stream> accept() = 0;
  virtual void interrupt() noexcept = 0;
  virtual int port() const noexcept = 0;
};

/// Listens on a numeric address; port 0 takes a free one; with `tls`, its streams begin with a handshake. Throws Refusal "mllp.bind".
std::unique_ptr<Listener> listenTcp(const std::string& address, int port, std::shared_ptr<const TlsContext> tls = nullptr);

/// Connects to a numeric address, for clients of this protocol. Throws Refusal "mllp.connect".
std::unique_ptr<Stream> connectTcp(const std::string& address, int port);

}  // namespace clairis::hl7
