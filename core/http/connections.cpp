// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/connections.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace clairis {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kLook{100};  // how often the watchdog looks

void cut(int descriptor) {
  // Wakes a thread blocked in recv or send; the thread itself closes.
  if (descriptor >= 0) ::shutdown(descriptor, SHUT_RDWR);
}

}  // namespace

OpenConnection::OpenConnection(int socket) : _descriptor(::dup(socket)) {}

OpenConnection::~OpenConnection() {
  if (_descriptor >= 0) ::close(_descriptor);
}

Connections::Connections(ClientPatience patience, std::function<int()> waiting)
    : _patience(patience), _waiting(std::move(waiting)), _watchdog([this] { watch(); }) {}

Connections::~Connections() {
  {
    const std::lock_guard lock(_mutex);
    _ended = true;
  }
  _changed.notify_all();
  _watchdog.join();
}

Connections::Handle Connections::opened(int socket) {
  const std::lock_guard lock(_mutex);
  _open.emplace_back(socket);
  if (_draining) cut(_open.back()._descriptor);
  return std::prev(_open.end());
}

void Connections::closed(Handle handle) {
  {
    const std::lock_guard lock(_mutex);
    _open.erase(handle);
    _changed.notify_all();   // while locked: once unlocked, who waits for the last one may destroy this
  }
}

void Connections::enter(Handle handle, Phase phase) {
  const std::lock_guard lock(_mutex);
  handle->_phase = phase;
  handle->_since = std::chrono::steady_clock::now();
  if (_draining && phase == Phase::head) cut(handle->_descriptor);
}

bool Connections::drain(SteadyTime deadline) {
  std::unique_lock lock(_mutex);
  _draining = true;
  for (const auto& connection : _open) {
    if (connection._phase == Phase::head) cut(connection._descriptor);
  }
  const bool empty = _changed.wait_until(lock, deadline, [this] { return _open.empty(); });
  for (const auto& connection : _open) cut(connection._descriptor);
  return empty;
}

bool Connections::draining() const {
  const std::lock_guard lock(_mutex);
  return _draining;
}

std::size_t Connections::count() const {
  const std::lock_guard lock(_mutex);
  return _open.size();
}

void Connections::watch() {
  std::unique_lock lock(_mutex);
  while (!_changed.wait_for(lock, kLook, [this] { return _ended; })) {
    lock.unlock();
    const int waiting = _waiting();  // takes the server's own lock
    lock.lock();
    cutOverdue(std::chrono::steady_clock::now(), waiting);
  }
}

void Connections::cutOverdue(SteadyTime now, int waiting) {
  std::vector<const OpenConnection*> slow;
  for (const auto& connection : _open) {
    if (overdue(connection, now))
      cut(connection._descriptor);
    else if (connection._phase != Phase::working && now - connection._since > _patience.whenFull)
      slow.push_back(&connection);
  }
  if (waiting <= 0) return;
  // The slowest give their threads to those who wait.
  std::sort(slow.begin(), slow.end(), [](const OpenConnection* a, const OpenConnection* b) { return a->_since < b->_since; });
  for (std::size_t i = 0; i < slow.size() && i < static_cast<std::size_t>(waiting); ++i) cut(slow[i]->_descriptor);
}

bool Connections::overdue(const OpenConnection& connection, SteadyTime now) const {
  const auto waited = now - connection._since;
  switch (connection._phase) {
    case Phase::head:
      return waited > _patience.head;
    case Phase::body:
      return waited > _patience.body;
    case Phase::response:
      return waited > _patience.response;
    case Phase::working:
      break;
  }
  return false;
}

}  // namespace clairis
