// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/postgresql_connection.h"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/SessionHandle.h>
#include <Poco/Data/PostgreSQL/SessionImpl.h>
#include <Poco/Exception.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <mutex>

#include "core/store/postgresql_values.h"

namespace clairis {
namespace {

constexpr std::size_t kMostKept = 512;

/// Poco wants "key=value key=value"; libpq's own parser reads both of its forms.
std::string keywordForm(const std::string& location) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(location.c_str(), &problem), PQconninfoFree);
  if (!options) {
    const std::string text = problem == nullptr ? "out of memory" : problem;
    PQfreemem(problem);
    throw Refusal("store.url", "the PostgreSQL address is malformed: " + text);
  }
  std::string result;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view value = option->val;
    if (value.find_first_of(" '\\") != std::string_view::npos) {
      throw Refusal("store.url",
                    std::string("the PostgreSQL option \"") + option->keyword + "\" holds a blank, quote or backslash, which is not supported");
    }
    result += std::string(option->keyword) + "=" + option->val + " ";
  }
  return result;
}

Poco::Data::Session opened(const std::string& location) {
  static std::once_flag registered;
  std::call_once(registered, [] { Poco::Data::PostgreSQL::Connector::registerConnector(); });
  try {
    return {Poco::Data::PostgreSQL::Connector::KEY, keywordForm(location)};
  } catch (const Poco::Exception& error) {
    throw Refusal("store.open", "cannot connect to PostgreSQL: " + error.displayText());
  }
}

PGconn* handleOf(Poco::Data::Session& session) {
  auto* implementation = dynamic_cast<Poco::Data::PostgreSQL::SessionImpl*>(session.impl());
  if (implementation == nullptr) throw Refusal("store.open", "Poco's PostgreSQL connector gave a session of another kind");
  return implementation->handle();
}

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

}  // namespace

void PostgresqlConnection::Clear::operator()(PGresult* result) const noexcept { PQclear(result); }

PostgresqlConnection::PostgresqlConnection(const std::string& location) : _session(opened(location)), _handle(handleOf(_session)) {
  PQsetNoticeProcessor(
      _handle, [](void*, const char*) {}, nullptr);
  execute("SET client_encoding = 'UTF8'", {});
  checkDatabase();
  execute("SET TimeZone = 'UTC'", {});
  execute("SET synchronous_commit = on", {});
  execute("SET bytea_output = 'hex'", {});
  execute("SET extra_float_digits = 1", {});
}

PostgresqlConnection::~PostgresqlConnection() = default;

void PostgresqlConnection::checkDatabase() {
  const auto row =
      query("SELECT pg_encoding_to_char(encoding)::text, datcollate::text, datname::text FROM pg_database WHERE datname = current_database()", {})
          .at(0);
  const auto& encoding = row[0].text();
  const auto& collation = row[1].text();
  if (encoding == "UTF8" && (collation == "C" || collation == "POSIX")) return;
  throw Refusal("store.encoding",
                fmt::format("database \"{0}\" has encoding {1} and collation {2}, expected UTF8 and C; create it with: CREATE DATABASE {0} "
                            "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
                            row[2].text(), encoding, collation));
}

const std::string* PostgresqlConnection::prepared(std::string_view sql) {
  const auto found = _kept.find(sql);
  if (found != _kept.end()) return &found->second;
  if (!worthKeeping(sql) || _kept.size() >= kMostKept) return nullptr;
  auto name = "s" + std::to_string(_kept.size());
  const auto text = inDialect(sql, "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
  require(Result(PQprepare(_handle, name.c_str(), text.c_str(), 0, nullptr)), sql);
  return &_kept.emplace(std::string(sql), std::move(name)).first->second;
}

PostgresqlConnection::Result PostgresqlConnection::run(std::string_view sql, const Params& params) {
  const PostgresqlParameters bound(params);
  const auto* name = prepared(sql);
  Result result;
  if (name != nullptr) {
    result.reset(PQexecPrepared(_handle, name->c_str(), bound.count(), bound.values(), bound.lengths(), bound.formats(), 0));
  } else {
    const auto text = inDialect(sql, "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
    result.reset(PQexecParams(_handle, text.c_str(), bound.count(), nullptr, bound.values(), bound.lengths(), bound.formats(), 0));
  }
  require(result, sql);
  return result;
}

void PostgresqlConnection::require(const Result& result, std::string_view sql) {
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
  if (broken()) throw TransientFailure("store.connection", std::string("the connection to PostgreSQL was lost: ") + PQerrorMessage(_handle));
  throwPostgresqlError(field(result.get(), PG_DIAG_SQLSTATE), field(result.get(), PG_DIAG_MESSAGE_PRIMARY),
                       field(result.get(), PG_DIAG_CONSTRAINT_NAME), sql);
}

Rows PostgresqlConnection::query(std::string_view sql, const Params& params) {
  const auto result = run(sql, params);
  Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
  const auto columns = PQnfields(result.get());
  for (int line = 0; line < static_cast<int>(rows.size()); ++line) {
    auto& row = rows[static_cast<std::size_t>(line)];
    row.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) row.push_back(postgresqlValue(result.get(), line, column));
  }
  return rows;
}

std::int64_t PostgresqlConnection::execute(std::string_view sql, const Params& params) {
  const auto result = run(sql, params);
  const std::string_view affected = PQcmdTuples(result.get());
  return affected.empty() ? 0 : std::stoll(std::string(affected));
}

bool PostgresqlConnection::inTransaction() const {
  const auto status = PQtransactionStatus(_handle);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool PostgresqlConnection::broken() const { return PQstatus(_handle) != CONNECTION_OK; }

void throwPostgresqlError(std::string_view state, const std::string& message, const std::string& constraint, std::string_view sql) {
  const auto text = message + " (SQLSTATE " + std::string(state) + "), in: " + std::string(sql.substr(0, 120));
  if (state == "40001" || state == "40P01") throw TransientFailure("store.contention", "other transactions changed the same rows: " + text);
  if (state == "23505") throw Conflict("store.duplicate", "a row with the same key exists", constraint);
  if (state == "23503") throw Refusal("store.reference", "the row refers to one that does not exist: " + text, constraint);
  if (state.starts_with("23")) throw Refusal("store.constraint", "the row breaks a rule of its table: " + text, constraint);
  if (state == "53100") throw Refusal("store.full", "the disk of the database is full; nothing was changed; free space, then repeat: " + text);
  if (state.starts_with("58") || state == "25006")
    throw Refusal("store.io", "PostgreSQL cannot read or write its files; nothing was changed: " + text);
  if (state.starts_with("XX0")) throw Refusal("store.corrupt", "PostgreSQL reports damaged data; restore a backup: " + text);
  if (state == "55P03" || state == "57014") throw Refusal("store.busy", "another transaction holds the rows too long: " + text);
  // 08P01 is a protocol violation: a wrong number of parameters.
  if ((state.starts_with("08") && state != "08P01") || state.starts_with("57P") || state.starts_with("53"))
    throw TransientFailure("store.connection", text);
  throw Refusal("store.statement", "PostgreSQL refused the statement: " + text);
}

}  // namespace clairis
