// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/domain/refusal.h"
#include "core/plugin/sql.h"

namespace clairis {

/// The database asks to run the whole transaction again (PostgreSQL 40001, 40P01), or the connection went away before the commit was sent.
class TransientFailure : public Refusal {
public:
  using Refusal::Refusal;
};

/// One session of Poco::Data with its prepared statements, kept by SQL text. Poco 1.11's own Statement prepares again at each execution on
/// SQLite and knows only declared column types, so statements run on the session's native handle. Used by one thread at a time.
///
/// Errors, on both databases: Conflict "store.duplicate" (field: constraint or index), Refusal "store.reference", "store.constraint",
/// "store.full", "store.io", "store.corrupt", "store.busy", "store.connection", "store.statement"; TransientFailure.
class Connection {
public:
  virtual ~Connection() = default;
  virtual Rows query(std::string_view sql, const Params& params) = 0;
  /// Affected rows.
  virtual std::int64_t execute(std::string_view sql, const Params& params) = 0;
  virtual bool inTransaction() const = 0;
  /// True when only a new connection helps.
  virtual bool broken() const = 0;
};

/// SQL with {{bytes}} and {{sequence}} replaced; any other token is refused ("store.token").
std::string inDialect(std::string_view sql, std::string_view bytes, std::string_view sequence);

/// Statements that are worth keeping prepared: rows in and out. Definitions and transaction words of one use are not.
bool worthKeeping(std::string_view sql) noexcept;

}  // namespace clairis
