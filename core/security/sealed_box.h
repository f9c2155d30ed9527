// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis {

/// 256-bit key that wraps the others. Wiped when it goes.
class KeyEncryptionKey {
public:
  /// 32 bytes. Throws Refusal "vault.key.malformed".
  explicit KeyEncryptionKey(std::string bytes);
  ~KeyEncryptionKey();
  KeyEncryptionKey(const KeyEncryptionKey&) = delete;
  KeyEncryptionKey& operator=(const KeyEncryptionKey&) = delete;
  const std::string& bytes() const noexcept { return _bytes; }

private:
  std::string _bytes;
};

/// Envelope encryption, AES-256-GCM: a fresh data key for each object, itself sealed under the key-encryption key, so that rotation
/// re-wraps 60 bytes and leaves the object alone. Layout: "CLV1" | nonce 12, data key 32, tag 16 | nonce 12, ciphertext, tag 16.
std::string sealBox(const KeyEncryptionKey& key, std::string_view plain);
/// Throws Refusal "vault.sealed.malformed", or "vault.sealed.refused" for another key or changed bytes.
std::string openBox(const KeyEncryptionKey& key, std::string_view sealed);
/// The same object under another key; its own bytes stay.
std::string rewrapBox(const KeyEncryptionKey& from, const KeyEncryptionKey& to, std::string_view sealed);

}  // namespace clairis
