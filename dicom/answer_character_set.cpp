// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/answer_character_set.h"

#include <unicode/normalizer2.h>

#include <algorithm>

#include "dicom/character_set.h"
#include "dicom/code_points.h"
#include "dicom/one_byte_set.h"
#include "dicom/spelling.h"

namespace clairis::dicom {
namespace {

constexpr std::string_view kAscii = "ISO_IR 6", kUtf8 = "ISO_IR 192";
constexpr int kRomaji = 13;  // its 0x7E is an overline, its 0x5C a yen sign: neither is used

// Letter and combining accent as one character, which sets of one byte have a place for.
std::string composed(const std::string& utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFCInstance(error);
  std::string text;
  icu::StringByteSink<std::string> sink(&text);
  if (U_SUCCESS(error)) form->normalizeUTF8(0, utf8, sink, nullptr, error);
  return U_SUCCESS(error) ? text : utf8;
}

bool has(const OneByteSet* set, std::uint32_t codePoint) {
  if (codePoint < 0x80) return set == nullptr || set->registration() != kRomaji || codePoint != '~';
  return set != nullptr && set->byteOf(codePoint).has_value();
}

std::vector<AnswerCharacterSet> makeAll() {
  std::vector<AnswerCharacterSet> sets;
  sets.emplace_back("", false, nullptr);
  sets.emplace_back(std::string(kUtf8), true, nullptr);
  for (const auto& set : OneByteSet::all()) sets.emplace_back("ISO_IR " + std::to_string(set.registration()), false, &set);
  return sets;
}

const std::vector<AnswerCharacterSet>& sets() {
  static const auto kSets = makeAll();
  return kSets;
}

}  // namespace

const AnswerCharacterSet* AnswerCharacterSet::of(std::string_view term) {
  if (term.empty()) return nullptr;
  if (term == kAscii) return &sets().front();
  const auto found = std::find_if(sets().begin(), sets().end(), [&](const auto& set) { return set._term == term; });
  return found == sets().end() ? nullptr : &*found;
}

std::vector<std::string> AnswerCharacterSet::terms() {
  std::vector<std::string> terms{std::string(kAscii)};
  for (std::size_t i = 1; i < sets().size(); ++i) terms.push_back(sets()[i]._term);
  return terms;
}

bool AnswerCharacterSet::holds(std::string_view utf8) const {
  const bool tilde = _set != nullptr && _set->registration() == kRomaji;
  if (_everything || (isAscii(utf8) && !tilde)) return true;
  while (!utf8.empty()) {
    const auto [codePoint, length] = firstCodePoint(utf8);
    if (length == 0 || !has(_set, codePoint)) return false;
    utf8.remove_prefix(length);
  }
  return true;
}

bool AnswerCharacterSet::spellOut(std::string& utf8) const {
  if (holds(utf8)) return false;
  const auto whole = composed(utf8);
  if (holds(whole)) {
    utf8 = whole;
    return false;
  }
  std::string text, strange;
  const auto spellStrange = [&] {
    for (const char c : spelledInAscii(strange)) text += has(_set, static_cast<unsigned char>(c)) ? c : '_';
    strange.clear();
  };
  for (std::string_view rest = whole; !rest.empty();) {
    const auto [codePoint, length] = firstCodePoint(rest);
    const auto character = rest.substr(0, std::max<std::size_t>(length, 1));
    if (length != 0 && has(_set, codePoint)) {
      spellStrange();
      text += character;
    } else {
      strange += character;
    }
    rest.remove_prefix(character.size());
  }
  spellStrange();
  utf8 = std::move(text);
  return true;
}

std::string AnswerCharacterSet::encoded(std::string_view utf8) const {
  if (_everything || isAscii(utf8)) return std::string(utf8);
  std::string bytes;
  bytes.reserve(utf8.size());
  while (!utf8.empty()) {
    const auto [codePoint, length] = firstCodePoint(utf8);
    const auto byte = codePoint < 0x80 || _set == nullptr ? std::nullopt : _set->byteOf(codePoint);
    bytes += codePoint < 0x80 && length != 0 ? static_cast<char>(codePoint) : byte ? static_cast<char>(*byte) : '_';
    utf8.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return bytes;
}

}  // namespace clairis::dicom
