// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/store/connection.h"

namespace clairis {

/// A fixed number of connections, opened on first use, opened again after they broke. Callers wait for a free one. Thread-safe.
class SessionPool {
public:
  SessionPool(std::size_t size, std::function<std::unique_ptr<Connection>()> connect);

  /// A connection out of the pool until it is destroyed.
  class Lease {
  public:
    Lease(SessionPool& pool, std::unique_ptr<Connection> connection) : _pool(pool), _connection(std::move(connection)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { _pool.giveBack(std::move(_connection)); }
    Connection& operator*() const noexcept { return *_connection; }
    Connection* operator->() const noexcept { return _connection.get(); }

  private:
    SessionPool& _pool;
    std::unique_ptr<Connection> _connection;
  };

  Lease take();

private:
  void giveBack(std::unique_ptr<Connection> connection) noexcept;

  std::function<std::unique_ptr<Connection>()> _connect;
  std::mutex _mutex;
  std::condition_variable _free;
  std::vector<std::unique_ptr<Connection>> _idle;  ///< null: to be opened
};

}  // namespace clairis
