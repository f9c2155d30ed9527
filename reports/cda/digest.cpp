// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/digest.h"

#include <openssl/evp.h>

#include <array>

#include "core/domain/refusal.h"

namespace clairis::reports {
namespace {

std::string hex(const unsigned char* bytes, unsigned int size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 0xF];
  }
  return text;
}

std::string digest(std::string_view bytes, const EVP_MD* algorithm) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), value.data(), &size, algorithm, nullptr) != 1) {
    throw Refusal("digest.unavailable", "OpenSSL does not offer the digest in this configuration");
  }
  return hex(value.data(), size);
}

}  // namespace

std::string sha1Hex(std::string_view bytes) { return digest(bytes, EVP_sha1()); }
std::string sha256Hex(std::string_view bytes) { return digest(bytes, EVP_sha256()); }

}  // namespace clairis::reports
