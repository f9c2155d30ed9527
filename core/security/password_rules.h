// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis {

/// CNIL recommendation 2022-100 for a password alone (80 bits): at least 12 characters with lower case, upper case, digits and others,
/// or at least 14 with three of these. At most 256 bytes. UTF-8; a letter outside ASCII counts as "other". Not the login itself.
/// Throws Refusal "password.weak", "password.too_long" or "password.malformed"; the text of the password is never in it.
void checkPassword(std::string_view password, std::string_view login);

/// 20 characters of four classes without look-alikes, drawn from random bytes: about 115 bits.
std::string generatedPassword();

}  // namespace clairis
