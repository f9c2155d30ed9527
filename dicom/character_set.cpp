// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/character_set.h"

#include <algorithm>
#include <charconv>

#include "dicom/code_extensions.h"
#include "dicom/code_points.h"
#include "dicom/one_byte_set.h"

namespace clairis::dicom {
namespace {

constexpr int kAscii = 6, kLatin1 = 100, kUtf8 = 192;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

// The registration number of "ISO_IR 100", "ISO 2022 IR 100" and of the spellings that consoles make of them; ASCII when empty.
std::optional<int> registrationOf(std::string_view term) {
  if (term.empty()) return kAscii;
  if (term.substr(0, 3) != "ISO") return std::nullopt;
  const auto first = term.find_last_not_of("0123456789") + 1;
  int number = 0;
  const auto read = std::from_chars(term.data() + first, term.data() + term.size(), number);
  return first < term.size() && read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

std::string undeclared(std::string_view bytes) { return isUtf8(bytes) ? std::string(bytes) : withCodeExtensions(bytes, kLatin1).value_or(""); }

// Sets that are only reached by an escape begin in ASCII: Japanese, Korean, Chinese.
bool reachedByEscape(int registration) { return registration == 58 || registration == 87 || registration == 149 || registration == 159; }

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// The bytes of the first `count` characters.
std::size_t bytesOf(std::string_view utf8, std::size_t count) {
  std::size_t bytes = 0;
  for (; count > 0 && bytes < utf8.size(); --count) bytes += std::max<std::size_t>(firstCodePoint(utf8.substr(bytes)).length, 1);
  return bytes;
}

void breakBetweenWords(std::string_view text, std::size_t maximum, std::vector<std::string>& values) {
  while (!text.empty()) {
    auto end = bytesOf(text, maximum);
    if (end < text.size() && text[end] != ' ') {
      const auto space = text.substr(0, end).rfind(' ');
      if (space != std::string_view::npos && space > 0) end = space;
    }
    values.emplace_back(trimmed(text.substr(0, end)));
    text = trimmed(text.substr(end));
  }
}

}  // namespace

bool isAscii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isUtf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto length = firstCodePoint(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<std::string> toUtf8(std::string_view bytes, std::string_view specificCharacterSet) {
  const bool escapes = bytes.find('\x1B') != std::string_view::npos;
  if (isAscii(bytes) && !escapes) return std::string(bytes);
  const auto first = trimmed(specificCharacterSet.substr(0, specificCharacterSet.find('\\')));
  if (first == "GB18030" || first == "GBK") return fromChinese(bytes);
  const auto registration = registrationOf(first);
  if (!registration) return std::nullopt;
  if (*registration == kUtf8) return isUtf8(bytes) ? std::optional(std::string(bytes)) : std::nullopt;
  if (*registration == kAscii) return escapes ? withCodeExtensions(bytes, kAscii) : undeclared(bytes);
  if (reachedByEscape(*registration)) return withCodeExtensions(bytes, kAscii);
  if (OneByteSet::ofRegistration(*registration) == nullptr) return std::nullopt;
  return withCodeExtensions(bytes, *registration);
}

std::string oneValue(std::string_view utf8, std::size_t maximum) {
  std::string value;
  value.reserve(std::min(utf8.size(), maximum * 4));
  for (std::size_t count = 0; !utf8.empty() && count < maximum; ++count) {
    const auto length = firstCodePoint(utf8).length;
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

std::string oneProse(std::string_view utf8, std::size_t maximum) {
  constexpr std::string_view kMore = "...";
  if (utf8.size() <= maximum || characters(utf8) <= maximum) return oneValue(utf8, maximum);
  return oneValue(utf8, maximum - kMore.size()).append(kMore);
}

std::vector<std::string> manyValues(std::string_view utf8, std::size_t maximum) {
  std::vector<std::string> values;
  while (!utf8.empty()) {
    const auto end = std::min(utf8.find_first_of("\r\n;"), utf8.size());
    const auto line = oneValue(utf8.substr(0, end), utf8.size());
    breakBetweenWords(trimmed(line), maximum, values);
    utf8.remove_prefix(std::min(end + 1, utf8.size()));
  }
  return values;
}

}  // namespace clairis::dicom
