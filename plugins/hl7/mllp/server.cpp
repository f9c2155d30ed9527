// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/server.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace clairis::hl7 {
namespace {

constexpr std::size_t kReadBytes = 65536;
/// A peer that sends this much outside of frames does not speak MLLP.
constexpr std::uint64_t kMostStrayBytes = 65536;
/// An oversized frame is read to its end, so that it can be answered; not for ever.
constexpr std::uint64_t kOversizeFactor = 4;

}  // namespace

MllpServer::MllpServer(std::unique_ptr<Listener> listener, Limits limits, Handler handler, Notice notice)
    : _listener(std::move(listener)), _port(_listener->port()), _limits(limits), _handler(std::move(handler)), _notice(std::move(notice)) {
  _acceptor = std::thread([this] { acceptLinks(); });
}

MllpServer::~MllpServer() { stop(); }

std::size_t MllpServer::links() const {
  const std::lock_guard lock(_mutex);
  return static_cast<std::size_t>(std::count_if(_links.begin(), _links.end(), [](const Link& link) { return !link.finished; }));
}

void MllpServer::report(std::string_view event, const std::string& peer, const std::string& detail) noexcept {
  try {
    if (_notice) _notice(event, peer, detail);
  } catch (...) {
    // A log that fails must not cost a link.
  }
}

void MllpServer::acceptLinks() noexcept {
  while (!_stopping) {
    try {
      auto stream = _listener->accept();
      if (!stream) return;
      reap();
      admit(std::move(stream));
    } catch (const std::exception& failure) {
      report("hl7.link.failed", "", failure.what());
    }
  }
}

void MllpServer::reap() {
  std::list<Link> done;
  {
    const std::lock_guard lock(_mutex);
    for (auto link = _links.begin(); link != _links.end();) {
      const auto next = std::next(link);
      if (link->finished) done.splice(done.end(), _links, link);
      link = next;
    }
  }
  for (auto& link : done) link.thread.join();
}

void MllpServer::admit(std::unique_ptr<Stream> stream) {
  const std::string peer = stream->peer();
  {
    const std::lock_guard lock(_mutex);
    if (_stopping) return;
    if (_links.size() < _limits.links) {
      auto& link = _links.emplace_back();
      link.stream = std::move(stream);
      try {
        link.thread = std::thread([this, &link] {
          serve(*link.stream);
          const std::lock_guard finishing(_mutex);
          link.finished = true;
          link.stream.reset();  // the peer sees the end now, not when the next link is accepted
        });
      } catch (...) {
        _links.pop_back();
        throw;
      }
      return;
    }
  }
  report("hl7.link.refused", peer, "mllp.max_links reached");
}

bool MllpServer::answerFrames(Stream& stream, FrameReader& reader, std::string_view bytes) {
  const auto unterminated = reader.unterminated();
  while (const auto frame = reader.next(bytes)) {
    std::string out;
    for (const auto& answer : _handler(*frame, stream.peer())) out += framed(answer);
    if (!stream.send(out, std::chrono::steady_clock::now() + _limits.send)) {
      report("hl7.link.unread", stream.peer(), "the peer did not take an answer");
      return false;
    }
    if (_stopping) return false;
  }
  if (reader.unterminated() != unterminated) report("hl7.frame.unterminated", stream.peer(), "dropped: another frame started before its end");
  if (reader.strayBytes() > kMostStrayBytes || reader.frameBytes() > _limits.frameBytes * kOversizeFactor) {
    report("hl7.link.garbage", stream.peer(), "closed: too many bytes outside of frames or in one frame");
    return false;
  }
  return true;
}

void MllpServer::serve(Stream& stream) {
  const std::string peer = stream.peer();
  try {
    if (!stream.open(std::chrono::steady_clock::now() + _limits.handshake)) {
      const auto failure = stream.failure();
      return report("hl7.link.handshake_failed", peer, failure.code + ": " + failure.detail);
    }
    report("hl7.link.open", peer, "");
    FrameReader reader(_limits.frameBytes);
    std::array<char, kReadBytes> buffer;
    auto deadline = std::chrono::steady_clock::now() + _limits.idle;
    while (!_stopping) {
      const bool inside = reader.insideFrame();
      const auto unterminated = reader.unterminated();
      const auto received = stream.receive(buffer.data(), buffer.size(), deadline);
      if (received.event == Stream::Event::timeout) report(inside ? "hl7.frame.slow" : "hl7.link.idle", peer, "closed after the time-out");
      if (received.event == Stream::Event::closed && inside) report("hl7.frame.cut", peer, "the link ended inside a frame: dropped");
      if (received.event != Stream::Event::data) break;
      if (!answerFrames(stream, reader, {buffer.data(), received.bytes})) break;
      // A frame has one deadline from its first byte on: a peer that trickles cannot renew it.
      const bool sameFrame = inside && reader.insideFrame() && reader.unterminated() == unterminated && reader.frameBytes() > received.bytes;
      if (!sameFrame) deadline = std::chrono::steady_clock::now() + (reader.insideFrame() ? _limits.frame : _limits.idle);
    }
    report("hl7.link.closed", peer, "");
  } catch (const std::exception& failure) {
    report("hl7.link.failed", peer, failure.what());
  }
}

void MllpServer::stop() noexcept {
  _stopping = true;
  if (_listener) _listener->interrupt();
  if (_acceptor.joinable()) _acceptor.join();
  _listener.reset();
  {
    const std::lock_guard lock(_mutex);
    for (auto& link : _links) {
      if (link.stream) link.stream->interrupt();
    }
  }
  for (auto& link : _links) {
    if (link.thread.joinable()) link.thread.join();
  }
  _links.clear();
}

}  // namespace clairis::hl7
