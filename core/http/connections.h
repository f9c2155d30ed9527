// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace clairis {

/// How long a client may make a thread wait, in all and not per byte, so that sending one byte at a time gains nothing.
struct ClientPatience {
  std::chrono::milliseconds head{15'000};      ///< from the first wait to a whole request head; also the keep-alive idle time
  std::chrono::milliseconds body{60'000};      ///< for the whole request body
  std::chrono::milliseconds response{60'000};  ///< to take the whole response
  std::chrono::milliseconds whenFull{1'000};   ///< any of these while other connections wait for a thread
};

/// What an open connection is doing now. `working` is ours and is never cut; the others wait for the client.
enum class Phase { head, body, working, response };

/// An open connection as the watchdog sees it. Holds its own descriptor of the socket, so that cutting never hits a reused number.
class OpenConnection {
public:
  explicit OpenConnection(int socket);
  ~OpenConnection();
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;

private:
  friend class Connections;
  int _descriptor;
  Phase _phase = Phase::head;
  std::chrono::steady_clock::time_point _since = std::chrono::steady_clock::now();
};

/// All open connections, and the watchdog that cuts those whose client is too slow. Thread-safe.
class Connections {
public:
  /// `waiting`: how many accepted connections have no thread yet.
  Connections(ClientPatience patience, std::function<int()> waiting);
  ~Connections();

  using Handle = std::list<OpenConnection>::iterator;
  Handle opened(int socket);
  void closed(Handle handle);
  void enter(Handle handle, Phase phase);

  /// From now on a connection between two requests is cut; others finish their request. Returns true when all are closed before
  /// `deadline`; those left are cut then.
  bool drain(std::chrono::steady_clock::time_point deadline);
  bool draining() const;
  std::size_t count() const;

private:
  void watch();
  void cutOverdue(std::chrono::steady_clock::time_point now, int waiting);
  bool overdue(const OpenConnection& connection, std::chrono::steady_clock::time_point now) const;

  const ClientPatience _patience;
  const std::function<int()> _waiting;
  mutable std::mutex _mutex;
  std::condition_variable _changed;
  std::list<OpenConnection> _open;
  bool _draining = false;
  bool _ended = false;
  std::thread _watchdog;
};

}  // namespace clairis
