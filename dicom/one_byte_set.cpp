// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/one_byte_set.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace clairis::dicom {
namespace {

struct Close {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

// JIS X 0201 has no converter of its own: its katakana stand in Unicode in the same order.
constexpr const char* kKatakana = nullptr;
constexpr std::uint32_t kFirstHalfWidthKatakana = 0xFF61;

// ISO_IR 126 and 138 are the first editions of ISO 8859-7 and -8, without euro and direction marks: ibm-813 and ibm-916.
std::vector<OneByteSet> makeAll() {
  std::vector<OneByteSet> sets;
  sets.emplace_back(100, 'A', "ISO-8859-1");
  sets.emplace_back(101, 'B', "ISO-8859-2");
  sets.emplace_back(109, 'C', "ISO-8859-3");
  sets.emplace_back(110, 'D', "ISO-8859-4");
  sets.emplace_back(144, 'L', "ISO-8859-5");
  sets.emplace_back(127, 'G', "ISO-8859-6");
  sets.emplace_back(126, 'F', "ibm-813");
  sets.emplace_back(138, 'H', "ibm-916");
  sets.emplace_back(148, 'M', "ISO-8859-9");
  sets.emplace_back(203, 'b', "ISO-8859-15");
  sets.emplace_back(166, 'T', "ISO-8859-11");
  sets.emplace_back(13, '\0', kKatakana);
  return sets;
}

const std::vector<OneByteSet>& sets() {
  static const auto kSets = makeAll();
  return kSets;
}

std::uint32_t decoded(UConverter* converter, unsigned char byte) {
  const char bytes[] = {static_cast<char>(byte)};
  std::array<UChar, 4> text{};
  UErrorCode error = U_ZERO_ERROR;
  const auto length = ucnv_toUChars(converter, text.data(), static_cast<std::int32_t>(text.size()), bytes, 1, &error);
  return U_SUCCESS(error) && length == 1 ? text[0] : 0;
}

}  // namespace

OneByteSet::OneByteSet(int registration, char escape, const char* converter) : _registration(registration), _escape(escape) {
  std::unique_ptr<UConverter, Close> opened;
  if (converter != kKatakana) {
    UErrorCode error = U_ZERO_ERROR;
    opened.reset(ucnv_open(converter, &error));
    ucnv_setToUCallBack(opened.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU has no converter ") + converter);
  }
  for (unsigned byte = 0xA0; byte <= 0xFF; ++byte) {
    std::uint32_t codePoint = 0;
    if (opened) {
      codePoint = decoded(opened.get(), static_cast<unsigned char>(byte));
    } else if (byte >= 0xA1 && byte <= 0xDF) {
      codePoint = kFirstHalfWidthKatakana + byte - 0xA1;
    }
    _codePoints[byte - 0x80] = codePoint;
    if (codePoint != 0) _bytes.emplace_back(codePoint, static_cast<unsigned char>(byte));
  }
  std::sort(_bytes.begin(), _bytes.end());
}

const OneByteSet* OneByteSet::ofRegistration(int number) noexcept {
  const auto found = std::find_if(sets().begin(), sets().end(), [&](const auto& set) { return set._registration == number; });
  return found == sets().end() ? nullptr : &*found;
}

const OneByteSet* OneByteSet::ofEscape(char final) noexcept {
  const auto found = std::find_if(sets().begin(), sets().end(), [&](const auto& set) { return set._escape == final && final != '\0'; });
  return found == sets().end() ? nullptr : &*found;
}

std::span<const OneByteSet> OneByteSet::all() noexcept { return sets(); }

std::optional<unsigned char> OneByteSet::byteOf(std::uint32_t codePoint) const noexcept {
  const auto found = std::lower_bound(_bytes.begin(), _bytes.end(), std::pair(codePoint, static_cast<unsigned char>(0)));
  if (found == _bytes.end() || found->first != codePoint) return std::nullopt;
  return found->second;
}

}  // namespace clairis::dicom
