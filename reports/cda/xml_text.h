// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// Whether `bytes` is UTF-8 made only of characters XML 1.0 allows (no NUL, no other C0 control than TAB, LF, CR, no U+FFFE, U+FFFF).
bool xmlCharacters(std::string_view bytes) noexcept;

/// A text ready to stand in a CDA. Bytes that are not UTF-8 are refused ("cda.text.encoding", naming `field`): guessing an encoding
/// would change a name. Control characters and U+FFFE, U+FFFF, which XML cannot carry, count as white space; white space at
/// both ends goes, and any run of it becomes one space.
std::string xmlText(std::string_view text, std::string_view field);

}  // namespace clairis::reports
