// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/worklist/task_routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"

namespace clairis::identity {
namespace {

using nlohmann::json;

constexpr int kMostItems = 200;
constexpr auto kCloseSchema =
    R"({"type":"object","required":["outcome"],"properties":{"outcome":{"type":"string","minLength":1},"note":{"type":"string"}}})";

json toJson(const IdentityTask& task) {
  return {{"id", task.id},
          {"kind", task.kind},
          {"patientId", task.patientId},
          {"otherId", task.otherId},
          {"detail", json::parse(task.detail, nullptr, false)},
          {"openedAt", task.openedAt},
          {"openedBy", task.openedBy},
          {"closedAt", task.closedAt},
          {"closedBy", task.closedBy},
          {"outcome", task.outcome},
          {"note", task.note}};
}

IdentityTaskFilter filterOf(const HttpRequest& request) {
  IdentityTaskFilter filter;
  filter.kind = request.queried("kind");
  filter.patientId = request.queried("patientId");
  filter.closed = request.queried("closed") == "true";
  const auto cursor = request.queried("cursor");
  if (!cursor.empty()) {
    const auto bar = cursor.find('|');
    if (bar == std::string::npos) throw Refusal("cursor.malformed", "expected the value of \"next\" of the page before", "cursor");
    filter.afterOpenedAt = cursor.substr(0, bar);
    filter.afterId = cursor.substr(bar + 1);
  }
  filter.limit = kMostItems + 1;
  return filter;
}

HttpResponse list(Store& store, Identities& identities, const HttpRequest& request) {
  const auto filter = filterOf(request);
  const auto tasks = store.reading([&](Reader& reader) { return identities.tasks(reader, filter); });
  const auto shown = std::min<std::size_t>(tasks.size(), kMostItems);
  json items = json::array(), next;
  for (std::size_t i = 0; i < shown; ++i) items.push_back(toJson(tasks[i]));
  if (tasks.size() > shown) next = tasks[shown - 1].openedAt + "|" + tasks[shown - 1].id;
  return {200, "application/json", json{{"items", items}, {"next", next}}.dump(), {}};
}

HttpResponse counts(Store& store, Identities& identities) {
  json items = json::array();
  for (const auto& count : store.reading([&](Reader& reader) { return identities.taskCounts(reader); })) {
    items.push_back({{"kind", count.kind}, {"open", count.open}, {"oldestOpenedAt", count.oldestOpenedAt}});
  }
  return {200, "application/json", json{{"items", items}}.dump(), {}};
}

HttpResponse close(Store& store, Identities& identities, const HttpRequest& request) {
  const auto body = json::parse(request.body);
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    identities.closeTask(work, request.caller, request.parameter("id"), body.at("outcome").get<std::string>(), body.value("note", ""));
    request.remember(work, {204, "", "", {}});
  });
  return {204, "", "", {}};
}

}  // namespace

void addTaskRoutes(Routes& routes, Store& store, Identities& identities) {
  routes.add({"GET",
              "/api/v1/identities/tasks",
              "What waits for a person about identities, the oldest first.",
              "identity.manage",
              "",
              "",
              false,
              [&store, &identities](const HttpRequest& request) { return list(store, identities, request); },
              {{"kind", "Only tasks of this kind."},
               {"patientId", "Only tasks about this patient."},
               {"closed", "true: what was closed instead."},
               {"cursor", "Where the page before ended."}}});
  routes.add({"GET",
              "/api/v1/identities/tasks/counts",
              "How many tasks are open by kind, and since when the oldest waits.",
              "identity.manage",
              "",
              "",
              false,
              [&store, &identities](const HttpRequest&) { return counts(store, identities); },
              {}});
  routes.add({"POST",
              "/api/v1/identities/tasks/{id}/close",
              "Closes a task with what was decided.",
              "identity.manage",
              kCloseSchema,
              "",
              true,
              [&store, &identities](const HttpRequest& request) { return close(store, identities, request); },
              {}});
}

}  // namespace clairis::identity
