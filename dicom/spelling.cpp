// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/spelling.h"

#include <unicode/translit.h>

#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "dicom/code_points.h"

namespace clairis::dicom {
namespace {

// Signs that French medical texts use and that Latin-ASCII leaves as they are or writes otherwise than people do.
constexpr const char* kRules =
    "[\\u00AB\\u00BB] > '\"'; \\u20AC > EUR; \\u00B0 > o; \\u00B5 > u; \\u2030 > 'o/oo'; \\u2264 > '<='; \\u2265 > '>=';"
    " \\u00B2 > 2; \\u00B3 > 3; [\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060\\uFEFF] > ;"
    " :: Any-Latin; :: Latin-ASCII; :: [[:Mn:]] Remove;";

class Speller {
public:
  Speller() {
    UErrorCode error = U_ZERO_ERROR;
    UParseError where;
    _transliterator.reset(icu::Transliterator::createFromRules("clairis", icu::UnicodeString(kRules, -1, US_INV), UTRANS_FORWARD, where, error));
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU transliterator: ") + u_errorName(error));
    for (std::uint32_t codePoint = kFirst; codePoint <= kLast; ++codePoint) {
      std::string character;
      appendUtf8(character, codePoint);
      _alone[codePoint - kFirst] = run(character);
    }
  }

  std::string spelled(std::string_view utf8) {
    std::string text;
    while (!utf8.empty()) {
      const auto [codePoint, length] = firstCodePoint(utf8);
      if (codePoint >= kFirst && codePoint <= kLast) {
        text += _alone[codePoint - kFirst];
        utf8.remove_prefix(length);
        continue;
      }
      const auto other = otherScripts(utf8);
      text += run(std::string(utf8.substr(0, other)));
      utf8.remove_prefix(other);
    }
    return text;
  }

private:
  // Latin letters are spelled one by one, whatever stands beside them: made once, for a transliteration costs microseconds.
  static constexpr std::uint32_t kFirst = 0x80, kLast = 0x24F;

  static std::size_t otherScripts(std::string_view utf8) {
    std::size_t end = 0;
    while (end < utf8.size()) {
      const auto [codePoint, length] = firstCodePoint(utf8.substr(end));
      if (codePoint >= kFirst && codePoint <= kLast) break;
      end += length == 0 ? 1 : length;
    }
    return end;
  }

  std::string run(const std::string& utf8) {
    auto text = icu::UnicodeString::fromUTF8(utf8);
    {
      const std::lock_guard lock(_mutex);
      _transliterator->transliterate(text);
    }
    std::string ascii;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      const auto codePoint = text.char32At(i);
      ascii += codePoint < 0x80 ? static_cast<char>(codePoint) : '_';
    }
    return ascii;
  }

  std::unique_ptr<icu::Transliterator> _transliterator;
  std::mutex _mutex;
  std::array<std::string, kLast - kFirst + 1> _alone;
};

}  // namespace

std::string spelledInAscii(std::string_view utf8) {
  static Speller speller;
  return speller.spelled(utf8);
}

}  // namespace clairis::dicom
