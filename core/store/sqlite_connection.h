// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Data/Session.h>

#include <chrono>
#include <map>

#include "core/store/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace clairis {

/// SQLite: WAL, synchronous=FULL, foreign keys on. Types of columns come from the stored values.
class SqliteConnection final : public Connection {
public:
  enum class Access { readWrite, readOnly };
  /// Creates the file when it is missing and access is readWrite. Refusal "store.open", "store.corrupt".
  SqliteConnection(const std::string& path, Access access, std::chrono::milliseconds busyTimeout);
  ~SqliteConnection() override;

  Rows query(std::string_view sql, const Params& params) override;
  std::int64_t execute(std::string_view sql, const Params& params) override;
  bool inTransaction() const override;
  bool broken() const override { return _broken; }

private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;
  class Running;

  Prepared prepare(std::string_view sql);
  Running start(std::string_view sql, const Params& params);
  [[noreturn]] void fail(std::string_view sql);
  std::string uniqueIndex(const std::string& message);

  Poco::Data::Session _session;
  sqlite3* _handle = nullptr;
  std::map<std::string, Prepared, std::less<>> _kept;
  bool _broken = false;
};

}  // namespace clairis
