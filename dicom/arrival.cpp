// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/arrival.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "dicom/associate_request.h"

namespace clairis::dicom {
namespace {

constexpr unsigned char kAssociateRequest = 0x01;
constexpr std::size_t kPduHead = 6;
constexpr std::size_t kSmallestBody = 68;  // PS3.8 table 9-11: version, titles and reserved bytes
// 128 presentation contexts with 20 transfer syntaxes each, and the roles and identities that may follow.
constexpr std::size_t kLongestRequest = 96 * 1024;
constexpr std::size_t kCallingAeAt = 26, kAeLength = 16;
constexpr std::size_t kPortion = 4096;

std::size_t lengthOf(const std::string& head) {
  std::uint32_t length = 0;
  for (std::size_t i = 2; i < kPduHead; ++i) length = length << 8 | static_cast<unsigned char>(head[i]);
  return length;
}

}  // namespace

Arrival::Arrival(Descriptor socket, std::unique_ptr<Stream> stream, const PeerAddress& peer)
    : _socket(std::move(socket)), _stream(std::move(stream)), _peer(peer), _events(POLLIN) {}

Arrival::State Arrival::foreign(std::string why) {
  _failure = std::move(why);
  return State::foreign;
}

Arrival::State Arrival::waitFor(Progress progress) noexcept {
  _events = progress == Progress::needsOutput ? POLLOUT : POLLIN;
  return State::waiting;
}

Arrival::State Arrival::advance() {
  if (!_greeted) {
    if (const auto state = shakeHands(); state != State::complete) return state;
    _greeted = true;
  }
  for (;;) {
    if (const auto state = look(); state != State::waiting) return state;
    std::array<char, kPortion> portion;
    std::size_t count = 0;
    // Not beyond the request: a peer that sends on has not read our answer.
    const std::size_t wanted = _bytes.size() < kPduHead ? kPduHead - _bytes.size() : kPduHead + lengthOf(_bytes) - _bytes.size();
    const auto progress = _stream->receive(portion.data(), std::min(wanted, portion.size()), count);
    if (progress == Progress::ended) return foreign("hung up before its association request was whole");
    if (progress != Progress::done) return waitFor(progress);
    _bytes.append(portion.data(), count);
  }
}

std::string Arrival::callingAe() const {
  std::string title = _bytes.substr(std::min(kCallingAeAt, _bytes.size()), kAeLength);
  title.erase(title.find_last_not_of(' ') + 1);
  return title;
}

void Arrival::refuseAsCongested() {
  // PS3.8 §9.3.4: rejected-transient, by the service provider (presentation), local limit exceeded.
  constexpr std::array<char, 10> rejection{0x03, 0, 0, 0, 0, 4, 0, 2, 3, 2};
  std::size_t count = 0;
  _stream->send(rejection.data(), rejection.size(), count);
  _stream->sayGoodbye();
  _socket.reset();
}

Arrival::State Arrival::shakeHands() {
  const auto progress = _stream->handshake();
  if (progress == Progress::done) return State::complete;
  if (progress == Progress::ended) return foreign("TLS handshake failed: " + _stream->failure());
  return waitFor(progress);
}

Arrival::State Arrival::look() {
  if (_bytes.empty()) return State::waiting;
  if (static_cast<unsigned char>(_bytes[0]) != kAssociateRequest) return foreign("not an association request");
  if (_bytes.size() < kPduHead) return State::waiting;
  const std::size_t length = lengthOf(_bytes);
  if (length < kSmallestBody || length > kLongestRequest) return foreign("not an association request: its length is " + std::to_string(length));
  if (_bytes.size() < kPduHead + length) return State::waiting;
  return isAssociateRequest(_bytes) ? State::complete : foreign("association request is malformed");
}

}  // namespace clairis::dicom
