// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/postgresql_engine.h"

#include <thread>

#include "core/store/postgresql_connection.h"

namespace clairis {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kMostAttempts = 30;

std::unique_ptr<Connection> numbering(const std::string& location) {
  auto connection = std::make_unique<PostgresqlConnection>(location);
  // The transaction that uses the number flushes the log up to its own commit, and with it the number's.
  connection->execute("SET synchronous_commit = off", {});
  return connection;
}

/// FNV-1a: the same key on every node.
std::int64_t advisoryKey(std::string_view name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char character : name) hash = (hash ^ static_cast<unsigned char>(character)) * 1099511628211ULL;
  return static_cast<std::int64_t>(hash);
}

void rollBack(Connection& connection) noexcept {
  try {
    if (!connection.broken() && connection.inTransaction()) connection.execute("ROLLBACK", {});
  } catch (const std::exception&) {
    // The pool closes a connection that is broken or still inside a transaction.
    return;
  }
}

class AdvisoryLock final : public NodeLock {
public:
  explicit AdvisoryLock(std::unique_ptr<Connection> connection) : _connection(std::move(connection)) {}
  bool held() noexcept override {
    try {
      _connection->query("SELECT 1", {});
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

private:
  std::unique_ptr<Connection> _connection;
};

/// 1, 2, 4 … 64 ms: enough for the winner to finish. Spread by the address of a local, which differs between threads.
void pauseBefore(int attempt) {
  const auto step = 1 << std::min(attempt, 6);
  const auto spread = static_cast<int>((reinterpret_cast<std::uintptr_t>(&step) >> 12) % static_cast<std::uintptr_t>(step + 1));
  std::this_thread::sleep_for(std::chrono::milliseconds(step / 2 + spread / 2));
}

}  // namespace

PostgresqlEngine::PostgresqlEngine(const std::string& location, int readers, int writers, const EngineServices& services)
    : _location(location),
      _services(services),
      _timer(services.metrics),
      _readers(static_cast<std::size_t>(readers), [location] { return std::make_unique<PostgresqlConnection>(location); }),
      _writers(static_cast<std::size_t>(writers), [location] { return std::make_unique<PostgresqlConnection>(location); }),
      _numbering(1, [location] { return numbering(location); }),
      _slots(static_cast<std::size_t>(writers)),
      _numbers([this](Connection&, std::string_view sequence) { return numberFromRow(*_numbering.take(), sequence); }) {
  measureOffset();
}

void PostgresqlEngine::measureOffset() {
  const auto connection = _writers.take();
  const auto row = connection->query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", {});
  // A setting of the server that no session can change: without it a commit that was acknowledged may be gone after a power cut.
  if (connection->query("SELECT current_setting('fsync')", {}).at(0).at(0).text() != "on") {
    _services.log.warning("store.not_durable", {{"detail", "the PostgreSQL server runs with fsync=off; switch it on"}});
  }
  _offset = row.at(0).at(0).integer() - _services.clock.now().time_since_epoch().count();
}

std::unique_ptr<NodeLock> PostgresqlEngine::tryLock(std::string_view name) {
  auto connection = std::make_unique<PostgresqlConnection>(_location);
  const auto row = connection->query("SELECT pg_try_advisory_lock($1)", {advisoryKey(name)});
  if (!row.at(0).at(0).boolean()) return nullptr;
  return std::make_unique<AdvisoryLock>(std::move(connection));
}

Instant PostgresqlEngine::now() const { return _services.clock.now() + std::chrono::milliseconds(_offset.load()); }

void PostgresqlEngine::read(const std::function<void(Reader&)>& work) {
  for (int attempt = 0;; ++attempt) {
    try {
      const auto connection = _readers.take();
      connection->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {});
      ConnectionReader reader(*connection);
      work(reader);
      connection->execute("COMMIT", {});
      return;
    } catch (const TransientFailure&) {
      if (attempt == kMostAttempts / 10) throw;
      pauseBefore(attempt);
    }
  }
}

void PostgresqlEngine::write(Lane lane, const std::function<void(UnitOfWork&)>& work) {
  repeat(lane, {"BEGIN ISOLATION LEVEL SERIALIZABLE", std::nullopt}, work);
}

void PostgresqlEngine::writeAlone(std::string_view name, Lane lane, const std::function<void(UnitOfWork&)>& work) {
  repeat(lane, {"BEGIN ISOLATION LEVEL READ COMMITTED", advisoryKey(name)}, work);
}

void PostgresqlEngine::repeat(Lane lane, const Mode& mode, const std::function<void(UnitOfWork&)>& work) {
  for (int tries = 0;; ++tries) {
    try {
      attempt(lane, mode, work);
      return;
    } catch (const TransientFailure&) {
      _services.metrics.count("clairis_write_repeated_total", "Units of work run again after a conflict or a lost connection");
      if (tries == kMostAttempts) throw;
    }
    pauseBefore(tries);
  }
}

void PostgresqlEngine::attempt(Lane lane, const Mode& mode, const std::function<void(UnitOfWork&)>& work) {
  const auto queued = Steady::now();
  CommittedWork after;
  {
    const auto place = _slots.enter(lane);
    const auto connection = _writers.take();
    const auto start = Steady::now();
    _timer.waited(lane, start - queued);
    try {
      connection->execute(mode.begin, {});
      if (mode.lock) connection->query("SELECT pg_advisory_xact_lock($1)::text", {*mode.lock});
      Transaction unit(*connection, _services.ids, now(), _numbers);
      work(unit);
      unit.requireSound();
      unit.moveInto(after);
      _timer.ran(lane, Steady::now() - start);
      commit(*connection);
    } catch (...) {
      rollBack(*connection);
      throw;
    }
  }
  runAfterCommit(_services, after);
}

void PostgresqlEngine::commit(Connection& connection) {
  try {
    connection.execute("COMMIT", {});
  } catch (const TransientFailure& failure) {
    if (!connection.broken()) throw;
    // The server may have committed: running the unit again could do it twice.
    throw Refusal("store.commit.unknown",
                  "the connection was lost while committing; read again to see whether the change was made: " + failure.detail());
  }
}

}  // namespace clairis
