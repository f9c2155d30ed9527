// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/paging.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/security/digest.h"

namespace clairis {
namespace {

constexpr int kMaxLimit = 200;

int limitOf(const std::string& text) {
  int limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > kMaxLimit) {
    throw Refusal("http.query.limit", "expected an integer from 1 to " + std::to_string(kMaxLimit), "limit");
  }
  return limit;
}

}  // namespace

PageRequest pageRequest(const HttpRequest& request, std::size_t columns) {
  PageRequest page;
  if (request.query.count("limit") != 0) page.limit = limitOf(request.queried("limit"));
  const std::string cursor = request.queried("after");
  if (cursor.empty()) return page;
  const auto key = nlohmann::json::parse(fromBase64Url(cursor), nullptr, false);
  if (!key.is_array() || key.size() != columns) throw Refusal("cursor.malformed", "expected the `next` of an earlier page", "after");
  for (const auto& value : key) {
    if (!value.is_string()) throw Refusal("cursor.malformed", "expected the `next` of an earlier page", "after");
    page.after.push_back(value.get<std::string>());
  }
  return page;
}

std::string cursorOf(const std::vector<std::string>& key) { return base64Url(nlohmann::json(key).dump()); }

HttpResponse pageResponse(const nlohmann::ordered_json& items, const std::vector<std::string>& last) {
  nlohmann::ordered_json body;
  body["items"] = items;
  body["next"] = last.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(cursorOf(last));
  HttpResponse response;
  response.body = body.dump();
  return response;
}

std::vector<std::pair<std::string, std::string>> pageParameters() {
  return {{"limit", "Items on the page, 1 to 200, 50 by default."}, {"after", "The `next` of the page before."}};
}

}  // namespace clairis
