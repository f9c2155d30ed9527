// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/fresh_ids.h"

#include <openssl/bn.h>
#include <openssl/rand.h>

#include <array>

#include "core/domain/refusal.h"
#include "plugins/dmp/signature/digest.h"

namespace clairis::dmp {

std::string RandomIds::uuid() {
  std::string bytes(16, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), 16) != 1) throw Refusal("dmp.ids.failed", "no random bytes from OpenSSL");
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  auto text = hex(bytes);
  for (const std::size_t hyphen : {8, 13, 18, 23}) text.insert(hyphen, 1, '-');
  return text;
}

std::string uuidOid(const Oid& root, std::string_view uuid) {
  std::string digits;
  for (const char c : uuid) {
    if (c != '-') digits += c;
  }
  BIGNUM* number = nullptr;
  if (BN_hex2bn(&number, digits.c_str()) != 32) {
    BN_free(number);
    throw Refusal("dmp.ids.failed", "not a UUID");
  }
  char* decimal = BN_bn2dec(number);
  const std::string arc = decimal;
  OPENSSL_free(decimal);
  BN_free(number);
  constexpr std::size_t kLongestArc = 39;
  constexpr std::size_t kLongestOid = 64;
  const bool fits = root.text().size() + 1 + kLongestArc <= kLongestOid;
  return (fits ? root.text() : std::string("2.25")) + "." + arc;
}

}  // namespace clairis::dmp
