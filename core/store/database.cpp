// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include "core/store/postgresql_engine.h"
#include "core/store/sqlite_engine.h"

namespace clairis {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgresql = "postgresql:";

bool isPostgresql(const std::string& url) {
  if (url.starts_with(kPostgresql)) return true;
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return false;
  throw Refusal("store.url",
                "expected sqlite:/path/file.db, postgresql://user@host:port/database or postgresql:host=… dbname=…, found \"" +
                    url.substr(0, url.find_first_of(":@")) + ":…\"",
                "database");
}

/// libpq reads URIs with their scheme, and the keyword form without ours.
std::string libpqForm(const std::string& url) { return url.starts_with("postgresql://") ? url : url.substr(kPostgresql.size()); }

/// The snapshot this thread is reading on.
struct OpenRead {
  const Database* database = nullptr;
  Reader* reader = nullptr;
};
thread_local OpenRead openRead;

}  // namespace

std::unique_ptr<Database> Database::open(const DatabaseOptions& options, const Clock& clock, Log& log, Metrics& metrics) {
  if (options.readers < 1 || options.writers < 1) throw Refusal("store.options", "database.readers and database.writers must be at least 1");
  return std::unique_ptr<Database>(new Database(options, clock, log, metrics));
}

Database::Database(const DatabaseOptions& options, const Clock& clock, Log& log, Metrics& metrics)
    : _clock(clock), _postgresql(isPostgresql(options.url)) {
  const EngineServices services{clock, log, metrics, _ids, [this](const std::vector<std::string>& eventNames) { notifyRecorded(eventNames); }};
  if (_postgresql) {
    _engine = std::make_unique<PostgresqlEngine>(libpqForm(options.url), options.readers, options.writers, services);
  } else {
    _engine = std::make_unique<SqliteEngine>(options.url.substr(kSqlite.size()), options.readers, options.busyTimeout, services);
  }
}

Database::~Database() = default;

void Database::read(const std::function<void(Reader&)>& work) {
  if (openRead.database == this) return work(*openRead.reader);
  _engine->read([&](Reader& reader) {
    struct Restore {
      OpenRead before = openRead;
      ~Restore() { openRead = before; }
    } restore;
    openRead = {this, &reader};
    work(reader);
  });
}

void Database::write(Lane lane, const std::function<void(UnitOfWork&)>& work) { _engine->write(lane, work); }

void Database::writeAlone(std::string_view name, Lane lane, const std::function<void(UnitOfWork&)>& work) { _engine->writeAlone(name, lane, work); }

std::string Database::newId() { return _ids.next(_clock.now()); }

std::unique_ptr<NodeLock> Database::tryLock(std::string_view name) { return _engine->tryLock(name); }

Instant Database::now() const { return _engine->now(); }

int Database::addRecordedListener(RecordedListener listener) {
  const std::lock_guard lock(_listenerMutex);
  _listeners[++_lastListener] = std::move(listener);
  return _lastListener;
}

void Database::removeRecordedListener(int number) {
  const std::lock_guard lock(_listenerMutex);
  _listeners.erase(number);
}

void Database::notifyRecorded(const std::vector<std::string>& eventNames) {
  const std::lock_guard lock(_listenerMutex);
  for (const auto& [number, listener] : _listeners) listener(eventNames);
}

}  // namespace clairis
