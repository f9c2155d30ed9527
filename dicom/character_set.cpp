// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/character_set.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "core/domain/search_key.h"

namespace clairis::dicom {
namespace {

// The next code point of `text` and its length; length 0 when the bytes are not UTF-8 (overlong and surrogates included).
std::pair<std::uint32_t, std::size_t> nextCodePoint(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {0, 0};
  std::uint32_t codePoint = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0, 0};
    codePoint = codePoint << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  if (codePoint < kSmallest[length] || codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) return {0, 0};
  return {codePoint, length};
}

std::string latin1ToUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | byte >> 6);
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

struct Spelling {
  std::uint32_t codePoint;
  std::string_view ascii;
};
constexpr std::array kSpellings{
    Spelling{0xA0, " "},     Spelling{0xAB, "\""},    Spelling{0xBB, "\""},  Spelling{0xB0, "o"},    Spelling{0xB5, "u"},
    Spelling{0xAD, ""},      Spelling{0x2010, "-"},   Spelling{0x2011, "-"}, Spelling{0x2012, "-"},  Spelling{0x2013, "-"},
    Spelling{0x2014, "-"},   Spelling{0x2018, "'"},   Spelling{0x2019, "'"}, Spelling{0x201C, "\""}, Spelling{0x201D, "\""},
    Spelling{0x2026, "..."}, Spelling{0x20AC, "EUR"}, Spelling{0x2BC, "'"},  Spelling{0x202F, " "},  Spelling{0x2009, " "},
};

std::string lowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool lowerCase(std::uint32_t codePoint) {
  if (codePoint >= 0xDF && codePoint <= 0xFF) return true;
  if ((codePoint >= 0x139 && codePoint <= 0x148) || (codePoint >= 0x179 && codePoint <= 0x17E)) return codePoint % 2 == 0;
  return codePoint >= 0x100 && codePoint % 2 == 1;
}

std::string asciiOf(std::uint32_t codePoint, std::string_view original) {
  for (const auto& spelling : kSpellings) {
    if (spelling.codePoint == codePoint) return std::string(spelling.ascii);
  }
  if (codePoint >= 0x300 && codePoint <= 0x36F) return {};
  std::string folded = searchKey(original);  // capitals without accents, or the character itself when it has none
  if (folded.empty() || !isAscii(folded)) return "_";
  return lowerCase(codePoint) ? lowerAscii(std::move(folded)) : folded;
}

}  // namespace

bool isAscii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isUtf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto [codePoint, length] = nextCodePoint(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<std::string> toUtf8(std::string_view bytes, std::string_view specificCharacterSet) {
  const bool escapes = bytes.find('\x1B') != std::string_view::npos;
  if (isAscii(bytes) && !escapes) return std::string(bytes);
  if (specificCharacterSet.empty()) return isUtf8(bytes) ? std::string(bytes) : latin1ToUtf8(bytes);
  if (specificCharacterSet == "ISO_IR 192") return isUtf8(bytes) ? std::optional(std::string(bytes)) : std::nullopt;
  if (specificCharacterSet == "ISO_IR 100") return latin1ToUtf8(bytes);
  DcmSpecificCharacterSet converter;
  OFString converted;
  if (converter.selectCharacterSet(OFString(specificCharacterSet.data(), specificCharacterSet.size())).bad()) return std::nullopt;
  if (converter.convertString(bytes.data(), bytes.size(), converted, "\\^=").bad()) return std::nullopt;
  return std::string(converted.c_str(), converted.size());
}

std::optional<std::string> toLatin1(std::string_view utf8) {
  std::string bytes;
  bytes.reserve(utf8.size());
  while (!utf8.empty()) {
    const auto [codePoint, length] = nextCodePoint(utf8);
    if (length == 0 || codePoint > 0xFF || (codePoint >= 0x80 && codePoint < 0xA0)) return std::nullopt;
    bytes += static_cast<char>(codePoint);
    utf8.remove_prefix(length);
  }
  return bytes;
}

std::string toAscii(std::string_view utf8) {
  std::string text;
  while (!utf8.empty()) {
    const auto [codePoint, length] = nextCodePoint(utf8);
    const auto original = utf8.substr(0, std::max<std::size_t>(length, 1));
    if (length == 1) {
      text += original;
    } else {
      text += length == 0 ? "_" : asciiOf(codePoint, original);
    }
    utf8.remove_prefix(original.size());
  }
  return text;
}

std::string toLatin1Spelled(std::string_view utf8) {
  std::string bytes;
  while (!utf8.empty()) {
    const auto length = std::max<std::size_t>(nextCodePoint(utf8).second, 1);
    const auto original = utf8.substr(0, length);
    const auto fitting = toLatin1(original);
    bytes += fitting ? *fitting : toAscii(original);
    utf8.remove_prefix(length);
  }
  return bytes;
}

std::string oneValue(std::string_view utf8, std::size_t maximum) {
  std::string value;
  value.reserve(std::min(utf8.size(), maximum * 4));
  for (std::size_t characters = 0; !utf8.empty() && characters < maximum; ++characters) {
    const auto length = nextCodePoint(utf8).second;
    const auto lead = static_cast<unsigned char>(utf8.front());
    if (lead < 0x20 || lead == 0x7F || lead == '\\') {
      value += ' ';
    } else if (length == 0) {
      value += '_';
    } else {
      value += utf8.substr(0, length);
    }
    utf8.remove_prefix(std::max<std::size_t>(length, 1));
  }
  while (!value.empty() && value.back() == ' ') value.pop_back();
  return value;
}

}  // namespace clairis::dicom
