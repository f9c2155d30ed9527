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

namespace clairis::dicom {
namespace {

constexpr std::size_t kGather = 32 * 1024;
constexpr std::size_t kReadAhead = 16 * 1024;
constexpr int kHangUp = 2;  // seconds

}  // namespace

ConsoleConnection::ConsoleConnection(int socket, int stopDescriptor, ConnectionLimits limits)
    : DcmTCPConnection(socket), _stopDescriptor(stopDescriptor), _limits(limits) {
  const int on = 1;
  static_cast<void>(setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  acknowledgeAtOnce();
}

ConsoleConnection::~ConsoleConnection() { flush(); }

void ConsoleConnection::acknowledgeAtOnce() noexcept {
  const int on = 1;  // the kernel forgets it: set again before each wait for input
  static_cast<void>(setsockopt(getSocket(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on));
}

ConsoleConnection::Wait ConsoleConnection::wait(short events, std::chrono::milliseconds timeout) noexcept {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
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

bool ConsoleConnection::fill() noexcept {
  _input.resize(kReadAhead);
  _inputAt = 0;
  ssize_t got = -1;
  do {
    acknowledgeAtOnce();
    got = recv(getSocket(), _input.data(), _input.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && wait(POLLIN, _limits.stall) != Wait::ready) break;
  } while (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
  _input.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return got > 0;
}

ssize_t ConsoleConnection::read(void* buffer, size_t size) {
  if (buffered() == 0) {
    if (_broken || !flush() || !fill()) {
      _broken = true;
      return 0;  // read as "closed" by DCMTK; an error would be retried
    }
  }
  const std::size_t count = std::min(size, buffered());
  _messageBytes += count;
  if (_messageBytes > _limits.message) {
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
  _output.append(static_cast<const char*>(buffer), size);
  if (_output.size() >= kGather && !flush()) return -1;
  return static_cast<ssize_t>(size);
}

bool ConsoleConnection::flush() noexcept {
  std::size_t sent = 0;
  while (sent < _output.size()) {
    const ssize_t count = send(getSocket(), _output.data() + sent, _output.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (wait(POLLOUT, _limits.stall) != Wait::ready) break;
    } else if (count >= 0 || errno != EINTR) {
      break;
    }
  }
  const bool all = sent == _output.size();
  _output.clear();
  return all;
}

bool ConsoleConnection::inputWaiting() noexcept {
  if (buffered() > 0) return true;
  pollfd watched{getSocket(), POLLIN, 0};
  return poll(&watched, 1, 0) > 0;
}

bool ConsoleConnection::stopRequested() noexcept {
  pollfd watched{_stopDescriptor, POLLIN, 0};
  return poll(&watched, 1, 0) > 0;
}

OFBool ConsoleConnection::networkDataAvailable(int timeoutSeconds) {
  if (buffered() > 0) return OFTrue;
  if (_broken || !flush()) return OFTrue;  // the read that follows reports it
  acknowledgeAtOnce();
  // DCMTK asks with a negative time-out while an abort waits for the peer to hang up.
  const auto found = wait(POLLIN, std::chrono::seconds(timeoutSeconds < 0 ? kHangUp : timeoutSeconds));
  return found == Wait::ready || found == Wait::failed ? OFTrue : OFFalse;
}

void ConsoleConnection::close() {
  flush();
  DcmTCPConnection::close();
}

void ConsoleConnection::closeTransportConnection() {
  flush();
  DcmTCPConnection::closeTransportConnection();
}

}  // namespace clairis::dicom
