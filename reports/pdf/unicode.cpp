// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf/unicode.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::reports {

namespace {

icu::UnicodeString decode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

void checkIcu(UErrorCode status) {
  if (U_FAILURE(status) != 0)
    throw Refusal("report.text.unicode",
                  std::string("ICU could not normalise a text: ") + u_errorName(status) + ". Check that its data library is installed.");
}

/// Held here, so that threads meet at our own guard instead of ICU's first-use initialisation.
const icu::Normalizer2& normaliser(bool compose) {
  const auto load = [](auto getInstance) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* instance = getInstance(status);
    checkIcu(status);
    return instance;
  };
  static const icu::Normalizer2* const composing = load(icu::Normalizer2::getNFCInstance);
  static const icu::Normalizer2* const decomposing = load(icu::Normalizer2::getNFDInstance);
  return compose ? *composing : *decomposing;
}

icu::UnicodeString normalised(const icu::UnicodeString& text, bool compose) {
  UErrorCode status = U_ZERO_ERROR;
  auto result = normaliser(compose).normalize(text, status);
  checkIcu(status);
  return result;
}

/// Letters that decomposition leaves whole.
const char* spelledOut(UChar32 letter) {
  switch (letter) {
    case 0x00C6:
      return "AE";
    case 0x0152:
      return "OE";
    case 0x00D8:
      return "O";
    case 0x0110:
    case 0x00D0:
      return "D";
    case 0x0126:
      return "H";
    case 0x0141:
      return "L";
    case 0x0166:
      return "T";
    case 0x00DE:
      return "TH";
    case 0x1E9E:
      return "SS";
    case 0x2019:
    case 0x02BC:
    case 0x2018:
      return "'";
    case 0x2010:
    case 0x2011:
    case 0x2013:
      return "-";
    default:
      return nullptr;
  }
}

}  // namespace

std::u32string composed(std::string_view utf8) {
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return {utf8.begin(), utf8.end()};
  const auto text = normalised(decode(utf8), true);
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) out.push_back(static_cast<char32_t>(text.char32At(at)));
  return out;
}

void appendUtf8(std::string& out, char32_t code) {
  const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F))); };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code >> 6)));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (code >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | (code >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string toUtf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const auto code : text) appendUtf8(out, code);
  return out;
}

std::string utf16WithMark(std::string_view utf8) {
  const auto text = decode(utf8);
  std::string out("\xFE\xFF");
  for (std::int32_t i = 0; i < text.length(); ++i) {
    out.push_back(static_cast<char>(text.charAt(i) >> 8));
    out.push_back(static_cast<char>(text.charAt(i) & 0xFF));
  }
  return out;
}

std::string upperCase(std::string_view utf8) {
  std::string out;
  decode(utf8).toUpper(icu::Locale::getRoot()).toUTF8String(out);
  return out;
}

std::string upperCaseWithoutAccents(std::string_view utf8) {
  const auto text = normalised(decode(utf8).toUpper(icu::Locale::getRoot()), false);
  std::string out;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const auto letter = text.char32At(at);
    if (u_charType(letter) == U_NON_SPACING_MARK) continue;
    if (const char* letters = spelledOut(letter))
      out += letters;
    else
      appendUtf8(out, static_cast<char32_t>(letter));
  }
  return out;
}

}  // namespace clairis::reports
