// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time/instant.h"

namespace clairis::totp {

/// Time-based codes of RFC 6238 through liboath: SHA-1, 6 digits, steps of 30 s, what authenticator applications know.
constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kDrift = 1;  ///< steps before and after the present one that are taken: clocks of telephones differ

std::int64_t stepOf(Instant at);
/// The 6 digits of a step. Throws Refusal "second_factor.library".
std::string code(std::string_view secret, std::int64_t step);
/// The step that `given` is the code of, at this instant and later than `lastStep`; nothing for anything else. `given` comes from
/// strangers: exactly 6 ASCII digits count, compared in constant time.
std::optional<std::int64_t> matchingStep(std::string_view secret, std::string_view given, Instant at, std::int64_t lastStep);

/// RFC 4648 §6 without padding.
std::string base32(std::string_view bytes);
/// otpauth://totp/… as authenticator applications read it, also as a QR code that the page draws.
std::string uri(std::string_view issuer, std::string_view login, std::string_view secret);

}  // namespace clairis::totp
