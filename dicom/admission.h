// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "dicom/arrival.h"
#include "dicom/listener.h"
#include "dicom/tls_keys.h"

namespace clairis::dicom {

/// The door: listening sockets and the connections that are still shaking hands or whose A-ASSOCIATE-RQ is on its way. Used by one
/// thread, which never waits for a single peer.
class Admission {
public:
  using Clock = std::chrono::steady_clock;
  struct Limits {
    std::size_t pending = 64;  ///< one more pushes out the oldest of the address that has most
    std::chrono::milliseconds artim{10'000};
  };
  using Ready = std::function<void(Arrival)>;
  using ShutOut = std::function<void(const PeerAddress& peer, const std::string& reason)>;

  explicit Admission(Limits limits) : _limits(limits) {}
  /// `keys` null: plain.
  void open(std::unique_ptr<Listener> listener, std::shared_ptr<TlsKeys> keys);

  /// Waits for connections and requests, until `stopDescriptor` is readable (false). `ready` takes over complete arrivals, `shutOut` is
  /// told why a connection was closed.
  bool step(int stopDescriptor, const Ready& ready, const ShutOut& shutOut);

  /// Stops listening and hangs up on everyone who waits. After the thread of step() has ended.
  void close() noexcept;

private:
  struct Door {
    std::unique_ptr<Listener> listener;
    std::shared_ptr<TlsKeys> keys;
  };
  struct Pending {
    Arrival arrival;
    Clock::time_point deadline;
  };

  void acceptAll(Door& door, const ShutOut& shutOut);
  void makeRoom(const ShutOut& shutOut);
  bool settled(Pending& pending, bool stirred, Clock::time_point now, const Ready& ready, const ShutOut& shutOut);
  int waitingTime(Clock::time_point now) const;

  const Limits _limits;
  std::vector<Door> _doors;
  std::list<Pending> _pending;  ///< oldest first
};

}  // namespace clairis::dicom
