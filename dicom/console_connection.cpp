// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/console_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace clairis::dicom {
namespace {

constexpr std::size_t kGather = 32 * 1024;
constexpr std::size_t kReadAhead = 16 * 1024;
constexpr int kHangUp = 2;  // seconds

}  // namespace

ConsoleConnection::ConsoleConnection(int socket, std::unique_ptr<Stream> stream, std::string received, int stopDescriptor, ConnectionLimits limits)
    : DcmTCPConnection(socket), _stream(std::move(stream)), _stopDescriptor(stopDescriptor), _limits(limits), _input(std::move(received)) {
  const int on = 1;
  static_cast<void>(setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  acknowledgeAtOnce();
}

ConsoleConnection::~ConsoleConnection() { hangUp(); }

void ConsoleConnection::acknowledgeAtOnce() noexcept {
  const int on = 1;  // the kernel forgets it: set again before each wait for input
  static_cast<void>(setsockopt(getSocket(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on));
}

ConsoleConnection::Wait ConsoleConnection::wait(Progress need, Deadline deadline) noexcept {
  const short events = need == Progress::needsOutput ? POLLOUT : POLLIN;
  std::array<pollfd, 2> watched{pollfd{getSocket(), events, 0}, pollfd{_stopDescriptor, POLLIN, 0}};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const int found = poll(watched.data(), watched.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (found < 0 && errno == EINTR) continue;
    if (found < 0) return Wait::failed;
    if (watched[1].revents != 0) return Wait::stopped;
    if (watched[0].revents != 0) return Wait::ready;
    return Wait::timeout;
  }
}

Progress ConsoleConnection::receiveSome() noexcept {
  _input.resize(kReadAhead);
  _inputAt = 0;
  std::size_t count = 0;
  const auto progress = _stream->receive(_input.data(), _input.size(), count);
  _input.resize(count);
  if (progress == Progress::ended) _broken = true;
  return progress;
}

ConsoleConnection::Wait ConsoleConnection::fill(Deadline deadline) noexcept {
  for (;;) {
    acknowledgeAtOnce();
    const auto progress = receiveSome();
    if (progress == Progress::done) return Wait::ready;
    if (progress == Progress::ended) return Wait::failed;
    if (const auto waited = wait(progress, deadline); waited != Wait::ready) return waited;
  }
}

ssize_t ConsoleConnection::read(void* buffer, size_t size) {
  const auto now = std::chrono::steady_clock::now();
  if (!_messageEnd) _messageEnd = now + _limits.whole;
  if (buffered() == 0 && (_broken || !flush() || fill(std::min(now + _limits.stall, *_messageEnd)) != Wait::ready)) {
    _broken = true;
    return 0;  // read as "closed" by DCMTK; an error would be retried
  }
  const std::size_t count = std::min(size, buffered());
  _messageBytes += count;
  if (_messageBytes > _most) {
    _broken = true;
    _input.clear();
    _inputAt = 0;
    return 0;
  }
  std::memcpy(buffer, _input.data() + _inputAt, count);
  _inputAt += count;
  return static_cast<ssize_t>(count);
}

ssize_t ConsoleConnection::write(void* buffer, size_t size) {
  return append({static_cast<const char*>(buffer), size}) ? static_cast<ssize_t>(size) : -1;
}

bool ConsoleConnection::append(std::string_view bytes) {
  _output.append(bytes);
  return _output.size() < kGather || flush();
}

bool ConsoleConnection::flush() noexcept {
  std::size_t sent = 0;
  const auto end = std::chrono::steady_clock::now() + _limits.whole;
  while (sent < _output.size()) {
    std::size_t count = 0;
    const auto progress = _stream->send(_output.data() + sent, _output.size() - sent, count);
    sent += count;
    if (progress == Progress::ended) break;
    if (progress != Progress::done && wait(progress, std::min(end, std::chrono::steady_clock::now() + _limits.stall)) != Wait::ready) break;
  }
  const bool all = sent == _output.size();
  _output.clear();
  return all;
}

bool ConsoleConnection::inputWaiting() noexcept {
  if (buffered() == 0 && !_broken) receiveSome();
  return buffered() > 0 || _broken;
}

bool ConsoleConnection::stopRequested() noexcept {
  pollfd watched{_stopDescriptor, POLLIN, 0};
  return poll(&watched, 1, 0) > 0;
}

OFBool ConsoleConnection::networkDataAvailable(int timeoutSeconds) {
  if (buffered() > 0) return OFTrue;
  if (_broken || !flush()) return OFTrue;  // the read that follows reports it
  // DCMTK asks with a negative time-out while an abort waits for the peer to hang up.
  const auto found = fill(std::chrono::steady_clock::now() + std::chrono::seconds(timeoutSeconds < 0 ? kHangUp : timeoutSeconds));
  return found == Wait::ready || found == Wait::failed ? OFTrue : OFFalse;
}

void ConsoleConnection::hangUp() noexcept {
  if (_closed) return;
  _closed = true;
  if (flush()) _stream->sayGoodbye();
}

void ConsoleConnection::close() {
  hangUp();
  DcmTCPConnection::close();
}

void ConsoleConnection::closeTransportConnection() {
  hangUp();
  DcmTCPConnection::closeTransportConnection();
}

}  // namespace clairis::dicom
