// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/admission.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <map>

namespace clairis::dicom {

void Admission::open(std::unique_ptr<Listener> listener, std::shared_ptr<TlsKeys> keys) { _doors.push_back({std::move(listener), std::move(keys)}); }

void Admission::makeRoom(const ShutOut& shutOut) {
  if (_pending.size() < _limits.pending) return;
  std::map<std::string, std::size_t> counts;
  for (const auto& pending : _pending) ++counts[pending.arrival.peer().text()];
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto oldest =
      std::find_if(_pending.begin(), _pending.end(), [&](const auto& pending) { return pending.arrival.peer().text() == most->first; });
  const auto peer = oldest->arrival.peer();
  _pending.erase(oldest);
  shutOut(peer, "too many connections without an association request");
}

void Admission::acceptAll(Door& door, const ShutOut& shutOut) {
  while (auto accepted = door.listener->accept()) {
    makeRoom(shutOut);
    const int socket = accepted->socket.get();
    auto stream = door.keys ? door.keys->current()->open(socket) : std::make_unique<PlainStream>(socket);
    _pending.push_back({Arrival(std::move(accepted->socket), std::move(stream), accepted->peer), Clock::now() + _limits.artim});
  }
}

void Admission::close() noexcept {
  _pending.clear();
  _doors.clear();
}

int Admission::waitingTime(Clock::time_point now) const {
  if (_pending.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(_pending.front().deadline - now);
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// Whether the connection need not be waited for any longer.
bool Admission::settled(Pending& pending, bool stirred, Clock::time_point now, const Ready& ready, const ShutOut& shutOut) {
  const auto state = stirred ? pending.arrival.advance() : Arrival::State::waiting;
  const auto peer = pending.arrival.peer();
  if (state == Arrival::State::complete) {
    ready(std::move(pending.arrival));
  } else if (state == Arrival::State::foreign) {
    shutOut(peer, pending.arrival.failure());
  } else if (now >= pending.deadline) {
    shutOut(peer, "no association request in time");
  } else {
    return false;
  }
  return true;
}

bool Admission::step(int stopDescriptor, const Ready& ready, const ShutOut& shutOut) {
  std::vector<pollfd> watched{{stopDescriptor, POLLIN, 0}};
  for (const auto& door : _doors) watched.push_back({door.listener->descriptor(), POLLIN, 0});
  for (const auto& pending : _pending) watched.push_back({pending.arrival.socket(), pending.arrival.events(), 0});
  if (poll(watched.data(), watched.size(), waitingTime(Clock::now())) < 0) return errno == EINTR;
  if (watched[0].revents != 0) return false;

  const auto now = Clock::now();
  auto found = watched.begin() + 1 + static_cast<std::ptrdiff_t>(_doors.size());
  for (auto pending = _pending.begin(); pending != _pending.end(); ++found) {
    pending = settled(*pending, found->revents != 0, now, ready, shutOut) ? _pending.erase(pending) : std::next(pending);
  }
  for (std::size_t i = 0; i < _doors.size(); ++i) {
    if (watched[1 + i].revents != 0) acceptAll(_doors[i], shutOut);
  }
  return true;
}

}  // namespace clairis::dicom
