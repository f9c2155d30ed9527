// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/plugin.h"
#include "core/store/node_lock.h"
#include "core/store/uuid7.h"

namespace clairis {

class Engine;

struct DatabaseOptions {
  std::string url;                              ///< "sqlite:/path/file.db", "postgresql://user@host:port/db" or "postgresql:host=… dbname=…"
  int readers = 4;                              ///< connections for reading
  int writers = 4;                              ///< concurrent units of work, PostgreSQL only
  std::chrono::milliseconds busyTimeout{5000};  ///< SQLite: how long another process may hold the write lock
};

/// The store on Poco::Data sessions. Units of work are serializable on both databases. Thread-safe.
/// Refusal "store.url" (unknown form), "store.open", "store.encoding", and those of Connection.
class Database final : public Store {
public:
  static std::unique_ptr<Database> open(const DatabaseOptions& options, const Clock& clock, Log& log, Metrics& metrics);
  ~Database() override;

  /// A read inside a read of the same thread sees the same snapshot.
  void read(const std::function<void(Reader&)>& work) override;
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override;
  std::string newId() override;

  /// A write that no other node runs at the same time under this name, and that sees everything committed before it.
  void writeAlone(std::string_view name, Lane lane, const std::function<void(UnitOfWork&)>& work);
  /// The lock `name` among the nodes of this database, or null while another one has it.
  std::unique_ptr<NodeLock> tryLock(std::string_view name);
  /// The database's clock: this machine's on SQLite, the server's on PostgreSQL. Leases and due times are measured on it.
  Instant now() const;
  bool postgresql() const noexcept { return _postgresql; }
  /// What runs after each commit of this process that wrote events or audit entries, with the names of the events. Short, on the writer's thread.
  using RecordedListener = std::function<void(const std::vector<std::string>& eventNames)>;
  /// A number for removing it; after removal it does not run any more.
  int addRecordedListener(RecordedListener listener);
  void removeRecordedListener(int number);

private:
  Database(const DatabaseOptions& options, const Clock& clock, Log& log, Metrics& metrics);
  void notifyRecorded(const std::vector<std::string>& eventNames);

  const Clock& _clock;
  Uuid7Generator _ids;
  std::mutex _listenerMutex;
  std::map<int, RecordedListener> _listeners;
  int _lastListener = 0;
  bool _postgresql;
  std::unique_ptr<Engine> _engine;
};

}  // namespace clairis
