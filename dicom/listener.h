// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "dicom/descriptor.h"
#include "dicom/peer_address.h"

namespace clairis::dicom {

/// A listening TCP socket, never blocking.
class Listener {
public:
  struct Accepted {
    Descriptor socket;
    PeerAddress peer;
  };

  /// `bind`: numeric IPv4 or IPv6 address; "::" takes IPv4 as well. `port` 0: the system picks one. Throws Refusal "dicom.listen".
  Listener(const std::string& bind, std::uint16_t port);
  std::uint16_t port() const noexcept { return _port; }
  int descriptor() const noexcept { return _socket.get(); }
  /// The next connection, or none when nobody waits.
  std::optional<Accepted> accept();
  void close() noexcept { _socket.reset(); }

private:
  Descriptor _socket;
  std::uint16_t _port = 0;
};

}  // namespace clairis::dicom
