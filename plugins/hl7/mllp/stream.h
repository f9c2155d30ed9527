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

/// A connected byte stream. Plain TCP today; TLS is another implementation. One thread at a time, `interrupt` apart.
class Stream {
public:
  enum class Event { data, closed, timeout, interrupted };
  struct Received {
    Event event = Event::closed;
    std::size_t bytes = 0;
  };
  virtual ~Stream() = default;
  /// Waits for bytes until `deadline` or until interrupted. Never throws: a broken link reads as closed.
  virtual Received receive(char* buffer, std::size_t size, Deadline deadline) = 0;
  /// All of `bytes`, or false when the peer is gone or does not take them until `deadline`. Not stopped by interrupt().
  virtual bool send(std::string_view bytes, Deadline deadline) = 0;
  /// From any thread: receive() returns `interrupted` from now on.
  virtual void interrupt() noexcept = 0;
  virtual std::string peer() const = 0;  ///< "127.0.0.1:40212", for logs
};

/// Accepts streams. `accept` belongs to one thread.
class Listener {
public:
  virtual ~Listener() = default;
  /// The next stream, or null after interrupt(). Waits while the process is out of descriptors.
  virtual std::unique_ptr<Stream> accept() = 0;
  virtual void interrupt() noexcept = 0;
  virtual int port() const noexcept = 0;
};

/// Listens on a numeric address; port 0 takes a free one. Throws Refusal "mllp.bind".
std::unique_ptr<Listener> listenTcp(const std::string& address, int port);

/// Connects to a numeric address, for clients of this protocol. Throws Refusal "mllp.connect".
std::unique_ptr<Stream> connectTcp(const std::string& address, int port);

}  // namespace clairis::hl7
