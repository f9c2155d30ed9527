// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/sqlite_errors.h"

#include <sqlite3.h>

#include <vector>

namespace clairis {
namespace {

constexpr std::string_view kPrefix = "UNIQUE constraint failed: ";

std::vector<std::string> splitColumns(std::string_view list) {
  std::vector<std::string> columns;
  while (!list.empty()) {
    const auto end = list.find(", ");
    columns.emplace_back(list.substr(0, end));
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 2);
  }
  return columns;
}

std::string postgresName(const std::string& table, const std::string& index, const std::string& origin, const std::vector<std::string>& columns) {
  if (origin == "c") return index;
  if (origin == "pk") return table + "_pkey";
  std::string name = table;
  for (const auto& column : columns) name += "_" + column;
  return name + "_key";
}

std::vector<std::string> columnsOf(Connection& connection, const std::string& index) {
  std::vector<std::string> columns;
  for (const auto& row : connection.query("SELECT name FROM pragma_index_info($1) ORDER BY seqno", {Value(index)})) columns.push_back(row[0].text());
  return columns;
}

}  // namespace

bool SqliteError::unique() const noexcept { return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY; }

bool SqliteError::fatal() const noexcept {
  const auto primary = code & 0xFF;
  return primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_CANTOPEN;
}

void throwSqliteError(const SqliteError& error, std::string_view sql) {
  const auto text = error.message + " (SQLite code " + std::to_string(error.code) + ")";
  const auto where = ", in: " + std::string(sql.substr(0, 120));
  switch (error.code & 0xFF) {
    case SQLITE_FULL:
      throw Refusal("store.full", "the disk of the database is full; nothing was changed; free space, then repeat: " + text);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Refusal("store.io", "the database file cannot be read or written; nothing was changed; check disk and permissions: " + text + where);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Refusal("store.corrupt", "the database file is damaged or no SQLite database; restore a backup: " + text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Refusal("store.busy", "another process holds the database's write lock longer than the busy time-out; stop it or wait: " + text);
    case SQLITE_CONSTRAINT:
      if (error.code == SQLITE_CONSTRAINT_FOREIGNKEY) throw Refusal("store.reference", "the row refers to one that does not exist: " + text + where);
      throw Refusal("store.constraint", "the row breaks a rule of its table: " + text + where);
    default:
      throw Refusal("store.statement", "SQLite refused the statement: " + text + where);
  }
}

std::string uniqueIndexName(Connection& connection, const std::string& message) {
  const auto start = message.find(kPrefix);
  if (start == std::string::npos) return {};
  auto columns = splitColumns(std::string_view(message).substr(start + kPrefix.size()));
  // An index on expressions is reported by its name: index 'name'.
  if (columns.size() == 1 && columns[0].starts_with("index '")) return columns[0].substr(7, columns[0].size() - 8);
  if (columns.empty() || columns[0].find('.') == std::string::npos) return {};
  const auto table = columns[0].substr(0, columns[0].find('.'));
  for (auto& column : columns) column.erase(0, table.size() + 1);
  for (const auto& row : connection.query("SELECT name, origin FROM pragma_index_list($1) WHERE \"unique\" = 1", {Value(table)})) {
    if (columnsOf(connection, row[0].text()) == columns) return postgresName(table, row[0].text(), row[1].text(), columns);
  }
  return table + "_pkey";
}

}  // namespace clairis
