// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dicom/descriptor.h"

namespace clairis::dicom {

/// The door: a listening socket and the connections whose A-ASSOCIATE-RQ is still on its way. Used by one thread.
/// Requests are looked at without being taken from the socket: what is not an A-ASSOCIATE-RQ, or too long for one, is shut out; what
/// is complete is handed on and will be read without waiting.
class Admission {
public:
  using Clock = std::chrono::steady_clock;
  struct Limits {
    std::size_t pending = 64;  ///< the oldest leaves when one more comes
    std::chrono::milliseconds artim{10'000};
  };

  /// Throws Refusal "dicom.listen".
  Admission(const std::string& bind, std::uint16_t port, Limits limits);
  std::uint16_t port() const noexcept { return _port; }

  /// Waits for connections and requests, until `stopDescriptor` is readable (false). `ready` takes over complete sockets, `shutOut` is
  /// told why a connection was closed.
  bool step(int stopDescriptor, const std::function<void(int socket)>& ready, const std::function<void(const char* reason)>& shutOut);

  /// Stops listening and hangs up on everyone who waits. After the thread of step() has ended.
  void close() noexcept;

private:
  struct Pending {
    Descriptor socket;
    Clock::time_point deadline;
  };
  enum class Look { incomplete, complete, foreign };

  void acceptAll(const std::function<void(const char*)>& shutOut);
  static Look look(int socket);
  int waitingTime(Clock::time_point now) const;

  const Limits _limits;
  Descriptor _listener;
  std::uint16_t _port = 0;
  std::vector<Pending> _pending;  ///< oldest first
};

}  // namespace clairis::dicom
