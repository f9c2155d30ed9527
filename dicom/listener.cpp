// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "core/domain/refusal.h"

namespace clairis::dicom {
namespace {

constexpr int kBacklog = 128;

[[noreturn]] void cannotListen(const std::string& bind, std::uint16_t port, const std::string& why) {
  throw Refusal("dicom.listen", "cannot listen on " + bind + " port " + std::to_string(port) + ": " + why);
}

sockaddr_storage addressOf(const std::string& bind, std::uint16_t port) {
  sockaddr_storage address{};
  auto& four = reinterpret_cast<sockaddr_in&>(address);
  auto& six = reinterpret_cast<sockaddr_in6&>(address);
  if (inet_pton(AF_INET, bind.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
  } else if (inet_pton(AF_INET6, bind.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
  } else {
    cannotListen(bind, port, "dicom.bind must be a numeric IPv4 or IPv6 address");
  }
  return address;
}

std::uint16_t portOf(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  // sin_port and sin6_port share their place.
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

Listener::Listener(const std::string& bind, std::uint16_t port) {
  const auto address = addressOf(bind, port);
  const bool six = address.ss_family == AF_INET6;
  _socket.reset(socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1, off = 0;
  setsockopt(_socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (six) setsockopt(_socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  const socklen_t length = six ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (::bind(_socket.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 || listen(_socket.get(), kBacklog) != 0) {
    cannotListen(bind, port, std::generic_category().message(errno));
  }
  _port = portOf(_socket.get());
}

std::optional<Listener::Accepted> Listener::accept() {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  Descriptor socket(accept4(_socket.get(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC));
  if (socket.get() < 0) return std::nullopt;
  return Accepted{std::move(socket), PeerAddress::of(address)};
}

}  // namespace clairis::dicom
