// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/message/encoded.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

namespace clairis::hl7 {
namespace {

/// One per thread: a transliterator is not to be shared.
const icu::Transliterator* latin() {
  thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> transliterator(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
    return U_SUCCESS(status) ? std::move(transliterator) : nullptr;
  }();
  return made.get();
}

std::string nearest(const icu::UnicodeString& character) {
  if (character == icu::UnicodeString(static_cast<UChar32>(0x20AC))) return "EUR";
  auto text = character;
  if (const auto* transliterator = latin()) transliterator->transliterate(text);
  std::string letters;
  text.toUTF8String(letters);
  // What could be taken for structure of the message is none of the letters.
  std::string safe;
  for (const char c : letters) {
    const bool structure = c == '|' || c == '^' || c == '~' || c == '\\' || c == '&';
    if (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F && !structure) safe += c;
  }
  return safe.empty() ? "?" : safe;
}

}  // namespace

Encoded encodedFor(std::string_view text, Charset charset) {
  Encoded result;
  if (charset == Charset::utf8 || onlyAscii(text)) return {std::string(text), 0};
  const auto all = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  for (int32_t at = 0; at < all.length(); at = all.moveIndex32(at, 1)) {
    const icu::UnicodeString character(all.char32At(at));
    std::string utf8;
    character.toUTF8String(utf8);
    auto bytes = fromUtf8(utf8, charset);
    if (bytes == "?" && utf8 != "?") {
      bytes = nearest(character);
      ++result.transliterated;
    }
    result.bytes += bytes;
  }
  return result;
}

}  // namespace clairis::hl7
