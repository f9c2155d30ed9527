// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/mllp/connect.h"

#include <netdb.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "plugins/hl7/mllp/socket.h"

namespace clairis::hl7 {
namespace {

struct Address {
  int family = AF_UNSPEC;
  sockaddr_storage storage{};
  socklen_t length = 0;
};

/// The answer of the resolver, which may outlive the question.
struct Lookup {
  std::mutex mutex;
  std::condition_variable_any ended;
  bool done = false;
  int failed = 0;
  std::vector<Address> addresses;
};

void look(Lookup& lookup, const std::string& host, int port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | flags;
  addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  std::vector<Address> found;
  for (const auto* entry = list; failed == 0 && entry != nullptr; entry = entry->ai_next) {
    Address address{entry->ai_family, {}, entry->ai_addrlen};
    std::char_traits<char>::copy(reinterpret_cast<char*>(&address.storage), reinterpret_cast<const char*>(entry->ai_addr), entry->ai_addrlen);
    found.push_back(address);
  }
  if (list != nullptr) ::freeaddrinfo(list);
  {
    const std::lock_guard lock(lookup.mutex);
    lookup.failed = failed;
    lookup.addresses = std::move(found);
    lookup.done = true;
  }
  lookup.ended.notify_all();
}

/// A resolver knows neither deadline nor stop: it is asked on a thread that nobody waits for longer than wanted.
std::shared_ptr<Lookup> resolve(const Endpoint& endpoint, Deadline deadline, const std::stop_token& stop) {
  auto lookup = std::make_shared<Lookup>();
  look(*lookup, endpoint.host, endpoint.port, AI_NUMERICHOST);
  if (lookup->failed == 0) return lookup;
  lookup = std::make_shared<Lookup>();
  std::thread([lookup, host = endpoint.host, port = endpoint.port] { look(*lookup, host, port, AI_ADDRCONFIG); }).detach();
  std::unique_lock lock(lookup->mutex);
  lookup->ended.wait_until(lock, stop, deadline, [&] { return lookup->done; });
  return lookup;
}

struct Attempt {
  Descriptor socket;
  StreamFailure failure;
};

Attempt attempt(const Address& address, Deadline deadline, int wake) {
  Descriptor socket(::socket(address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return {Descriptor(), {"connect.refused", systemReason()}};
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) return {std::move(socket), {}};
  if (errno != EINPROGRESS) return {Descriptor(), {"connect.refused", systemReason()}};
  switch (waitFor(socket.get(), POLLOUT, wake, deadline)) {
    case Ready::wake:
      return {Descriptor(), {"connect.stopped", "stopped"}};
    case Ready::timeout:
      return {Descriptor(), {"connect.timeout", "nobody answered in time"}};
    case Ready::socket:
      break;
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error == 0) return {std::move(socket), {}};
  errno = error;
  return {Descriptor(), {"connect.refused", systemReason()}};
}

Connected handshake(Descriptor socket, const Endpoint& endpoint, Deadline deadline, const std::stop_token& stop) {
  const auto name = endpoint.serverName.empty() ? endpoint.host : endpoint.serverName;
  auto stream = streamOver(std::move(socket), endpoint.host + ":" + std::to_string(endpoint.port), endpoint.tls, name);
  const std::stop_callback interrupt(stop, [&stream] { stream->interrupt(); });
  if (stream->open(deadline)) return {std::move(stream), {}};
  auto failure = stop.stop_requested() ? StreamFailure{"connect.stopped", "stopped"} : stream->failure();
  return {nullptr, std::move(failure)};
}

}  // namespace

Connected connectTo(const Endpoint& endpoint, Deadline deadline, const std::stop_token& stop) {
  const auto found = resolve(endpoint, deadline, stop);
  std::vector<Address> addresses;
  {
    const std::lock_guard lock(found->mutex);
    if (stop.stop_requested()) return {nullptr, {"connect.stopped", "stopped"}};
    if (!found->done) return {nullptr, {"connect.timeout", "the name was not resolved in time"}};
    if (found->failed != 0) return {nullptr, {"connect.name", ::gai_strerror(found->failed)}};
    addresses = found->addresses;
  }
  Wake wake;
  const std::stop_callback raise(stop, [&wake] { wake.raise(); });
  StreamFailure last{"connect.name", "no address"};
  for (const auto& address : addresses) {
    auto tried = attempt(address, deadline, wake.get());
    if (tried.socket.get() >= 0) return handshake(std::move(tried.socket), endpoint, deadline, stop);
    last = std::move(tried.failure);
    if (last.code == "connect.stopped") break;
  }
  return {nullptr, std::move(last)};
}

}  // namespace clairis::hl7
