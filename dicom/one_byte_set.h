// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace clairis::dicom {

/// A character set of one byte a character, as PS3.3 C.12.1.1.2 names it. Codes below 0x80 are ASCII, the control codes from 0x80 to
/// 0x9F are not used. Immutable, shared by all threads.
class OneByteSet {
public:
  /// "ISO_IR 100" and its like; null for ISO_IR 6, ISO_IR 192 and what is unknown.
  static const OneByteSet* ofRegistration(int number) noexcept;
  /// The G1 set that ESC 02/13 `final` designates (PS3.3 Table C.12-3).
  static const OneByteSet* ofEscape(char final) noexcept;
  static std::span<const OneByteSet> all() noexcept;

  OneByteSet(int registration, char escape, const char* converter);

  int registration() const noexcept { return _registration; }
  /// 0 when the byte stands for nothing. `byte` is 0x80 or above.
  std::uint32_t codePoint(unsigned char byte) const noexcept { return _codePoints[byte - 0x80U]; }
  std::optional<unsigned char> byteOf(std::uint32_t codePoint) const noexcept;

private:
  int _registration;
  char _escape;
  std::array<std::uint32_t, 128> _codePoints{};
  std::vector<std::pair<std::uint32_t, unsigned char>> _bytes;  // sorted
};

}  // namespace clairis::dicom
