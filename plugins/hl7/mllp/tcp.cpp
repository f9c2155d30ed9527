// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>
#include <netinet/in.h>

#include <cerrno>
#include <utility>

#include "core/domain/refusal.h"
#include "plugins/hl7/mllp/socket.h"
#include "plugins/hl7/mllp/stream.h"

namespace clairis::hl7 {
namespace {

class TcpStream final : public Stream {
public:
  TcpStream(Descriptor socket, std::string peer) : _socket(std::move(socket)), _peer(std::move(peer)) { tune(_socket.get()); }

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

  std::size_t write(std::string_view bytes, Deadline deadline, bool interruptible) override {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
      const auto count = ::send(_socket.get(), bytes.data() + taken, bytes.size() - taken, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count > 0) {
        taken += static_cast<std::size_t>(count);
      } else if (errno == EAGAIN) {
        if (waitFor(_socket.get(), POLLOUT, interruptible ? _wake.get() : -1, deadline) != Ready::socket) break;
      } else if (errno != EINTR) {
        break;
      }
    }
    return taken;
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
  TcpListener(Descriptor socket, int port, std::shared_ptr<const TlsContext> tls) : _socket(std::move(socket)), _port(port), _tls(std::move(tls)) {}

  std::unique_ptr<Stream> accept() override {
    while (true) {
      if (waitFor(_socket.get(), POLLIN, _wake.get(), Deadline::max()) == Ready::wake) return nullptr;
      sockaddr_storage address{};
      socklen_t length = sizeof address;
      Descriptor socket(::accept4(_socket.get(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC | SOCK_NONBLOCK));
      try {
        if (socket.get() >= 0) return streamOver(std::move(socket), addressText(address, length), _tls, {});
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
  std::shared_ptr<const TlsContext> _tls;
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

std::unique_ptr<Stream> streamOver(Descriptor socket, std::string peer, const std::shared_ptr<const TlsContext>& tls, const std::string& serverName) {
  if (tls) return tlsStream(std::move(socket), std::move(peer), tls, serverName);
  return std::make_unique<TcpStream>(std::move(socket), std::move(peer));
}

std::unique_ptr<Listener> listenTcp(const std::string& address, int port, std::shared_ptr<const TlsContext> tls) {
  Resolved found;
  resolve(address, port, AI_PASSIVE, found, "mllp.bind");
  Descriptor socket(::socket(found.list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (socket.get() >= 0) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (socket.get() < 0 || ::bind(socket.get(), found.list->ai_addr, found.list->ai_addrlen) != 0 || ::listen(socket.get(), SOMAXCONN) != 0) {
    throw Refusal("mllp.bind", "cannot listen on " + address + ":" + std::to_string(port) + ": " + systemReason());
  }
  const int bound = boundPort(socket.get());
  return std::make_unique<TcpListener>(std::move(socket), bound, std::move(tls));
}

std::unique_ptr<Stream> connectTcp(const std::string& address, int port) {
  Resolved found;
  resolve(address, port, 0, found, "mllp.connect");
  Descriptor socket(::socket(found.list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0 || ::connect(socket.get(), found.list->ai_addr, found.list->ai_addrlen) != 0) {
    throw Refusal("mllp.connect", "cannot connect to " + address + ":" + std::to_string(port) + ": " + systemReason());
  }
  return std::make_unique<TcpStream>(std::move(socket), address + ":" + std::to_string(port));
}

}  // namespace clairis::hl7
