// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/domain/refusal.h"

namespace clairis::reports {
namespace {

constexpr std::size_t kLimit = std::size_t{1} << 30;
constexpr std::uint8_t kOutside = 0xFF;

constexpr std::array<std::uint8_t, 256> decodingTable() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kOutside);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return table;
}
constexpr auto kTable = decodingTable();

// Collects what each character means; a character outside the alphabet shows in the bits above the six once all are read.
std::uint32_t sixBits(char c, std::uint32_t& outside) noexcept {
  const std::uint32_t value = kTable[static_cast<unsigned char>(c)];
  outside |= value;
  return value & 0x3F;
}

std::uint32_t packed4(const char* four, std::uint32_t& outside) noexcept {
  return sixBits(four[0], outside) << 18 | sixBits(four[1], outside) << 12 | sixBits(four[2], outside) << 6 | sixBits(four[3], outside);
}

bool whiteSpace(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

[[noreturn]] void malformed(const char* what) { throw Refusal("base64.malformed", std::string("expected padded base64 (RFC 4648): ") + what); }

std::string withoutWhiteSpace(std::string_view text) {
  std::string packed;
  packed.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(packed), [](char c) { return !whiteSpace(c); });
  return packed;
}

// The characters before the padding, already known to be 2 or more beyond a multiple of four.
void appendTail(std::string& out, std::uint32_t bits, std::size_t characters) {
  if (characters == 2) {
    if (bits & 0xF) malformed("stray bits in the last character");
    out.push_back(static_cast<char>(bits >> 4));
  } else if (characters == 3) {
    if (bits & 0x3) malformed("stray bits in the last character");
    out.push_back(static_cast<char>(bits >> 10));
    out.push_back(static_cast<char>(bits >> 2 & 0xFF));
  }
}

}  // namespace

void appendBase64(std::string& out, std::string_view bytes) {
  if (bytes.size() > kLimit) throw Refusal("base64.too_large", "expected at most 1 GB");
  const auto at = out.size();
  const auto size = (bytes.size() + 2) / 3 * 4;
  out.resize(at + size + 1);  // EVP_EncodeBlock ends with a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + at), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.resize(at + size);
}

std::string fromBase64(std::string_view text) {
  std::string packed;
  if (std::any_of(text.begin(), text.end(), whiteSpace)) text = packed = withoutWhiteSpace(text);
  if (text.size() % 4 != 0) malformed("the length is no multiple of four");
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) malformed("too much padding");
  const auto groups = text.size() / 4;
  std::string out(groups * 3, '\0');
  char* to = out.data();
  std::uint32_t outside = 0;
  for (std::size_t group = 0; group < groups; ++group, to += 3) {
    const auto bits = packed4(text.data() + group * 4, outside);
    to[0] = static_cast<char>(bits >> 16);
    to[1] = static_cast<char>(bits >> 8 & 0xFF);
    to[2] = static_cast<char>(bits & 0xFF);
  }
  std::uint32_t bits = 0;
  for (const char c : text.substr(groups * 4)) bits = bits << 6 | sixBits(c, outside);
  if (outside > 0x3F) malformed("a character outside the alphabet");
  appendTail(out, bits, text.size() % 4);
  return out;
}

}  // namespace clairis::reports
