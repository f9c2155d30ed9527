// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::webservice {

/// Appends `text` (UTF-8) escaped for element content and for attribute values in double quotes. Characters that XML 1.0 cannot
/// carry (controls other than tab, LF, CR) are dropped; tab, LF and CR become references so that no parser normalises them.
void appendEscaped(std::string& out, std::string_view text);

std::string escaped(std::string_view text);

}  // namespace clairis::webservice
