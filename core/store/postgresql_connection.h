// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Poco/Data/Session.h>

#include <map>
#include <string>

#include "core/store/connection.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

namespace clairis {

/// PostgreSQL: UTF8, collation C, synchronous commit, UTC.
class PostgresqlConnection final : public Connection {
public:
  /// `location`: URI or keyword form of libpq. Refusal "store.open" when the server cannot be reached, "store.encoding" when the database is
  /// not UTF8 with collation C.
  explicit PostgresqlConnection(const std::string& location);
  ~PostgresqlConnection() override;

  Rows query(std::string_view sql, const Params& params) override;
  std::int64_t execute(std::string_view sql, const Params& params) override;
  bool inTransaction() const override;
  bool broken() const override;

private:
  struct Clear {
    void operator()(PGresult* result) const noexcept;
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  Result run(std::string_view sql, const Params& params);
  const std::string* prepared(std::string_view sql);
  void checkDatabase();
  void require(const Result& result, std::string_view sql);

  Poco::Data::Session _session;
  PGconn* _handle = nullptr;
  std::map<std::string, std::string, std::less<>> _kept;  ///< SQL text to statement name
};

/// The Refusal for an SQLSTATE; see Connection for the codes.
[[noreturn]] void throwPostgresqlError(std::string_view state, const std::string& message, const std::string& constraint, std::string_view sql);

}  // namespace clairis
