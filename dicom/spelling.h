// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dicom {

/// Text as a reader of plain Latin letters would write it, in ASCII: accents dropped, ligatures and typographic signs spelled out, other
/// scripts transliterated (ICU "Any-Latin; Latin-ASCII"). What has no such spelling is "_": never nothing, never "?". Only invisible
/// formatting marks disappear. Input UTF-8; letters of one word belong into one call. Thread-safe.
std::string spelledInAscii(std::string_view utf8);

}  // namespace clairis::dicom
