// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/client/link.h"

#include <algorithm>
#include <array>

namespace clairis::hl7 {
namespace {

using Steady = std::chrono::steady_clock;
/// How soon a stop is heard while another exchange has the link.

bool aboutCertificates(const std::string& code) { return code == "tls.peer_certificate" || code == "tls.certificate_refused"; }

Exchange failed(const StreamFailure& failure) {
  return {aboutCertificates(failure.code) ? Passage::refused : Passage::notSent, failure.code, failure.detail};
}

}  // namespace

Exchange Link::exchange(std::string_view message, const Answer& answer, std::chrono::milliseconds answerTime, Deadline deadline,
                        const std::stop_token& stop) {
  const auto turn = _turn.take(deadline, stop);
  if (!turn) return {Passage::notSent, "link.busy", "the link was in use until the time was over"};
  if (auto failure = connect(deadline, stop)) return *failure;
  Exchange result;
  {
    const std::stop_callback interrupt(stop, [this] { _stream->interrupt(); });
    const auto cut = write(message, deadline);
    result = cut ? *cut : wait(answer, std::min(deadline, Steady::now() + answerTime));
  }
  _used = Steady::now();
  // Interrupted once, a stream stays so.
  if (result.passage != Passage::answered || stop.stop_requested()) drop();
  return result;
}

std::optional<Exchange> Link::connect(Deadline deadline, const std::stop_token& stop) {
  if (_stream && stillOpen()) return std::nullopt;
  drop();
  auto connected = connectTo(_endpoint, deadline, stop);
  if (!connected.stream) return failed(connected.failure);
  _stream = std::move(connected.stream);
  _reader = std::make_unique<FrameReader>(kAnswerBytes);
  _heard = false;
  ++_connections;
  return std::nullopt;
}

/// Reads away what came since the last exchange: late answers, or the end of the connection.
bool Link::stillOpen() {
  if (Steady::now() - _used > _idle) return false;
  std::array<char, 4096> buffer;
  for (int reads = 0; reads < kMostFrames; ++reads) {
    const auto received = _stream->receive(buffer.data(), buffer.size(), Steady::now());
    if (received.event == Stream::Event::timeout) return !_reader->insideFrame();
    if (received.event != Stream::Event::data) return false;
    std::string_view bytes(buffer.data(), received.bytes);
    while (_reader->next(bytes)) ++_strays;
  }
  return false;
}

std::optional<Exchange> Link::write(std::string_view message, Deadline deadline) {
  const auto frame = framed(message);
  const auto taken = _stream->write(frame, deadline, true);
  if (taken == frame.size()) return std::nullopt;
  // The last byte is the CR after the end mark: without it many receivers act all the same.
  if (taken + 1 >= frame.size()) return Exchange{Passage::sentUnanswered, "link.cut", "the connection ended at the end of the message"};
  auto failure = _stream->failure();
  if (!_heard && aboutCertificates(failure.code)) return failed(failure);
  if (failure.code.empty()) failure = {"link.cut_while_writing", "the connection ended, or the peer took nothing, before the whole message had left"};
  return Exchange{Passage::cutWhileWriting, failure.code, failure.detail};
}

Exchange Link::wait(const Answer& answer, Deadline deadline) {
  std::array<char, 16384> buffer;
  std::size_t bytesRead = 0;
  int frames = 0;
  while (true) {
    const auto received = _stream->receive(buffer.data(), buffer.size(), deadline);
    switch (received.event) {
      case Stream::Event::timeout:
        return {Passage::sentUnanswered, "ack.timeout", "no answer in time"};
      case Stream::Event::interrupted:
        return {Passage::sentUnanswered, "ack.stopped", "stopped while waiting for the answer"};
      case Stream::Event::closed: {
        const auto failure = _stream->failure();
        // TLS 1.3: a server that refuses our certificate says so only after the client may write; nothing was given to its application.
        if (!_heard && aboutCertificates(failure.code)) return failed(failure);
        return {Passage::sentUnanswered, "link.cut", failure.detail.empty() ? "the connection ended before the answer" : failure.detail};
      }
      case Stream::Event::data:
        break;
    }
    _heard = true;
    bytesRead += received.bytes;
    std::string_view bytes(buffer.data(), received.bytes);
    bool found = false;
    while (const auto frame = _reader->next(bytes)) {
      ++frames;
      if (!found && !frame->oversized && answer(frame->bytes)) {
        found = true;
      } else {
        ++_strays;
      }
    }
    if (found) return {Passage::answered, "", ""};
    if (frames > kMostFrames || bytesRead > 4 * kAnswerBytes)
      return {Passage::sentUnanswered, "ack.garbage", "only other things than the answer came"};
  }
}

void Link::drop() {
  _stream.reset();
  _reader.reset();
}

void Link::closeIdle() {
  const auto turn = _turn.takeNow();
  if (turn && _stream && !stillOpen()) drop();
}

std::uint64_t Link::connections() const {
  const auto turn = _turn.take();
  return _connections;
}

std::uint64_t Link::strays() const {
  const auto turn = _turn.take();
  return _strays;
}

bool Link::connected() const {
  const auto turn = _turn.take();
  return _stream != nullptr;
}

}  // namespace clairis::hl7
