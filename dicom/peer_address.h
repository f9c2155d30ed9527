// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace clairis::dicom {

/// Where a connection comes from. An IPv4 address, also when it arrives on an IPv6 socket, is the same address.
class PeerAddress {
public:
  PeerAddress() = default;  ///< no address: in no range
  static PeerAddress of(const sockaddr_storage& address);
  static std::optional<PeerAddress> parse(const std::string& numeric);

  /// "10.0.3.7", "fd00::7", "" for none.
  std::string text() const;
  bool operator==(const PeerAddress&) const = default;

private:
  friend class AddressRange;
  std::array<unsigned char, 16> _bytes{};  ///< IPv4 as ::ffff:a.b.c.d
  bool _known = false;
};

/// "10.0.3.0/24", "fd00::/64" or one address.
class AddressRange {
public:
  /// None for anything else, also for bits beyond the prefix ("10.0.3.7/24" is a slip of the pen).
  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(const PeerAddress& address) const noexcept;

private:
  PeerAddress _base;
  unsigned _bits = 128;
};

}  // namespace clairis::dicom
