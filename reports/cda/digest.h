// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::reports {

/// Digests as lower-case hexadecimal digits. SHA-1 is what XDS asks for as document hash; it protects nothing.
std::string sha1Hex(std::string_view bytes);
std::string sha256Hex(std::string_view bytes);

}  // namespace clairis::reports
