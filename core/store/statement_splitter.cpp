// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/refusal.h"
#include "core/store/migrations.h"

namespace clairis {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

[[noreturn]] void unfinished(std::string_view what) { throw Refusal("store.migration.syntax", "the SQL ends inside a " + std::string(what)); }

std::size_t endOf(std::string_view sql, std::size_t from, std::string_view terminator, std::string_view what) {
  const auto found = sql.find(terminator, from);
  if (found == std::string_view::npos) unfinished(what);
  return found + terminator.size();
}

/// After the opening "$tag$" at `at`, or npos when there is none.
std::size_t dollarTagEnd(std::string_view sql, std::size_t at) {
  for (auto end = at + 1; end < sql.size(); ++end) {
    const char character = sql[end];
    if (character == '$') return end + 1;
    const bool letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
    const bool digit = character >= '0' && character <= '9';
    if (!letter && character != '_' && !(digit && end > at + 1)) break;
  }
  return std::string_view::npos;
}

/// The place after the quote or comment that begins at `at`, or `at` when none does. A doubled quote is two quotes in a row.
std::size_t skipQuoted(std::string_view sql, std::size_t at) {
  const auto rest = sql.substr(at);
  if (rest.starts_with("--")) return std::min(sql.find('\n', at), sql.size());
  if (rest.starts_with("/*")) return endOf(sql, at + 2, "*/", "comment");
  if (rest.starts_with('\'')) return endOf(sql, at + 1, "'", "text");
  if (rest.starts_with('"')) return endOf(sql, at + 1, "\"", "quoted name");
  if (!rest.starts_with('$')) return at;
  const auto body = dollarTagEnd(sql, at);
  return body == std::string_view::npos ? at : endOf(sql, body, sql.substr(at, body - at), "dollar-quoted text");
}

bool onlyComments(std::string_view sql) {
  for (std::size_t at = 0; at < sql.size();) {
    if (kBlank.find(sql[at]) != std::string_view::npos) {
      ++at;
    } else if (sql.substr(at).starts_with("--") || sql.substr(at).starts_with("/*")) {
      at = skipQuoted(sql, at);
    } else {
      return false;
    }
  }
  return true;
}

void add(std::vector<std::string>& statements, std::string_view statement) {
  if (onlyComments(statement)) return;
  statement.remove_prefix(statement.find_first_not_of(kBlank));
  statements.emplace_back(statement.substr(0, statement.find_last_not_of(kBlank) + 1));
}

}  // namespace

std::vector<std::string> splitStatements(std::string_view sql) {
  std::vector<std::string> statements;
  std::size_t start = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const auto after = skipQuoted(sql, at);
    if (after != at) {
      at = after;
    } else if (sql[at++] == ';') {
      add(statements, sql.substr(start, at - 1 - start));
      start = at;
    }
  }
  add(statements, sql.substr(start));
  return statements;
}

}  // namespace clairis
