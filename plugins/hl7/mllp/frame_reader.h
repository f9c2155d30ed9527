// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clairis::hl7 {

/// Cuts an MLLP byte stream into frames: 0x0B … 0x1C 0x0D. Bytes between frames are skipped; a frame that never ended is dropped when
/// the next one starts; the CR after 0x1C may be missing. Memory is bounded by the limit. Not shared between threads.
class FrameReader {
public:
  struct Frame {
    std::string bytes;  ///< without the framing; only the first kHead bytes when `oversized`
    bool oversized = false;
  };
  static constexpr std::size_t kHead = 4096;

  explicit FrameReader(std::size_t limit) : _limit(limit) {}

  /// Consumes from the front of `bytes` up to the end of the next frame; call again until it returns nothing.
  std::optional<Frame> next(std::string_view& bytes);

  bool insideFrame() const noexcept { return _state != State::outside; }
  std::uint64_t strayBytes() const noexcept { return _stray; }           ///< skipped between frames so far, framing CR and LF apart
  std::uint64_t unterminated() const noexcept { return _unterminated; }  ///< frames dropped because another one started
  std::uint64_t frameBytes() const noexcept { return _size; }            ///< of the frame being read, kept or not

private:
  enum class State { outside, inside, overflowing };
  void skipToStart(std::string_view& bytes);
  void begin();
  void keep(std::string_view bytes);

  std::size_t _limit;
  State _state = State::outside;
  std::string _buffer;
  std::uint64_t _size = 0;
  std::uint64_t _stray = 0;
  std::uint64_t _unterminated = 0;
};

/// The bytes of one frame.
std::string framed(std::string_view message);

}  // namespace clairis::hl7
