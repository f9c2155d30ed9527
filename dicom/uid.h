// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/domain/identifiers.h"

namespace clairis::dicom {

/// DICOM PS3.5 §9: a UID has at most 64 characters, digits and dots, no component with a leading zero.
inline constexpr std::size_t kUidLength = 64;

/// Study Instance UID under the instance's own root: root + "." + number. Throws Refusal "uid.too_long" when the root leaves no
/// room. The caller gives a number that is never used twice (a database sequence).
std::string uidUnder(const Oid& root, std::uint64_t number);

/// PS3.5 §B.2: "2.25." + the UUID as one decimal number, for instances without a root of their own. Accepts the 36-character
/// form or 32 hexadecimal digits; throws Refusal "uid.uuid".
std::string uidFromUuid(std::string_view uuid);

/// The same number under a root. A UUID needs up to 39 digits: throws Refusal "uid.too_long" for roots longer than 24 characters.
std::string uidUnder(const Oid& root, std::string_view uuid);

}  // namespace clairis::dicom
