// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis {

std::string sha256(std::string_view bytes);     ///< 32 raw bytes
std::string sha256Hex(std::string_view bytes);  ///< 64 lower-case hexadecimal digits

/// From the operating system's generator, through OpenSSL. Throws Refusal "vault.random" when there is none: nothing goes on without it.
std::string randomBytes(std::size_t count);

/// RFC 4648 §5 without padding.
std::string base64Url(std::string_view bytes);
/// The inverse. Throws Refusal "cursor.malformed": what people hand back to us in this form are cursors.
std::string fromBase64Url(std::string_view text);

/// Same time whatever differs; different lengths are told apart at once.
bool sameSecret(std::string_view one, std::string_view other) noexcept;

}  // namespace clairis
