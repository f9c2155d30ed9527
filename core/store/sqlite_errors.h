// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/store/connection.h"

namespace clairis {

/// What SQLite said: its extended result code and its words (table and column names, never values).
struct SqliteError {
  int code = 0;
  std::string message;

  bool unique() const noexcept;
  /// The connection cannot be trusted any more.
  bool fatal() const noexcept;
};

/// The Refusal for the error; see Connection for the codes.
[[noreturn]] void throwSqliteError(const SqliteError& error, std::string_view sql);

/// SQLite reports columns ("UNIQUE constraint failed: site.code"), PostgreSQL names the constraint. This finds the index and gives it
/// the name PostgreSQL uses: the index's own, "<table>_pkey" or "<table>_<columns>_key".
std::string uniqueIndexName(Connection& connection, const std::string& message);

}  // namespace clairis
