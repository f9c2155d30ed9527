// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <system_error>
#include <utility>

#include "core/domain/refusal.h"

namespace clairis::hl7 {

Descriptor::Descriptor(Descriptor&& other) noexcept : _fd(std::exchange(other._fd, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(_fd, other._fd);
  return *this;
}

Descriptor::~Descriptor() {
  if (_fd >= 0) ::close(_fd);
}

std::string systemReason() { return std::system_category().message(errno); }

Wake::Wake() : _event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (_event.get() < 0) throw Refusal("mllp.descriptors", "cannot create an event descriptor: " + systemReason());
}

void Wake::raise() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(_event.get(), &one, sizeof one);
}

namespace {

int millisecondsUntil(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

}  // namespace

Ready waitFor(int socket, short events, int wake, Deadline deadline) {
  while (true) {
    pollfd watched[2] = {{socket, events, 0}, {wake, POLLIN, 0}};
    const int ready = ::poll(watched, wake >= 0 ? 2 : 1, millisecondsUntil(deadline));
    if (ready > 0 && wake >= 0 && watched[1].revents != 0) return Ready::wake;
    if (ready > 0) return Ready::socket;
    if (ready == 0) return Ready::timeout;
    if (errno != EINTR) return Ready::socket;  // the following call reports the error
  }
}

std::string addressText(const sockaddr_storage& address, socklen_t length) {
  char host[NI_MAXHOST] = "", service[NI_MAXSERV] = "";
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  if (::getnameinfo(plain, length, host, sizeof host, service, sizeof service, NI_NUMERICHOST | NI_NUMERICSERV) != 0) return "unknown";
  return std::string(host) + ":" + service;
}

void tune(int socket) noexcept {
  const int on = 1, idle = 60, interval = 15, probes = 4;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

}  // namespace clairis::hl7
