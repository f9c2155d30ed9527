// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/charset.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace clairis::hl7 {
namespace {

using Byte = unsigned char;

/// ISO 8859-15 is 8859-1 with eight places changed.
constexpr std::array<std::pair<Byte, char32_t>, 8> kLatin9{
    {{0xA4, 0x20AC}, {0xA6, 0x0160}, {0xA8, 0x0161}, {0xB4, 0x017D}, {0xB8, 0x017E}, {0xBC, 0x0152}, {0xBD, 0x0153}, {0xBE, 0x0178}}};

char32_t fromLatin9(Byte byte) {
  for (const auto& [code, point] : kLatin9) {
    if (code == byte) return point;
  }
  return byte;
}

std::optional<Byte> toLatin9(char32_t point) {
  for (const auto& [code, known] : kLatin9) {
    if (known == point) return code;
    if (code == point) return std::nullopt;  // the place is taken by another character
  }
  return point < 0x100 ? std::optional(static_cast<Byte>(point)) : std::nullopt;
}

void append(std::string& text, char32_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

/// Length of the well-formed sequence at `at` (no overlong form, no surrogate, at most U+10FFFF), or 0.
std::size_t sequenceLength(std::string_view bytes, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) -> unsigned { return i < bytes.size() ? static_cast<Byte>(bytes[i]) : 0; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const unsigned second = byte(at + 1);
  if (!tail(at + 1)) return 0;
  if (lead < 0xE0) return 2;
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || !tail(at + 2)) return 0;
  if (lead < 0xF0) return 3;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) || !tail(at + 3)) return 0;
  return 4;
}

char32_t decode(std::string_view text, std::size_t at, std::size_t length) {
  const auto bits = [&](std::size_t i) { return static_cast<char32_t>(static_cast<Byte>(text[at + i]) & 0x3F); };
  const auto lead = static_cast<char32_t>(static_cast<Byte>(text[at]));
  switch (length) {
    case 1:
      return lead;
    case 2:
      return (lead & 0x1F) << 6 | bits(1);
    case 3:
      return (lead & 0x0F) << 12 | bits(1) << 6 | bits(2);
    default:
      return (lead & 0x07) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3);
  }
}

/// Length of the ASCII run at `at`: names and codes are mostly that, so eight bytes are looked at together.
std::size_t asciiRun(std::string_view bytes, std::size_t at) noexcept {
  std::size_t end = at;
  std::uint64_t word = 0;
  for (; end + sizeof word <= bytes.size(); end += sizeof word) {
    std::memcpy(&word, bytes.data() + end, sizeof word);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (end < bytes.size() && static_cast<Byte>(bytes[end]) < 0x80) ++end;
  return end - at;
}

std::optional<std::size_t> firstMalformedUtf8(std::string_view bytes) noexcept {
  for (std::size_t at = asciiRun(bytes, 0); at < bytes.size(); at += asciiRun(bytes, at)) {
    const auto length = sequenceLength(bytes, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::optional<Byte> encode(char32_t point, Charset charset) {
  switch (charset) {
    case Charset::latin1:
      return point < 0x100 ? std::optional(static_cast<Byte>(point)) : std::nullopt;
    case Charset::latin9:
      return toLatin9(point);
    default:
      return point < 0x80 ? std::optional(static_cast<Byte>(point)) : std::nullopt;
  }
}

}  // namespace

std::optional<Charset> charsetFrom(std::string_view msh18) {
  std::string key;
  for (const char c : msh18) {
    if (c >= 'a' && c <= 'z') key += static_cast<char>(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) key += c;
  }
  if (key == "ASCII" || key == "USASCII" || key == "ISOIR6") return Charset::ascii;
  if (key == "88591" || key == "ISO88591") return Charset::latin1;
  if (key == "885915" || key == "ISO885915") return Charset::latin9;
  if (key == "UNICODEUTF8" || key == "UTF8") return Charset::utf8;
  return std::nullopt;
}

std::string_view toText(Charset charset) noexcept {
  switch (charset) {
    case Charset::ascii:
      return "ASCII";
    case Charset::latin1:
      return "8859/1";
    case Charset::latin9:
      return "8859/15";
    case Charset::utf8:
      return "UNICODE UTF-8";
  }
  return "ASCII";
}

bool onlyAscii(std::string_view bytes) noexcept { return asciiRun(bytes, 0) == bytes.size(); }
bool validUtf8(std::string_view bytes) noexcept { return !firstMalformedUtf8(bytes).has_value(); }

std::optional<std::size_t> firstForeignByte(std::string_view bytes, Charset charset) noexcept {
  if (charset == Charset::utf8) return firstMalformedUtf8(bytes);
  const Byte limit = charset == Charset::ascii ? 0xFF : 0x9F;
  for (std::size_t at = asciiRun(bytes, 0); at < bytes.size(); at += 1 + asciiRun(bytes, at + 1)) {
    if (static_cast<Byte>(bytes[at]) <= limit) return at;
  }
  return std::nullopt;
}

std::string toUtf8(std::string_view bytes, Charset charset) {
  if (charset == Charset::utf8 || onlyAscii(bytes)) return std::string(bytes);
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) append(text, charset == Charset::latin9 ? fromLatin9(static_cast<Byte>(c)) : static_cast<Byte>(c));
  return text;
}

std::string fromUtf8(std::string_view text, Charset charset) {
  if (charset == Charset::utf8 || onlyAscii(text)) return std::string(text);
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = std::max<std::size_t>(sequenceLength(text, at), 1);
    bytes += static_cast<char>(encode(decode(text, at, length), charset).value_or('?'));
    at += length;
  }
  return bytes;
}

}  // namespace clairis::hl7
