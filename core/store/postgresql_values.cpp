// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/postgresql_values.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

// Ids of built-in types, fixed by PostgreSQL's catalogue (pg_type.dat).
constexpr unsigned kBool = 16;
constexpr unsigned kBytea = 17;
constexpr unsigned kInt8 = 20;
constexpr unsigned kInt2 = 21;
constexpr unsigned kInt4 = 23;
constexpr unsigned kOid = 26;
constexpr unsigned kFloat4 = 700;
constexpr unsigned kFloat8 = 701;
constexpr unsigned kNumeric = 1700;

template <class T>
T number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Refusal("store.column.type", "PostgreSQL returned a number of " + std::to_string(text.size()) + " characters that does not fit 64 bits");
  }
  return value;
}

int nibble(char digit) { return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10; }

/// "\x0fa1…"
Blob fromHex(std::string_view text) {
  Blob blob;
  if (!text.starts_with("\\x")) throw Refusal("store.column.type", "expected bytes in hexadecimal form from PostgreSQL");
  blob.bytes.reserve(text.size() / 2);
  for (std::size_t at = 2; at + 1 < text.size(); at += 2) blob.bytes.push_back(static_cast<char>(nibble(text[at]) << 4 | nibble(text[at + 1])));
  return blob;
}

Value numeric(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return {number<std::int64_t>(text)};
  return {number<double>(text)};
}

}  // namespace

PostgresqlParameters::PostgresqlParameters(const Params& params) {
  _values.reserve(params.size());
  _lengths.reserve(params.size());
  _formats.reserve(params.size());
  _numbers.reserve(params.size());  // pointers into it stay valid
  for (const auto& value : params) {
    const auto& raw = value.raw();
    if (const auto* integer = std::get_if<std::int64_t>(&raw)) {
      add(_numbers.emplace_back(std::to_string(*integer)), 0);
    } else if (const auto* real = std::get_if<double>(&raw)) {
      add(_numbers.emplace_back(fmt::format("{}", *real)), 0);
    } else if (const auto* text = std::get_if<std::string>(&raw)) {
      if (text->find('\0') != std::string::npos) throw Refusal("store.text", "a text holds a NUL character, which no column can keep");
      add(*text, 0);
    } else if (const auto* blob = std::get_if<Blob>(&raw)) {
      add(blob->bytes, 1);
    } else {
      _values.push_back(nullptr);
      _lengths.push_back(0);
      _formats.push_back(0);
    }
  }
}

void PostgresqlParameters::add(const std::string& text, int format) {
  _values.push_back(text.c_str());
  _lengths.push_back(static_cast<int>(text.size()));
  _formats.push_back(format);
}

Value postgresqlValue(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return {};
  const std::string_view text(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kBool:
      return {std::int64_t{text == "t" ? 1 : 0}};
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
      return {number<std::int64_t>(text)};
    case kFloat4:
    case kFloat8:
      return {number<double>(text)};
    case kNumeric:
      return numeric(text);
    case kBytea:
      return {fromHex(text)};
    default:
      return {text};
  }
}

}  // namespace clairis
