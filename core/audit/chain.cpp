// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/audit/chain.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* bytes = static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest.data(), &size) == nullptr) {
    throw Refusal("audit.seal", "OpenSSL cannot compute an HMAC-SHA256");
  }
  std::string hex;
  hex.reserve(size * 2);
  for (unsigned int at = 0; at < size; ++at) fmt::format_to(std::back_inserter(hex), "{:02x}", digest[at]);
  return hex;
}

void add(std::string& text, std::string_view field) { fmt::format_to(std::back_inserter(text), "{}:{}", field.size(), field); }

}  // namespace

SealedEntry sealedEntryFrom(const Row& row) {
  return {row.at(0).integer(),
          row.at(1).text(),
          row.at(2).text(),
          {row.at(3).text(), row.at(4).text(), row.at(5).text(), row.at(6).text(), row.at(7).text()}};
}

std::string firstSeal(std::string_view key) { return hmac(key, "clairis audit chain 1"); }

std::string nextSeal(std::string_view key, std::string_view previousSeal, const SealedEntry& sealed) {
  std::string text;
  const auto position = std::to_string(sealed.position);
  for (const std::string_view field :
       {previousSeal, std::string_view(position), std::string_view(sealed.id), std::string_view(sealed.at), std::string_view(sealed.entry.actor),
        std::string_view(sealed.entry.action), std::string_view(sealed.entry.object), std::string_view(sealed.entry.outcome),
        std::string_view(sealed.entry.detail)}) {
    add(text, field);
  }
  return hmac(key, text);
}

std::string toLine(const AuditHead& head) { return fmt::format("{} {} {}\n", head.position, head.seal, head.at); }

bool fromLine(std::string_view line, AuditHead& head) {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), head.position);
  if (error != std::errc()) return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  constexpr std::size_t kSeal = 64;
  constexpr std::size_t kAt = 24;
  if (line.size() != 1 + kSeal + 1 + kAt || line[0] != ' ' || line[1 + kSeal] != ' ') return false;
  head.seal = line.substr(1, kSeal);
  head.at = line.substr(2 + kSeal, kAt);
  head.segment = head.at.substr(0, 7);
  return true;
}

}  // namespace clairis
