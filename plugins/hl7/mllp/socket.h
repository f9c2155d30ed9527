// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "plugins/hl7/mllp/stream.h"
#include "plugins/hl7/mllp/tls.h"

namespace clairis::hl7 {

/// What plain and TLS streams share: the socket and a flag that poll() waits for beside it.

class Descriptor {
public:
  explicit Descriptor(int fd = -1) noexcept : _fd(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  int get() const noexcept { return _fd; }

private:
  int _fd;
};

/// A flag that poll() can wait for; it stays raised.
class Wake {
public:
  Wake();  ///< Refusal "mllp.descriptors" when the process has no descriptor left
  void raise() noexcept;
  int get() const noexcept { return _event.get(); }

private:
  Descriptor _event;
};

enum class Ready { socket, wake, timeout };

/// `wake` -1: only the socket and the time are watched.
Ready waitFor(int socket, short events, int wake, Deadline deadline);

std::string addressText(const sockaddr_storage& address, socklen_t length);
std::string systemReason();      ///< errno in words
void tune(int socket) noexcept;  ///< no delay of small writes, keepalive, a dead peer is noticed within minutes

std::unique_ptr<Stream> streamOver(Descriptor socket, std::string peer, const std::shared_ptr<const TlsContext>& tls, const std::string& serverName);
/// `serverName` empty: the server's end of TLS.
std::unique_ptr<Stream> tlsStream(Descriptor socket, std::string peer, std::shared_ptr<const TlsContext> tls, const std::string& serverName);

}  // namespace clairis::hl7
