// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "dicom/console_profile.h"

namespace clairis::dicom {

bool isAscii(std::string_view text) noexcept;
bool isUtf8(std::string_view text) noexcept;

/// Text of a request as UTF-8. `specificCharacterSet`: its (0008,0005), values separated by backslash, may be empty. Without one,
/// bytes beyond ASCII are read as UTF-8 when they are valid UTF-8, else as ISO 8859-1: consoles forget the attribute.
/// Nothing when the character set is unknown or the bytes do not belong to it.
std::optional<std::string> toUtf8(std::string_view bytes, std::string_view specificCharacterSet);

/// ISO 8859-1 bytes of UTF-8 text, or nothing when a character has no place there. C1 controls have none.
std::optional<std::string> toLatin1(std::string_view utf8);

/// Printable ASCII in the same spirit: accents dropped, ligatures and typographic signs spelled out, the rest as "_".
std::string toAscii(std::string_view utf8);

/// ISO 8859-1, where what does not fit is spelled as toAscii() does.
std::string toLatin1Spelled(std::string_view utf8);

/// The value without control characters and backslashes (a backslash would split a DICOM value), cut to `maximum` characters
/// (not bytes), without trailing spaces.
std::string oneValue(std::string_view utf8, std::size_t maximum);

}  // namespace clairis::dicom
