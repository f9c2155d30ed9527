// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/connection.h"

#include <algorithm>
#include <array>

namespace clairis {

std::string inDialect(std::string_view sql, std::string_view bytes, std::string_view sequence) {
  std::string result;
  result.reserve(sql.size());
  while (true) {
    const auto open = sql.find("{{");
    result += sql.substr(0, open);
    if (open == std::string_view::npos) return result;
    const auto close = sql.find("}}", open);
    const auto token = close == std::string_view::npos ? sql.substr(open, 20) : sql.substr(open + 2, close - open - 2);
    if (token == "bytes") {
      result += bytes;
    } else if (token == "sequence") {
      result += sequence;
    } else {
      throw Refusal("store.token", "SQL holds \"" + std::string(token.substr(0, 20)) + "\", expected the tokens {{bytes}} or {{sequence}}");
    }
    sql.remove_prefix(close + 2);
  }
}

bool worthKeeping(std::string_view sql) noexcept {
  static constexpr std::array<std::string_view, 9> kWords{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"};
  const auto start = sql.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return false;
  const auto text = sql.substr(start);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return text.starts_with(word); });
}

}  // namespace clairis
