// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <system_error>
#include <thread>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/mllp/stream.h"

namespace clairis::hl7 {
namespace {

class Descriptor {
public:
  explicit Descriptor(int fd = -1) noexcept : _fd(fd) {}
  Descriptor(Descriptor&& other) noexcept : _fd(std::exchange(other._fd, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(_fd, other._fd);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (_fd >= 0) ::close(_fd);
  }
  int get() const noexcept { return _fd; }

private:
  int _fd;
};

std::string reason() { return std::system_category().message(errno); }

/// A flag that poll() can wait for.
class Wake {
public:
  Wake() : _event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (_event.get() < 0) throw Refusal("mllp.descriptors", "cannot create an event descriptor: " + reason());
  }
  void raise() noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(_event.get(), &one, sizeof one);
  }
  int get() const noexcept { return _event.get(); }

private:
  Descriptor _event;
};

enum class Ready { socket, wake, timeout };

int millisecondsUntil(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

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

class TcpStream final : public Stream {
public:
  TcpStream(Descriptor socket, std::string peer) : _socket(std::move(socket)), _peer(std::move(peer)) {
    const int on = 1;
    ::setsockopt(_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(_socket.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  }

  Received receive(char* buffer, std::size_t size, Deadline deadline) override {
    while (true) {
      switch (waitFor(_socket.get(), POLLIN, _wake.get(), deadline)) {
        case Ready::wake:
          return {Event::interrupted, 0};
        case Ready::timeout:
          return {Event::timeout, 0};
        case Ready::socket:
          break;
      }
      const auto count = ::recv(_socket.get(), buffer, size, MSG_DONTWAIT);
      if (count > 0) return {Event::data, static_cast<std::size_t>(count)};
      if (count == 0 || (errno != EINTR && errno != EAGAIN)) return {Event::closed, 0};
    }
  }

  bool send(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      const auto count = ::send(_socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EAGAIN) {
        if (waitFor(_socket.get(), POLLOUT, -1, deadline) == Ready::timeout) return false;
      } else if (errno != EINTR) {
        return false;
      }
    }
    return true;
  }

  void interrupt() noexcept override { _wake.raise(); }
  std::string peer() const override { return _peer; }

private:
  Descriptor _socket;
  Wake _wake;
  std::string _peer;
};

class TcpListener final : public Listener {
public:
  TcpListener(Descriptor socket, int port) : _socket(std::move(socket)), _port(port) {}

  std::unique_ptr<Stream> accept() override {
    while (true) {
      if (waitFor(_socket.get(), POLLIN, _wake.get(), Deadline::max()) == Ready::wake) return nullptr;
      sockaddr_storage address{};
      socklen_t length = sizeof address;
      Descriptor socket(::accept4(_socket.get(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC));
      try {
        if (socket.get() >= 0) return std::make_unique<TcpStream>(std::move(socket), addressText(address, length));
      } catch (const Refusal&) {
        errno = EMFILE;  // no event descriptor left: the connection is closed, the next one may fare better
      }
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pauseForDescriptors();
    }
  }

  void interrupt() noexcept override { _wake.raise(); }
  int port() const noexcept override { return _port; }

private:
  void pauseForDescriptors() const {
    pollfd wake{_wake.get(), POLLIN, 0};
    ::poll(&wake, 1, 100);
  }

  Descriptor _socket;
  Wake _wake;
  int _port;
};

struct Resolved {
  addrinfo* list = nullptr;
  ~Resolved() {
    if (list != nullptr) ::freeaddrinfo(list);
  }
};

void resolve(const std::string& address, int port, int flags, Resolved& into, const char* code) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | flags;
  const int failed = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &into.list);
  if (failed != 0) throw Refusal(code, "expected a numeric address such as 127.0.0.1, found \"" + address + "\": " + ::gai_strerror(failed));
}

int boundPort(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port)
                                       : ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

std::unique_ptr<Listener> listenTcp(const std::string& address, int port) {
  Resolved found;
  resolve(address, port, AI_PASSIVE, found, "mllp.bind");
  Descriptor socket(::socket(found.list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (socket.get() >= 0) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (socket.get() < 0 || ::bind(socket.get(), found.list->ai_addr, found.list->ai_addrlen) != 0 || ::listen(socket.get(), SOMAXCONN) != 0) {
    throw Refusal("mllp.bind", "cannot listen on " + address + ":" + std::to_string(port) + ": " + reason());
  }
  const int bound = boundPort(socket.get());
  return std::make_unique<TcpListener>(std::move(socket), bound);
}

std::unique_ptr<Stream> connectTcp(const std::string& address, int port) {
  Resolved found;
  resolve(address, port, 0, found, "mllp.connect");
  Descriptor socket(::socket(found.list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0 || ::connect(socket.get(), found.list->ai_addr, found.list->ai_addrlen) != 0) {
    throw Refusal("mllp.connect", "cannot connect to " + address + ":" + std::to_string(port) + ": " + reason());
  }
  return std::make_unique<TcpStream>(std::move(socket), address + ":" + std::to_string(port));
}

}  // namespace clairis::hl7
