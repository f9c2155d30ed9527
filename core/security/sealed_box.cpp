// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/sealed_box.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

#include "core/domain/refusal.h"
#include "core/security/digest.h"

namespace clairis {
namespace {

constexpr std::string_view kMagic = "CLV1";
constexpr std::size_t kKey = 32;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::size_t kWrapped = kNonce + kKey + kTag;
constexpr std::size_t kSmallest = 4 + kWrapped + kNonce + kTag;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* out(std::string& bytes, std::size_t at = 0) { return reinterpret_cast<unsigned char*>(bytes.data()) + at; }
const unsigned char* in(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

void require(int result) {
  if (result != 1) throw Refusal("vault.cipher", "AES-256-GCM is refused by OpenSSL");
}

Context context() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

// nonce | ciphertext | tag; the format's name is authenticated too.
std::string encrypt(std::string_view key, std::string_view plain) {
  const std::string nonce = randomBytes(kNonce);
  std::string sealed(kNonce + plain.size() + kTag, '\0');
  sealed.replace(0, kNonce, nonce);
  const Context cipher = context();
  int length = 0;
  require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), in(nonce)));
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &length, in(kMagic), static_cast<int>(kMagic.size())));
  require(EVP_EncryptUpdate(cipher.get(), out(sealed, kNonce), &length, in(plain), static_cast<int>(plain.size())));
  require(EVP_EncryptFinal_ex(cipher.get(), out(sealed, kNonce + plain.size()), &length));
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, out(sealed, kNonce + plain.size())));
  return sealed;
}

std::string decrypt(std::string_view key, std::string_view sealed) {
  const std::string_view nonce = sealed.substr(0, kNonce);
  const std::string_view body = sealed.substr(kNonce, sealed.size() - kNonce - kTag);
  std::string tag(sealed.substr(sealed.size() - kTag));
  std::string plain(body.size() + 1, '\0');  // never an empty buffer
  const Context cipher = context();
  int length = 0;
  require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, in(key), in(nonce)));
  require(EVP_DecryptUpdate(cipher.get(), nullptr, &length, in(kMagic), static_cast<int>(kMagic.size())));
  require(EVP_DecryptUpdate(cipher.get(), out(plain), &length, in(body), static_cast<int>(body.size())));
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, out(tag)));
  if (EVP_DecryptFinal_ex(cipher.get(), out(plain, body.size()), &length) != 1) {
    throw Refusal("vault.sealed.refused", "sealed bytes were changed, or sealed under another key");
  }
  plain.resize(body.size());
  return plain;
}

void check(std::string_view sealed) {
  if (sealed.size() < kSmallest || sealed.substr(0, kMagic.size()) != kMagic) {
    throw Refusal("vault.sealed.malformed",
                  "expected a CLV1 envelope of at least " + std::to_string(kSmallest) + " bytes, found " + std::to_string(sealed.size()));
  }
}

std::string dataKeyOf(const KeyEncryptionKey& key, std::string_view sealed) {
  check(sealed);
  return decrypt(key.bytes(), sealed.substr(kMagic.size(), kWrapped));
}

}  // namespace

KeyEncryptionKey::KeyEncryptionKey(std::string bytes) : _bytes(std::move(bytes)) {
  if (_bytes.size() != kKey) throw Refusal("vault.key.malformed", "expected a key of 32 bytes, found " + std::to_string(_bytes.size()));
}

KeyEncryptionKey::~KeyEncryptionKey() { OPENSSL_cleanse(_bytes.data(), _bytes.size()); }

std::string sealBox(const KeyEncryptionKey& key, std::string_view plain) {
  const KeyEncryptionKey dataKey(randomBytes(kKey));
  return std::string(kMagic) + encrypt(key.bytes(), dataKey.bytes()) + encrypt(dataKey.bytes(), plain);
}

std::string openBox(const KeyEncryptionKey& key, std::string_view sealed) {
  const KeyEncryptionKey dataKey(dataKeyOf(key, sealed));
  return decrypt(dataKey.bytes(), sealed.substr(kMagic.size() + kWrapped));
}

std::string rewrapBox(const KeyEncryptionKey& from, const KeyEncryptionKey& to, std::string_view sealed) {
  const KeyEncryptionKey dataKey(dataKeyOf(from, sealed));
  return std::string(kMagic) + encrypt(to.bytes(), dataKey.bytes()) + std::string(sealed.substr(kMagic.size() + kWrapped));
}

}  // namespace clairis
