// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/admission.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/domain/refusal.h"

namespace clairis::dicom {
namespace {

constexpr unsigned char kAssociateRequest = 0x01;
constexpr std::uint32_t kLongestRequest = 64 * 1024;
constexpr std::size_t kPduHead = 6;
constexpr int kBacklog = 128;

[[noreturn]] void cannotListen(const std::string& bind, std::uint16_t port, const std::string& why) {
  throw Refusal("dicom.listen", "cannot listen on " + bind + ":" + std::to_string(port) + ": " + why);
}

Descriptor listenOn(const std::string& bind, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, bind.c_str(), &address.sin_addr) != 1) cannotListen(bind, port, "dicom.bind must be an IPv4 address");
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener.get(), kBacklog) != 0) {
    cannotListen(bind, port, std::generic_category().message(errno));
  }
  return listener;
}

std::uint16_t portOf(int listener) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

// poll() reports the socket only when this many bytes are there, so a dripping peer does not wake the thread for each byte.
void wakeAt(int socket, std::size_t bytes) {
  const int mark = static_cast<int>(bytes);
  setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark);
}

}  // namespace

Admission::Admission(const std::string& bind, std::uint16_t port, Limits limits)
    : _limits(limits), _listener(listenOn(bind, port)), _port(portOf(_listener.get())) {}

Admission::Look Admission::look(int socket) {
  std::array<unsigned char, kPduHead> head{};
  const auto got = recv(socket, head.data(), head.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Look::incomplete : Look::foreign;
  if (got == 0 || head[0] != kAssociateRequest) return Look::foreign;
  if (got < static_cast<ssize_t>(kPduHead)) return Look::foreign;  // woken below the mark: the peer has hung up
  const auto length =
      static_cast<std::uint32_t>(head[2]) << 24 | static_cast<std::uint32_t>(head[3]) << 16 | static_cast<std::uint32_t>(head[4]) << 8 | head[5];
  if (length > kLongestRequest) return Look::foreign;
  int there = 0;
  if (ioctl(socket, FIONREAD, &there) != 0) return Look::foreign;
  if (static_cast<std::size_t>(there) < kPduHead + length) {
    wakeAt(socket, kPduHead + length);
    pollfd watched{socket, POLLIN, 0};
    const bool hungUp = poll(&watched, 1, 0) > 0 && ioctl(socket, FIONREAD, &there) == 0 && static_cast<std::size_t>(there) < kPduHead + length;
    return hungUp ? Look::foreign : Look::incomplete;
  }
  wakeAt(socket, 1);
  return Look::complete;
}

void Admission::acceptAll(const std::function<void(const char*)>& shutOut) {
  for (;;) {
    Descriptor socket(accept4(_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket.get() < 0) return;
    wakeAt(socket.get(), kPduHead);
    if (_pending.size() >= _limits.pending) {
      _pending.erase(_pending.begin());
      shutOut("too many connections without an association request");
    }
    _pending.push_back({std::move(socket), Clock::now() + _limits.artim});
  }
}

void Admission::close() noexcept {
  _pending.clear();
  _listener.reset();
}

int Admission::waitingTime(Clock::time_point now) const {
  if (_pending.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(_pending.front().deadline - now);
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

bool Admission::step(int stopDescriptor, const std::function<void(int)>& ready, const std::function<void(const char*)>& shutOut) {
  std::vector<pollfd> watched{{stopDescriptor, POLLIN, 0}, {_listener.get(), POLLIN, 0}};
  for (const auto& pending : _pending) watched.push_back({pending.socket.get(), POLLIN, 0});
  if (poll(watched.data(), watched.size(), waitingTime(Clock::now())) < 0) return errno == EINTR;
  if (watched[0].revents != 0) return false;

  const auto now = Clock::now();
  std::vector<Pending> still;
  for (std::size_t i = 0; i < _pending.size(); ++i) {
    auto& pending = _pending[i];
    const auto seen = watched[i + 2].revents != 0 ? look(pending.socket.get()) : Look::incomplete;
    if (seen == Look::complete) {
      ready(pending.socket.release());
    } else if (seen == Look::foreign) {
      shutOut("not an association request");
    } else if (now >= pending.deadline) {
      shutOut("no association request in time");
    } else {
      still.push_back(std::move(pending));
    }
  }
  _pending = std::move(still);
  if (watched[1].revents != 0) acceptAll(shutOut);
  return true;
}

}  // namespace clairis::dicom
