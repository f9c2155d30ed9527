// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/store/connection.h"
#include "core/store/engine.h"
#include "core/store/uuid7.h"

namespace clairis {

/// Gives the next number of a sequence. PostgreSQL takes it outside the transaction, so that two of them never wait for one row.
using NumberSource = std::function<std::int64_t(Connection& connection, std::string_view sequence)>;

/// Takes the number inside the connection's transaction.
std::int64_t numberFromRow(Connection& connection, std::string_view sequence);

/// Reads on a connection that has a transaction open.
class ConnectionReader final : public Reader {
public:
  explicit ConnectionReader(Connection& connection) : _connection(connection) {}
  Rows query(std::string_view sql, const Params& params) override { return _connection.query(sql, params); }

private:
  Connection& _connection;
};

/// A unit of work on a connection that has a transaction open. A statement that failed spoils the unit on both databases: PostgreSQL ends
/// the transaction there, so code that went on would work on one database only. Use ON CONFLICT where a duplicate is no error.
class Transaction final : public UnitOfWork {
public:
  Transaction(Connection& connection, Uuid7Generator& ids, Instant now, const NumberSource& numbers)
      : _connection(connection), _ids(ids), _now(now), _numbers(numbers) {}

  Rows query(std::string_view sql, const Params& params) override;
  std::int64_t execute(std::string_view sql, const Params& params) override;
  Instant now() const override { return _now; }
  std::string newId() override { return _ids.next(_now); }
  std::int64_t nextNumber(std::string_view sequence) override;
  void publish(Event event) override;
  void audit(AuditEntry entry) override;
  void afterCommit(std::function<void()> action) override { _after.actions.push_back(std::move(action)); }

  /// Throws Refusal "store.spoiled" when a statement failed and the work swallowed it.
  void requireSound() const;
  /// What is to be told when the commit is done; adds to what earlier units of the same commit left.
  void moveInto(CommittedWork& work);

private:
  template <class F>
  auto guarded(F&& statement);

  Connection& _connection;
  Uuid7Generator& _ids;
  Instant _now;
  const NumberSource& _numbers;
  CommittedWork _after;
  bool _spoiled = false;
};

}  // namespace clairis
