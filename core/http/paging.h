// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/plugin/routes.h"

namespace clairis {

/// Key-set paging: `?limit=` (1 to 200, default 50) and `?after=` (the `next` of the page before). A page is
/// {"items": […], "next": "…" or null}; rows that appear or vanish between two pages neither repeat nor hide others.
struct PageRequest {
  int limit = 50;
  std::vector<std::string> after;  ///< the key's columns, empty for the first page
};

/// `columns`: how many values the key has. Throws Refusal "cursor.malformed" or "http.query.limit".
PageRequest pageRequest(const HttpRequest& request, std::size_t columns);

/// An opaque word for a key.
std::string cursorOf(const std::vector<std::string>& key);

/// Query limit + 1 rows, show limit. `last`: key of the last item shown when there are more, else empty.
HttpResponse pageResponse(const nlohmann::ordered_json& items, const std::vector<std::string>& last);

/// For Route::queryParameters.
std::vector<std::pair<std::string, std::string>> pageParameters();

}  // namespace clairis
