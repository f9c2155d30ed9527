// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace clairis::hl7 {

/// The character sets a French partner may write in (HL7 table 0211).
enum class Charset { ascii, latin1, latin9, utf8 };

/// MSH-18: "8859/1", "8859/15", "UNICODE UTF-8", "ASCII", and the spellings seen for them ("UTF-8", "ISO-8859-15"…). Nothing when
/// it is none of these; UTF-16 and ISO 2022 switching are not supported.
std::optional<Charset> charsetFrom(std::string_view msh18);
std::string_view toText(Charset charset) noexcept;  ///< the spelling of table 0211

/// The first byte that is no character of the set: its offset. C1 control bytes of the ISO sets count: they are windows-1252 in
/// disguise, and a name would silently lose its "œ".
std::optional<std::size_t> firstForeignByte(std::string_view bytes, Charset charset) noexcept;

/// To UTF-8; the bytes must have no foreign one.
std::string toUtf8(std::string_view bytes, Charset charset);
/// From valid UTF-8; a character the set lacks becomes '?'.
std::string fromUtf8(std::string_view text, Charset charset);

bool onlyAscii(std::string_view bytes) noexcept;
bool validUtf8(std::string_view bytes) noexcept;

}  // namespace clairis::hl7
