// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/code_extensions.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>

#include "dicom/code_points.h"
#include "dicom/one_byte_set.h"

namespace clairis::dicom {
namespace {

struct Close {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

std::optional<std::string> converted(std::string_view bytes, const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, Close> converter(ucnv_open(name, &error));
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  if (U_FAILURE(error)) return std::nullopt;
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(), error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

/// Sets of two bytes a character: their place in an EUC encoding that ICU knows.
struct TwoByteSet {
  std::string_view escape;  ///< after ESC
  const char* converter;
  std::string_view shift;  ///< before each character in that encoding
  bool g0;                 ///< its bytes have no high bit in DICOM
};
constexpr std::array kTwoByteSets{
    TwoByteSet{"$B", "EUC-JP", "", true},   TwoByteSet{"$@", "EUC-JP", "", true},   TwoByteSet{"$(D", "EUC-JP", "\x8F", true},
    TwoByteSet{"$)C", "EUC-KR", "", false}, TwoByteSet{"$)A", "GB2312", "", false},
};

class Decoder {
public:
  explicit Decoder(int registration) : _first(OneByteSet::ofRegistration(registration)) { reset(); }

  std::optional<std::string> decode(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto used = bytes.front() == '\x1B' ? escape(bytes.substr(1)) : character(bytes);
      if (used == 0) return std::nullopt;
      bytes.remove_prefix(used);
    }
    return std::move(_text);
  }

private:
  void reset() {
    _g0 = nullptr;
    _g1 = _first;
    _wideG1 = nullptr;
  }

  /// Bytes used with the ESC, 0 when it is unknown.
  std::size_t escape(std::string_view rest) {
    for (const auto& set : kTwoByteSets) {
      if (rest.substr(0, set.escape.size()) != set.escape) continue;
      (set.g0 ? _g0 : _wideG1) = &set;
      return set.escape.size() + 1;
    }
    if (rest.size() < 2) return 0;
    if (rest[0] == '(' && (rest[1] == 'B' || rest[1] == 'J')) {
      _g0 = nullptr;
    } else if (rest[0] == ')' && rest[1] == 'I') {
      _g1 = OneByteSet::ofRegistration(13);
      _wideG1 = nullptr;
    } else if (const auto* set = rest[0] == '-' ? OneByteSet::ofEscape(rest[1]) : nullptr) {
      _g1 = set;
      _wideG1 = nullptr;
    } else {
      return 0;
    }
    return 3;
  }

  std::size_t character(std::string_view bytes) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    if (byte >= 0x80) return _wideG1 != nullptr ? wide(*_wideG1, bytes) : narrow(byte);
    if (byte > 0x20 && _g0 != nullptr) return wide(*_g0, bytes);
    constexpr std::string_view kDelimiters = "\\^=\r\n\f\t";
    if (kDelimiters.find(bytes.front()) != std::string_view::npos) reset();
    _text += bytes.front();
    return 1;
  }

  std::size_t narrow(unsigned char byte) {
    const auto codePoint = _g1 == nullptr ? 0 : _g1->codePoint(byte);
    if (codePoint == 0) return 0;
    appendUtf8(_text, codePoint);
    return 1;
  }

  std::size_t wide(const TwoByteSet& set, std::string_view bytes) {
    if (bytes.size() < 2) return 0;
    std::string pair(set.shift);
    for (const char c : bytes.substr(0, 2)) pair += static_cast<char>(static_cast<unsigned char>(c) | 0x80U);
    const auto text = converted(pair, set.converter);
    if (!text) return 0;
    _text += *text;
    return 2;
  }

  const OneByteSet* _first;
  const TwoByteSet* _g0 = nullptr;  ///< null: ASCII
  const OneByteSet* _g1 = nullptr;
  const TwoByteSet* _wideG1 = nullptr;  ///< before _g1
  std::string _text;
};

}  // namespace

std::optional<std::string> withCodeExtensions(std::string_view bytes, int registration) { return Decoder(registration).decode(bytes); }

std::optional<std::string> fromChinese(std::string_view bytes) { return converted(bytes, "GB18030"); }

}  // namespace clairis::dicom
