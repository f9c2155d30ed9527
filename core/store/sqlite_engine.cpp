// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite_engine.h"

#include "core/store/sqlite_connection.h"
#include "core/store/transaction.h"

namespace clairis {
namespace {

/// One process has a SQLite database: nobody competes.
class OnlyNode final : public NodeLock {
public:
  bool held() noexcept override { return true; }
};

}  // namespace

std::unique_ptr<NodeLock> SqliteEngine::tryLock(std::string_view) { return std::make_unique<OnlyNode>(); }

SqliteEngine::SqliteEngine(std::string path, int readers, std::chrono::milliseconds busyTimeout, const EngineServices& services)
    : _services(services),
      _writer([path, busyTimeout] { return std::make_unique<SqliteConnection>(path, SqliteConnection::Access::readWrite, busyTimeout); }, services),
      _readers(static_cast<std::size_t>(readers),
               [path, busyTimeout] { return std::make_unique<SqliteConnection>(path, SqliteConnection::Access::readOnly, busyTimeout); }) {}

void SqliteEngine::read(const std::function<void(Reader&)>& work) {
  const auto connection = _readers.take();
  connection->execute("BEGIN", {});
  ConnectionReader reader(*connection);
  work(reader);
  connection->execute("COMMIT", {});
}

}  // namespace clairis
