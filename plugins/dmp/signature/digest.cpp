// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/signature/digest.h"

#include <openssl/evp.h>

#include "core/domain/refusal.h"

namespace clairis::dmp {

std::string digest(DigestAlgorithm algorithm, std::string_view bytes) {
  unsigned char buffer[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  const auto* type = algorithm == DigestAlgorithm::sha1 ? EVP_sha1() : EVP_sha256();
  if (EVP_Digest(bytes.data(), bytes.size(), buffer, &length, type, nullptr) != 1) {
    throw Refusal("dmp.signature.failed", "OpenSSL could not compute a digest");
  }
  return {reinterpret_cast<const char*>(buffer), length};
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string_view digestUri(DigestAlgorithm algorithm) noexcept {
  return algorithm == DigestAlgorithm::sha1 ? "http://www.w3.org/2000/09/xmldsig#sha1" : "http://www.w3.org/2001/04/xmlenc#sha256";
}

std::string_view rsaUri(DigestAlgorithm algorithm) noexcept {
  return algorithm == DigestAlgorithm::sha1 ? "http://www.w3.org/2000/09/xmldsig#rsa-sha1" : "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
}

}  // namespace clairis::dmp
