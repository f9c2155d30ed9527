// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// UTF-8 to characters in composed form (NFC): a decomposed "é" becomes the one the fonts draw. Bytes that are not UTF-8
/// become U+FFFD each.
std::u32string composed(std::string_view utf8);
std::string toUtf8(std::u32string_view text);
void appendUtf8(std::string& out, char32_t code);
/// UTF-16BE after a byte order mark: the form of PDF text strings.
std::string utf16WithMark(std::string_view utf8);

/// "François" → "FRANÇOIS".
std::string upperCase(std::string_view utf8);
/// "D’Æion/Cœur-Łódź" → "D'AEION/COEUR-LODZ": upper case, no accent, no ligature, straight apostrophe.
std::string upperCaseWithoutAccents(std::string_view utf8);

}  // namespace clairis::reports
