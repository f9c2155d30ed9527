// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dicom/association_server.h"

namespace clairis::dicom {

/// An application entity that may come: from where, and with which certificates. An empty list of either admits any.
struct AllowedPeer {
  std::string aeTitle;
  std::vector<std::string> addresses;     ///< AddressRange texts
  std::vector<std::string> certificates;  ///< certificateKey() texts
};

/// A certificate as the list names it: a SHA-256 fingerprint (any case, colons or not) as 64 lower-case hexadecimal digits, or a subject
/// in RFC 2253 form as it is. None for anything else.
std::optional<std::string> certificateKey(std::string text);

/// AE titles, addresses and certificates that are admitted. Immutable; used by several threads at once.
class AllowList {
public:
  AllowList() = default;
  /// Throws Refusal "dicom.peer.…" naming what is malformed.
  explicit AllowList(const std::vector<AllowedPeer>& peers);
  bool empty() const noexcept { return _peers.empty(); }
  /// Which of AE title, address and certificate is not as listed, in that order; none when all are.
  std::optional<std::string> refusalOf(const AssociationRequester& requester) const;

private:
  struct Peer {
    std::vector<AddressRange> addresses;
    std::vector<std::string> certificates;
  };
  std::map<std::string, Peer> _peers;
};

}  // namespace clairis::dicom
