// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/plugin/sql.h"

typedef struct pg_result PGresult;

namespace clairis {

/// Parameters in the form libpq takes: numbers as text, bytes binary, text in place (it must outlive this). A NUL inside a text, which
/// PostgreSQL cannot store, is refused with "store.text".
class PostgresqlParameters {
public:
  explicit PostgresqlParameters(const Params& params);
  int count() const noexcept { return static_cast<int>(_values.size()); }
  const char* const* values() const noexcept { return _values.data(); }
  const int* lengths() const noexcept { return _lengths.data(); }
  const int* formats() const noexcept { return _formats.data(); }

private:
  void add(const std::string& text, int format);

  std::vector<const char*> _values;
  std::vector<int> _lengths;
  std::vector<int> _formats;
  std::vector<std::string> _numbers;
};

/// A field by the type of its column: integers and booleans as integer, floats as real, NUMERIC as integer when whole, bytea as Blob.
Value postgresqlValue(const PGresult* result, int row, int column);

}  // namespace clairis
