// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/peer_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace clairis::dicom {
namespace {

constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned kMappedBits = 96;

bool isMapped(const std::array<unsigned char, 16>& bytes) { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

}  // namespace

PeerAddress PeerAddress::of(const sockaddr_storage& address) {
  PeerAddress peer;
  if (address.ss_family == AF_INET) {
    std::copy(kMapped.begin(), kMapped.end(), peer._bytes.begin());
    std::memcpy(peer._bytes.data() + kMapped.size(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
    peer._known = true;
  } else if (address.ss_family == AF_INET6) {
    std::memcpy(peer._bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, peer._bytes.size());
    peer._known = true;
  }
  return peer;
}

std::optional<PeerAddress> PeerAddress::parse(const std::string& numeric) {
  sockaddr_storage storage{};
  auto& four = reinterpret_cast<sockaddr_in&>(storage);
  auto& six = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, numeric.c_str(), &four.sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else if (inet_pton(AF_INET6, numeric.c_str(), &six.sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
  } else {
    return std::nullopt;
  }
  return of(storage);
}

std::string PeerAddress::text() const {
  if (!_known) return {};
  char text[INET6_ADDRSTRLEN] = {};
  const bool four = isMapped(_bytes);
  inet_ntop(four ? AF_INET : AF_INET6, _bytes.data() + (four ? kMapped.size() : 0), text, sizeof text);
  return text;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = PeerAddress::parse(std::string(text.substr(0, slash)));
  if (!base) return std::nullopt;
  AddressRange range;
  range._base = *base;
  if (slash == std::string_view::npos) return range;
  const auto digits = text.substr(slash + 1);
  const unsigned before = text.find(':') == std::string_view::npos ? kMappedBits : 0;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || bits > 128 - before) return std::nullopt;
  range._bits = before + bits;
  for (unsigned bit = range._bits; bit < 128; ++bit) {
    if ((base->_bytes[bit / 8] & (0x80U >> bit % 8)) != 0) return std::nullopt;
  }
  return range;
}

bool AddressRange::contains(const PeerAddress& address) const noexcept {
  if (!address._known) return false;
  const unsigned whole = _bits / 8, rest = _bits % 8;
  if (!std::equal(_base._bytes.begin(), _base._bytes.begin() + whole, address._bytes.begin())) return false;
  return rest == 0 || ((_base._bytes[whole] ^ address._bytes[whole]) >> (8 - rest)) == 0;
}

}  // namespace clairis::dicom
