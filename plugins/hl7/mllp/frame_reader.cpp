// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/frame_reader.h"

#include <algorithm>
#include <utility>

namespace clairis::hl7 {
namespace {

constexpr char kStart = '\x0B';
constexpr char kEnd = '\x1C';

/// First start or end mark; two memchr passes, the second only over what precedes the first hit.
std::size_t mark(std::string_view bytes) {
  const auto end = std::min(bytes.find(kEnd), bytes.size());
  return std::min(bytes.substr(0, end).find(kStart), end);
}

}  // namespace

void FrameReader::begin() {
  _state = State::inside;
  _size = 0;
  _buffer.clear();
}

void FrameReader::skipToStart(std::string_view& bytes) {
  const auto start = std::min(bytes.find(kStart), bytes.size());
  const auto skipped = bytes.substr(0, start);
  _stray += skipped.size() - static_cast<std::size_t>(std::count_if(skipped.begin(), skipped.end(), [](char c) { return c == '\r' || c == '\n'; }));
  bytes.remove_prefix(start);
  if (bytes.empty()) return;
  bytes.remove_prefix(1);
  begin();
}

void FrameReader::keep(std::string_view bytes) {
  _size += bytes.size();
  if (_state == State::inside && _size <= _limit) {
    _buffer.append(bytes);
    return;
  }
  if (_state == State::inside) {
    _buffer.append(bytes.substr(0, kHead));
    _buffer.resize(std::min(_buffer.size(), kHead));
    _buffer.shrink_to_fit();
    _state = State::overflowing;
  }
}

std::optional<FrameReader::Frame> FrameReader::next(std::string_view& bytes) {
  while (!bytes.empty()) {
    if (_state == State::outside) {
      skipToStart(bytes);
      continue;
    }
    const auto at = mark(bytes);
    keep(bytes.substr(0, at));
    if (at == bytes.size()) {
      bytes = {};
      return std::nullopt;
    }
    const bool ended = bytes[at] == kEnd;
    bytes.remove_prefix(at + 1);
    if (ended) {
      Frame frame{std::move(_buffer), _state == State::overflowing};
      _buffer = {};
      _state = State::outside;
      return frame;
    }
    ++_unterminated;
    begin();
  }
  return std::nullopt;
}

std::string framed(std::string_view message) {
  std::string bytes;
  bytes.reserve(message.size() + 3);
  bytes += kStart;
  bytes += message;
  bytes += kEnd;
  bytes += '\r';
  return bytes;
}

}  // namespace clairis::hl7
