// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/store/engine.h"
#include "core/store/fair_lanes.h"
#include "core/store/transaction.h"

namespace clairis {

/// The one writer of a SQLite database: a thread that takes units of work in fair order and commits several of them with one flush. Each
/// unit runs inside its own savepoint: its exception undoes it alone. Callers wait until the common commit is durable; when that fails
/// nobody's rows exist and everybody is told. Thread-safe; a unit of work must not wait for another one ("store.nested").
class Writer {
public:
  Writer(std::function<std::unique_ptr<Connection>()> connect, const EngineServices& services);
  /// Finishes what is queued.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void run(Lane lane, const std::function<void(UnitOfWork&)>& work);

private:
  struct Job;
  struct Batch;
  using JobPtr = std::shared_ptr<Job>;

  void loop();
  JobPtr waitForJob();
  JobPtr nextJob();
  void commitTogether(JobPtr first);
  void runUnits(Batch& batch, JobPtr first);
  bool runUnit(Batch& batch, const JobPtr& job);
  void undoUnit();
  void begin();
  void reconnectIfBroken() noexcept;

  std::function<std::unique_ptr<Connection>()> _connect;
  EngineServices _services;
  NumberSource _numbers = numberFromRow;
  WriteTimer _timer;
  std::unique_ptr<Connection> _connection;
  std::mutex _mutex;
  std::condition_variable _wake;
  FairLanes<JobPtr> _lanes;
  bool _stopping = false;
  std::thread _thread;
};

}  // namespace clairis
