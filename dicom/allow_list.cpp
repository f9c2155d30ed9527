// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/allow_list.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::dicom {
namespace {

constexpr std::size_t kFingerprintDigits = 64;

bool hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::optional<std::string> certificateKey(std::string text) {
  auto digits = text;
  std::erase(digits, ':');
  std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (digits.size() == kFingerprintDigits && std::all_of(digits.begin(), digits.end(), hexadecimal)) return digits;
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
  if (text.find('=') == std::string::npos || !printable) return std::nullopt;
  return text;
}

AllowList::AllowList(const std::vector<AllowedPeer>& peers) {
  for (const auto& allowed : peers) {
    if (!validAeTitle(allowed.aeTitle)) {
      throw Refusal("dicom.peer.ae_title", "expected 1 to 16 printable ASCII characters without slash or backslash", "/aeTitle");
    }
    Peer peer;
    for (const auto& text : allowed.addresses) {
      const auto range = AddressRange::parse(text);
      if (!range) throw Refusal("dicom.peer.address", "expected an address or a network like 10.0.3.0/24, found " + text, "/addresses");
      peer.addresses.push_back(*range);
    }
    for (const auto& text : allowed.certificates) {
      const auto key = certificateKey(text);
      if (!key) throw Refusal("dicom.peer.certificate", "expected a SHA-256 fingerprint or a subject like CN=CT1,O=Clinic", "/certificates");
      peer.certificates.push_back(*key);
    }
    _peers.insert_or_assign(allowed.aeTitle, std::move(peer));
  }
}

std::optional<std::string> AllowList::refusalOf(const AssociationRequester& requester) const {
  const auto found = _peers.find(requester.callingAe);
  if (found == _peers.end()) return "AE title is not on the allow-list";
  const auto& [addresses, certificates] = found->second;
  const auto holds = [&](const AddressRange& range) { return range.contains(requester.address); };
  if (!addresses.empty() && std::none_of(addresses.begin(), addresses.end(), holds)) return "address is not one of this AE title's on the allow-list";
  if (certificates.empty()) return std::nullopt;
  const auto& shown = requester.certificate;
  if (shown.fingerprint.empty()) return "certificate: none was shown, the allow-list asks for one";
  const auto is = [&](const std::string& key) { return key == shown.fingerprint || key == shown.subject; };
  if (std::any_of(certificates.begin(), certificates.end(), is)) return std::nullopt;
  return "certificate is not one of this AE title's on the allow-list: " + shown.subject + ", SHA-256 " + shown.fingerprint;
}

}  // namespace clairis::dicom
