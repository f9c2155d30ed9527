// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace clairis::reports {

/// Numbers as TrueType stores them, most significant byte first. Reading past the end gives 0: a cut file then fails the
/// plausibility checks of its reader instead of reading foreign memory.
inline std::uint16_t read16(std::string_view bytes, std::size_t at) noexcept {
  if (at + 2 > bytes.size()) return 0;
  return static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[at]) << 8) | static_cast<unsigned char>(bytes[at + 1]));
}
inline std::int16_t readSigned16(std::string_view bytes, std::size_t at) noexcept { return static_cast<std::int16_t>(read16(bytes, at)); }
inline std::uint32_t read32(std::string_view bytes, std::size_t at) noexcept {
  return (std::uint32_t{read16(bytes, at)} << 16) | read16(bytes, at + 2);
}
inline void put16(std::string& bytes, std::uint32_t value) {
  bytes.push_back(static_cast<char>((value >> 8) & 0xFF));
  bytes.push_back(static_cast<char>(value & 0xFF));
}
inline void put32(std::string& bytes, std::uint32_t value) {
  put16(bytes, value >> 16);
  put16(bytes, value);
}
inline void set16(std::string& bytes, std::size_t at, std::uint32_t value) {
  bytes.at(at) = static_cast<char>((value >> 8) & 0xFF);
  bytes.at(at + 1) = static_cast<char>(value & 0xFF);
}
inline void set32(std::string& bytes, std::size_t at, std::uint32_t value) {
  set16(bytes, at, value >> 16);
  set16(bytes, at + 2, value);
}

}  // namespace clairis::reports
