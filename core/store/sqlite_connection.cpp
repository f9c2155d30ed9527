// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite_connection.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <sqlite3.h>

#include <filesystem>
#include <mutex>

#include "core/store/sqlite_errors.h"

namespace clairis {
namespace {

constexpr std::size_t kMostKept = 512;

Poco::Data::Session opened(const std::string& path) {
  // Poco tries for a minute to open a file whose folder is missing.
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw Refusal("store.open",
                  "the folder \"" + folder.string() + "\" of the SQLite database does not exist; create it or change the database's address");
  }
  static std::once_flag registered;
  std::call_once(registered, [] {
    // A connection has one user at a time (SessionPool, Writer), so SQLite need not lock it for every column read: a fifth of a long list.
    // Refused when SQLite is already in use, which then goes on locking.
    static_cast<void>(sqlite3_config(SQLITE_CONFIG_MULTITHREAD));
    Poco::Data::SQLite::Connector::registerConnector();
  });
  try {
    return {Poco::Data::SQLite::Connector::KEY, path};
  } catch (const Poco::Exception& error) {
    throw Refusal("store.open", "cannot open the SQLite database \"" + path + "\": " + error.displayText() +
                                    "; check that its folder exists and that this user may write there");
  }
}

void bindValue(sqlite3_stmt* statement, int position, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int position;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
    int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, position, number); }
    int operator()(double number) const { return sqlite3_bind_double(statement, position, number); }
    // The parameters outlive the execution, so nothing is copied.
    int operator()(const std::string& text) const {
      // PostgreSQL cannot keep it either.
      if (text.find('\0') != std::string::npos) throw Refusal("store.text", "a text holds a NUL character, which no column can keep");
      return sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(const Blob& blob) const {
      if (blob.bytes.empty()) return sqlite3_bind_zeroblob(statement, position, 0);
      return sqlite3_bind_blob64(statement, position, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC);
    }
  };
  if (std::visit(Binder{statement, position}, value.raw()) != SQLITE_OK) {
    throw Refusal("store.statement", "parameter $" + std::to_string(position) + " cannot be bound: larger than SQLite's limit");
  }
}

void appendColumn(Row& row, sqlite3_stmt* statement, int column) {
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      row.emplace_back(static_cast<std::int64_t>(sqlite3_column_int64(statement, column)));
      return;
    case SQLITE_FLOAT:
      row.emplace_back(sqlite3_column_double(statement, column));
      return;
    case SQLITE_TEXT: {
      const auto* text = static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(statement, column)));
      row.emplace_back(std::string_view(text, size()));
      return;
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      row.emplace_back(Blob{bytes == nullptr ? std::string() : std::string(bytes, size())});
      return;
    }
    default:
      row.emplace_back();
  }
}

}  // namespace

/// A statement between its first step and its reset.
class SqliteConnection::Running {
public:
  explicit Running(Prepared owned) : _owned(std::move(owned)), _statement(_owned.get()) {}
  explicit Running(sqlite3_stmt* kept) : _statement(kept) {}
  Running(Running&& other) noexcept : _owned(std::move(other._owned)), _statement(std::exchange(other._statement, nullptr)) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  Running& operator=(Running&&) = delete;
  ~Running() {
    if (_statement == nullptr) return;
    sqlite3_reset(_statement);
    sqlite3_clear_bindings(_statement);
  }
  operator sqlite3_stmt*() const noexcept { return _statement; }

private:
  Prepared _owned;
  sqlite3_stmt* _statement;
};

void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(const std::string& path, Access access, std::chrono::milliseconds busyTimeout)
    : _session(opened(path)), _handle(Poco::Data::SQLite::Utility::dbHandle(_session)) {
  sqlite3_extended_result_codes(_handle, 1);
  sqlite3_busy_timeout(_handle, static_cast<int>(busyTimeout.count()));
  if (access == Access::readWrite) query("PRAGMA journal_mode = WAL", {});
  execute("PRAGMA synchronous = FULL", {});
  execute("PRAGMA foreign_keys = ON", {});
  // Readers are several, and what they read again the system's page cache has too; the writer's pages are its own until the commit.
  execute(access == Access::readOnly ? "PRAGMA cache_size = -4096" : "PRAGMA cache_size = -8192", {});
  execute("PRAGMA trusted_schema = OFF", {});
  if (access == Access::readOnly) execute("PRAGMA query_only = ON", {});
  const auto mode = query("PRAGMA journal_mode", {});
  if (mode.empty() || mode[0][0].text() != "wal") {
    throw Refusal("store.open", "the SQLite database \"" + path + "\" cannot use a write-ahead log; put it on a local file system");
  }
}

SqliteConnection::~SqliteConnection() {
  // Statements go before the session closes their connection.
  _kept.clear();
}

SqliteConnection::Prepared SqliteConnection::prepare(std::string_view sql) {
  const auto text = inDialect(sql, "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT");
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(_handle, text.c_str(), static_cast<int>(text.size() + 1), 0, &statement, &rest) != SQLITE_OK) fail(sql);
  Prepared prepared(statement);
  if (!prepared || std::string_view(rest).find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw Refusal("store.statement", "expected exactly one SQL statement, found: " + std::string(sql.substr(0, 120)));
  }
  return prepared;
}

SqliteConnection::Running SqliteConnection::start(std::string_view sql, const Params& params) {
  const auto found = _kept.find(sql);
  auto running = [&] {
    if (found != _kept.end()) return Running(found->second.get());
    auto prepared = prepare(sql);
    if (!worthKeeping(sql)) return Running(std::move(prepared));
    if (_kept.size() >= kMostKept) _kept.clear();
    return Running(_kept.emplace(std::string(sql), std::move(prepared)).first->second.get());
  }();
  const auto expected = static_cast<std::size_t>(sqlite3_bind_parameter_count(running));
  if (expected != params.size()) {
    throw Refusal("store.statement", "expected " + std::to_string(expected) + " parameters, found " + std::to_string(params.size()) +
                                         ", in: " + std::string(sql.substr(0, 120)));
  }
  for (std::size_t index = 0; index < params.size(); ++index) bindValue(running, static_cast<int>(index) + 1, params[index]);
  return running;
}

Rows SqliteConnection::query(std::string_view sql, const Params& params) {
  const auto running = start(sql, params);
  const auto columns = sqlite3_column_count(running);
  Rows rows;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(running)) == SQLITE_ROW) {
    auto& row = rows.emplace_back();
    row.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) appendColumn(row, running, column);
  }
  if (result != SQLITE_DONE) fail(sql);
  return rows;
}

std::int64_t SqliteConnection::execute(std::string_view sql, const Params& params) {
  const auto running = start(sql, params);
  int result = SQLITE_ROW;
  while (result == SQLITE_ROW) result = sqlite3_step(running);
  if (result != SQLITE_DONE) fail(sql);
  return sqlite3_stmt_readonly(running) != 0 ? 0 : sqlite3_changes64(_handle);
}

bool SqliteConnection::inTransaction() const { return sqlite3_get_autocommit(_handle) == 0; }

void SqliteConnection::fail(std::string_view sql) {
  const SqliteError error{sqlite3_extended_errcode(_handle), sqlite3_errmsg(_handle)};
  if (error.unique()) throw Conflict("store.duplicate", "a row with the same key exists", uniqueIndex(error.message));
  _broken = _broken || error.fatal();
  throwSqliteError(error, sql);
}

std::string SqliteConnection::uniqueIndex(const std::string& message) { return uniqueIndexName(*this, message); }

}  // namespace clairis
