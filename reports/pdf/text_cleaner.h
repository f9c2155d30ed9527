// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace clairis::reports {

/// Makes any UTF-8 text printable with the faces of reports, and remembers what it could not keep.
/// Composed form (NFC); control, bidirectional, zero-width and private characters are dropped; a character that no face draws
/// (and each byte that is not UTF-8) becomes U+25A1 "□", visible on paper, and is listed in replaced(): nothing is lost silently.
class TextCleaner {
public:
  static constexpr char32_t kReplacement = U'\u25A1';

  /// One line: line breaks and tabs become spaces; leading, trailing and repeated spaces go.
  std::u32string line(std::string_view utf8);
  /// Several lines: line breaks (any convention) split, tabs stay inside.
  std::vector<std::u32string> lines(std::string_view utf8);

  /// "U+1F600" …, each once, in order of appearance.
  const std::vector<std::string>& replaced() const noexcept { return _replaced; }

private:
  std::u32string clean(std::string_view utf8);
  char32_t printable(char32_t code);
  std::vector<std::string> _replaced;
};

}  // namespace clairis::reports
