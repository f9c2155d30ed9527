// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

#include "core/plugin/plugin.h"
#include "core/store/connection.h"
#include "core/store/node_lock.h"
#include "core/store/uuid7.h"

namespace clairis {

/// What an engine needs from outside. Everything outlives it.
struct EngineServices {
  const Clock& clock;
  Log& log;
  Metrics& metrics;
  Uuid7Generator& ids;
  /// Runs after each commit that wrote events or audit entries, with the names of the events.
  std::function<void(const std::vector<std::string>& eventNames)> recorded;
};

/// The part of the store that differs between databases. Thread-safe.
class Engine {
public:
  virtual ~Engine() = default;
  virtual void read(const std::function<void(Reader&)>& work) = 0;
  virtual void write(Lane lane, const std::function<void(UnitOfWork&)>& work) = 0;
  /// A write that no other node of the same database runs at the same time under this name, and that sees all they committed.
  virtual void writeAlone(std::string_view name, Lane lane, const std::function<void(UnitOfWork&)>& work) = 0;
  /// The lock `name` for as long as the result lives, or null while another node has it.
  virtual std::unique_ptr<NodeLock> tryLock(std::string_view name) = 0;
  /// The database's time: on SQLite this machine's, on PostgreSQL the server's.
  virtual Instant now() const = 0;
};

std::string_view toText(Lane lane) noexcept;

/// Commit done: tells the sequencer and runs the unit's own actions; their exceptions are logged, never thrown.
struct CommittedWork {
  bool recorded = false;
  std::vector<std::string> eventNames;
  std::vector<std::function<void()>> actions;
};
void runAfterCommit(const EngineServices& services, const CommittedWork& work) noexcept;

/// Metrics of a finished transaction; also keeps the highest duration of the process as a gauge.
class WriteTimer {
public:
  explicit WriteTimer(Metrics& metrics) : _metrics(metrics) {}
  void waited(Lane lane, std::chrono::steady_clock::duration time);
  void ran(Lane lane, std::chrono::steady_clock::duration time);

private:
  Metrics& _metrics;
  std::atomic<std::int64_t> _highest{0};
};

}  // namespace clairis
