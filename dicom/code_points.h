// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace clairis::dicom {

struct CodePoint {
  std::uint32_t value;
  std::size_t length;  ///< bytes; 0 when they are not UTF-8 (overlong forms and surrogates included)
};

/// The first of `text`, which is not empty.
CodePoint firstCodePoint(std::string_view text) noexcept;

void appendUtf8(std::string& text, std::uint32_t codePoint);

}  // namespace clairis::dicom
