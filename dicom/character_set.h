// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clairis::dicom {

bool isAscii(std::string_view text) noexcept;
bool isUtf8(std::string_view text) noexcept;

/// Text of a request as UTF-8. `specificCharacterSet`: its (0008,0005), values separated by backslash, may be empty. Bytes beyond ASCII
/// where none or only ASCII is declared are read as UTF-8 when they are valid UTF-8, else as ISO 8859-1: consoles forget the attribute.
/// Nothing when the character set is unknown or the bytes do not belong to it.
std::optional<std::string> toUtf8(std::string_view bytes, std::string_view specificCharacterSet);

/// The value without control characters and backslashes (a backslash would split a DICOM value), cut to `maximum` characters
/// (not bytes), without trailing spaces.
std::string oneValue(std::string_view utf8, std::size_t maximum);

/// Like oneValue(), but a text that had to be cut says so by "..." at its end.
std::string oneProse(std::string_view utf8, std::size_t maximum);

/// Long notes as values of at most `maximum` characters each, broken at line ends and semicolons, else between words: nothing is lost.
std::vector<std::string> manyValues(std::string_view utf8, std::size_t maximum);

}  // namespace clairis::dicom
