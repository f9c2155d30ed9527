// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace clairis::dicom {

/// Text with ISO 2022 escape sequences (PS3.5 6.1.2.5, PS3.3 Tables C.12-3 and C.12-4) as UTF-8. `registration` is the character set in
/// use at the start and after each delimiter: 6 for ASCII, 13, 100… Escapes to a set that the request did not declare are followed all
/// the same. Nothing when an escape is unknown or bytes stand for nothing in the set in use.
std::optional<std::string> withCodeExtensions(std::string_view bytes, int registration);

/// GB18030 and GBK bytes as UTF-8, or nothing when they are not.
std::optional<std::string> fromChinese(std::string_view bytes);

}  // namespace clairis::dicom
