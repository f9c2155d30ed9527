// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/cda/xml_text.h"

#include <cstdint>
#include <cstring>

#include "core/domain/refusal.h"

namespace clairis::reports {
namespace {

// Length of the UTF-8 character at `at`, 0 when malformed (overlong, surrogate, beyond U+10FFFF, truncated).
std::size_t characterLength(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const auto first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F);
    return !wrong && continues(at + 1) && continues(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool wrong = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return !wrong && continues(at + 1) && continues(at + 2) && continues(at + 3) ? 4 : 0;
  }
  return 0;
}

bool nonCharacter(std::string_view character) noexcept {
  return character.size() == 3 && character.substr(0, 2) == "\xEF\xBF" && static_cast<unsigned char>(character[2]) >= 0xBE;
}

bool plainAscii(const char* eight) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  // No high bit and no byte below 0x20: the usual case, a base64 body above all.
  return (word & 0x8080808080808080U) == 0 && ((word - 0x2020202020202020U) & 0x8080808080808080U) == 0;
}

bool blank(std::string_view character) noexcept {
  return (character.size() == 1 && (static_cast<unsigned char>(character[0]) <= 0x20 || character[0] == 0x7F)) || nonCharacter(character);
}

}  // namespace

bool xmlCharacters(std::string_view bytes) noexcept {
  for (std::size_t at = 0; at < bytes.size();) {
    if (at + 8 <= bytes.size() && plainAscii(bytes.data() + at)) {
      at += 8;
      continue;
    }
    const auto length = characterLength(bytes, at);
    const auto byte = static_cast<unsigned char>(bytes[at]);
    const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    if (length == 0 || control || nonCharacter(bytes.substr(at, length))) return false;
    at += length;
  }
  return true;
}

std::string xmlText(std::string_view text, std::string_view field) {
  std::string clean;
  clean.reserve(text.size());
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto length = byte < 0x80 ? 1 : characterLength(text, at);
    if (length == 0)
      throw Refusal("cda.text.encoding", "expected UTF-8 in " + std::string(field) + ", found other bytes at offset " + std::to_string(at),
                    std::string(field));
    const auto character = text.substr(at, length);
    at += length;
    const bool printable = byte > 0x20 && byte < 0x7F;
    if (!printable && blank(character)) {
      gap = true;
      continue;
    }
    if (gap && !clean.empty()) clean += ' ';
    gap = false;
    clean += character;
  }
  return clean;
}

}  // namespace clairis::reports
