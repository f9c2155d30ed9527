// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/fresh_ids.h"

#include <openssl/rand.h>

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

}  // namespace clairis::dmp
