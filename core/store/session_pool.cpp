// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/session_pool.h"

namespace clairis {

SessionPool::SessionPool(std::size_t size, std::function<std::unique_ptr<Connection>()> connect) : _connect(std::move(connect)), _idle(size) {}

SessionPool::Lease SessionPool::take() {
  std::unique_ptr<Connection> connection;
  {
    std::unique_lock lock(_mutex);
    _free.wait(lock, [this] { return !_idle.empty(); });
    connection = std::move(_idle.back());
    _idle.pop_back();
  }
  if (connection) return {*this, std::move(connection)};
  try {
    return {*this, _connect()};
  } catch (...) {
    giveBack(nullptr);
    throw;
  }
}

void SessionPool::giveBack(std::unique_ptr<Connection> connection) noexcept {
  // A connection left inside a transaction, or broken, is closed: its place is opened anew by the next user.
  if (connection && (connection->broken() || connection->inTransaction())) connection.reset();
  {
    const std::lock_guard lock(_mutex);
    _idle.push_back(std::move(connection));
  }
  _free.notify_one();
}

}  // namespace clairis
