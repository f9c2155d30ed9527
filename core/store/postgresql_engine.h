// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/store/engine.h"
#include "core/store/fair_slots.h"
#include "core/store/session_pool.h"
#include "core/store/transaction.h"

namespace clairis {

/// PostgreSQL. Units of work are SERIALIZABLE: what the one writer of SQLite gives by itself (a row that was read did not change before the
/// commit) would be lost under REPEATABLE READ whenever a unit checks one row and writes another, as validation does with the patient's version.
/// A failure to serialize is repeated here. Reads are REPEATABLE READ READ ONLY: a snapshot that never disturbs writers.
class PostgresqlEngine final : public Engine {
public:
  PostgresqlEngine(const std::string& location, int readers, int writers, const EngineServices& services);
  void read(const std::function<void(Reader&)>& work) override;
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override;
  /// READ COMMITTED behind an advisory lock taken first, so that each statement sees all that earlier holders committed.
  void writeAlone(std::string_view name, Lane lane, const std::function<void(UnitOfWork&)>& work) override;
  /// A session advisory lock on a connection of its own.
  std::unique_ptr<NodeLock> tryLock(std::string_view name) override;
  Instant now() const override;

private:
  struct Mode {
    std::string_view begin;
    std::optional<std::int64_t> lock;
  };
  void repeat(Lane lane, const Mode& mode, const std::function<void(UnitOfWork&)>& work);
  void attempt(Lane lane, const Mode& mode, const std::function<void(UnitOfWork&)>& work);
  void commit(Connection& connection);
  void measureOffset();

  std::string _location;
  EngineServices _services;
  WriteTimer _timer;
  SessionPool _readers;
  SessionPool _writers;
  SessionPool _numbering;
  FairSlots _slots;
  NumberSource _numbers;
  std::atomic<std::int64_t> _offset{0};  ///< server minus own clock, milliseconds
};

}  // namespace clairis
