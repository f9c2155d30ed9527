// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/audit_routes.h"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/paging.h"

namespace clairis {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kPage =
    "SELECT position, at, actor, action, object, outcome, detail FROM audit_entry WHERE position < $1 ORDER BY position DESC LIMIT $2";
constexpr auto kPageOfObject =
    "SELECT position, at, actor, action, object, outcome, detail FROM audit_entry WHERE object = $1 AND position < $2 ORDER BY position DESC LIMIT "
    "$3";

std::int64_t positionOf(const PageRequest& page) {
  if (page.after.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t position = 0;
  const std::string& text = page.after[0];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc{} || end != text.data() + text.size()) throw Refusal("cursor.malformed", "expected the `next` of an earlier page", "after");
  return position;
}

Json detailOf(const std::string& text) {
  Json detail = Json::parse(text, nullptr, false);
  return detail.is_discarded() ? Json(text) : detail;
}

Json show(const Row& row) {
  return {{"position", row[0].integer()}, {"at", row[1].text()},      {"actor", row[2].text()},           {"action", row[3].text()},
          {"object", row[4].text()},      {"outcome", row[5].text()}, {"detail", detailOf(row[6].text())}};
}

HttpResponse list(Store& store, ReadTrace& trace, const HttpRequest& request) {
  const PageRequest page = pageRequest(request, 1);
  const std::int64_t before = positionOf(page);
  const std::string object = request.queried("object");
  const Rows rows = store.reading([&](Reader& reader) {
    return object.empty() ? reader.query(kPage, {before, page.limit + 1}) : reader.query(kPageOfObject, {object, before, page.limit + 1});
  });
  trace.record({request.caller.principal, "audit.read", object.empty() ? "audit" : object, "ok", "{}"});
  const auto shown = std::min<std::size_t>(rows.size(), static_cast<std::size_t>(page.limit));
  Json items = Json::array();
  for (std::size_t i = 0; i < shown; ++i) items.push_back(show(rows[i]));
  return pageResponse(items,
                      rows.size() > shown ? std::vector<std::string>{std::to_string(rows[shown - 1][0].integer())} : std::vector<std::string>{});
}

}  // namespace

void addAuditRoutes(Routes& routes, Store& store, ReadTrace& trace) {
  auto parameters = pageParameters();
  parameters.emplace_back("object", "Only entries about this object, e.g. account:<id>.");
  routes.add({"GET", "/api/v1/audit", "The audit trail, newest first.", "audit.read", "", "", false,
              [&store, &trace](const HttpRequest& request) { return list(store, trace, request); }, std::move(parameters)});
}

}  // namespace clairis
