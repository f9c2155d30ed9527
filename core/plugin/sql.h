// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time/instant.h"

namespace clairis {

/// Raw bytes of a `{{bytes}}` column, so that they are never taken for text.
struct Blob {
  std::string bytes;
};

/// A bound parameter or a column. Text is UTF-8, ids are UUIDv7 text, instants are toIso() text.
class Value {
public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : _value(std::int64_t{value}) {}
  Value(int value) : _value(std::int64_t{value}) {}
  Value(std::int64_t value) : _value(value) {}
  Value(double value) : _value(value) {}
  Value(const char* value) : _value(std::string(value)) {}
  Value(std::string_view value) : _value(std::string(value)) {}
  Value(std::string value) : _value(std::move(value)) {}
  Value(Blob value) : _value(std::move(value)) {}
  Value(Instant value) : _value(toIso(value)) {}

  bool null() const noexcept { return _value.index() == 0; }
  std::int64_t integer() const;       ///< null reads as 0
  bool boolean() const { return integer() != 0; }
  double real() const;
  const std::string& text() const;    ///< null reads as ""
  const std::string& bytes() const;   ///< of a Blob; null reads as ""
  const auto& raw() const noexcept { return _value; }

private:
  std::variant<std::monostate, std::int64_t, double, std::string, Blob> _value;
};

using Params = std::vector<Value>;
using Row = std::vector<Value>;       ///< columns in the order of the SELECT
using Rows = std::vector<Row>;

/// Reading SQL on a consistent snapshot. Placeholders are $1, $2… first used in ascending order; one SQL for SQLite and
/// PostgreSQL; prepared statements are kept per connection, so the text should be a constant. Not shared between threads.
class Reader {
public:
  virtual ~Reader();
  virtual Rows query(std::string_view sql, const Params& params = {}) = 0;
  /// The first row, or an empty one.
  Row first(std::string_view sql, const Params& params = {});
};

/// What happened, for subscribers. Carries ids, never traits.
struct Event {
  std::string name;      ///< "order.placed", "exam.completed", "report.validated", "delivery.accepted"…
  std::string subject;   ///< id of the aggregate
  std::string data;      ///< small JSON object of further ids, "{}" when none
};

/// One line of the sealed trail. No health data; ids and codes only.
struct AuditEntry {
  std::string actor;       ///< principal, e.g. "account:0190…", "hl7:GAM"
  std::string action;      ///< "patient.received", "report.validated", "account.locked"…
  std::string object;      ///< "patient:0190…"
  std::string outcome;     ///< "ok" or a refusal's code
  std::string detail;      ///< JSON object, "{}" when none
};

/// A write transaction. Everything below commits together or not at all: rows, events, audit.
/// No rendering, signing or I/O inside; none lasts over 50 ms (metric clairis_write_transaction_seconds).
class UnitOfWork : public Reader {
public:
  ~UnitOfWork() override;
  /// INSERT, UPDATE, DELETE: affected rows.
  virtual std::int64_t execute(std::string_view sql, const Params& params = {}) = 0;
  virtual Instant now() const = 0;            ///< the instant of the transaction, same for all its rows
  virtual std::string newId() = 0;            ///< UUIDv7
  virtual std::int64_t nextNumber(std::string_view sequence) = 0;   ///< 1, 2, 3… from table number_sequence; never reused
  virtual void publish(Event event) = 0;
  virtual void audit(AuditEntry entry) = 0;
  /// Runs after a successful commit, on the writer's thread: wake a worker, never long work.
  virtual void afterCommit(std::function<void()> action) = 0;
};

/// Order of the fair writer: interactive before feed before batch, with ageing.
enum class Lane { interactive, feed, batch };

/// The database. Thread-safe.
class Store {
public:
  virtual ~Store();
  /// Reads on one snapshot. The function may run again when the connection is lost.
  virtual void read(const std::function<void(Reader&)>& work) = 0;
  /// Runs `work` inside BEGIN IMMEDIATE … COMMIT (SQLite: on the fair writer; PostgreSQL: on a pooled connection, repeated when
  /// the database reports a serialization failure or deadlock, so it must have no effect outside the unit of work).
  /// Returns after the commit is durable; an exception of `work` rolls back and is thrown here.
  virtual void write(Lane lane, const std::function<void(UnitOfWork&)>& work) = 0;
  virtual std::string newId() = 0;

  template <class F>
  auto reading(F&& work) {
    std::unique_ptr<decltype(work(std::declval<Reader&>()))> result;
    read([&](Reader& reader) { result = std::make_unique<decltype(work(reader))>(work(reader)); });
    return std::move(*result);
  }
  template <class F>
  auto writing(Lane lane, F&& work) {
    std::unique_ptr<decltype(work(std::declval<UnitOfWork&>()))> result;
    write(lane, [&](UnitOfWork& unit) { result = std::make_unique<decltype(work(unit))>(work(unit)); });
    return std::move(*result);
  }
};

}  // namespace clairis
