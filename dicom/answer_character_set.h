// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clairis::dicom {

class OneByteSet;

/// The character set an answer is written in. Immutable, shared by all threads.
class AnswerCharacterSet {
public:
  /// "ISO_IR 6", "ISO_IR 192" or a set of one byte, "ISO_IR 100"…; null when it is none of them.
  static const AnswerCharacterSet* of(std::string_view term);
  static std::vector<std::string> terms();

  /// For (0008,0005); empty for the default repertoire, which has no term there.
  const std::string& term() const noexcept { return _term; }
  /// Whether every character has a place in it.
  bool holds(std::string_view utf8) const;
  /// Spells out every character that has no place; true when there was one. Letter and combining accent become one character first,
  /// which is no other spelling.
  bool spellOut(std::string& utf8) const;
  /// The bytes of a text that it holds.
  std::string encoded(std::string_view utf8) const;

  AnswerCharacterSet(std::string term, bool everything, const OneByteSet* set) : _term(std::move(term)), _everything(everything), _set(set) {}

private:
  std::string _term;
  bool _everything;        ///< UTF-8
  const OneByteSet* _set;  ///< null: ASCII, unless everything
};

}  // namespace clairis::dicom
