// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/consoles/console_routes.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/domain/refusal.h"
#include "plugins/worklist/consoles/console_view.h"
#include "plugins/worklist/consoles/profile_json.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;

constexpr auto kConsole = R"({"type":"object","properties":{"aeTitle":{"type":"string"},"version":{"type":["integer","null"]},
"changedAt":{"type":["string","null"]},"servedBy":{"type":"string"},"profile":{"type":"object"},"heard":{"type":["object","null"]}}})";
constexpr auto kConsoles = R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object"}}}})";

// Who configures consoles sees how they are set and whether they ask; who works with the list sees it too. Neither needs the other's right.
void requireReader(const HttpRequest& request) {
  if (allowed(request.caller, "worklist.read") || allowed(request.caller, "configuration.write")) return;
  throw Forbidden("http.permission", "this needs the permission worklist.read or configuration.write");
}

std::optional<std::int64_t> expectedVersion(const HttpRequest& request) {
  std::string_view text;
  const auto header = request.header("if-match");
  text = header;
  if (text.empty()) return std::nullopt;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error == std::errc{} && end == text.data() + text.size()) return version;
  throw Refusal("http.if_match.malformed", "expected the ETag of the console's profile as it was read", "If-Match");
}

std::int64_t requiredVersion(const HttpRequest& request) {
  if (const auto version = expectedVersion(request)) return *version;
  throw Refusal("http.if_match.missing", "expected If-Match with the ETag of the profile: two people may be changing it", "If-Match");
}

json bodyOf(const HttpRequest& request) {
  if (request.body.empty()) throw Refusal("worklist.profile.value", "expected a JSON object", "/");
  return json::parse(request.body);
}

HttpResponse answer(const ConsoleView& view) {
  HttpResponse response;
  response.body = toJson(view).dump();
  if (view.own) response.headers["ETag"] = "\"" + std::to_string(view.own->version) + "\"";
  return response;
}

HttpResponse list(const ConsoleContext& context, const HttpRequest& request) {
  requireReader(request);
  context.registry->flush(Lane::interactive);
  auto items = nlohmann::ordered_json::array();
  context.host.store().read([&](Reader& reader) {
    items.clear();
    for (const auto& view : consoleViews(reader, context.registry->defaults())) items.push_back(toJson(view));
  });
  HttpResponse response;
  response.body = nlohmann::ordered_json{{"items", items}}.dump();
  return response;
}

HttpResponse show(const ConsoleContext& context, const HttpRequest& request) {
  requireReader(request);
  const auto title = consoleTitle(request.parameter("ae"));
  context.registry->flush(Lane::interactive);
  return answer(context.host.store().reading([&](Reader& reader) { return consoleView(reader, title, context.registry->defaults()); }));
}

HttpResponse put(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = consoleTitle(request.parameter("ae"));
  const auto profile = profileFrom(bodyOf(request), context.registry->defaults());
  const auto expected = expectedVersion(request);
  auto& store = context.host.store();
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    if (!expected && storedProfile(work, title)) requiredVersion(request);
    storeProfile(work, request.caller, title, profile, expected);
  });
  context.registry->refresh();
  auto response = answer(store.reading([&](Reader& reader) { return consoleView(reader, title, context.registry->defaults()); }));
  response.status = expected ? 200 : 201;
  return response;
}

HttpResponse remove(const ConsoleContext& context, const HttpRequest& request) {
  const auto title = consoleTitle(request.parameter("ae"));
  const auto expected = requiredVersion(request);
  context.host.store().write(Lane::interactive, [&](UnitOfWork& work) { removeProfile(work, request.caller, title, expected); });
  context.registry->refresh();
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace

void addConsoleRoutes(const ConsoleContext& context) {
  auto& routes = context.host.routes();
  const auto bound = [context](HttpResponse (*act)(const ConsoleContext&, const HttpRequest&)) {
    return [context, act](const HttpRequest& request) { return act(context, request); };
  };
  routes.add({"GET", "/api/v1/consoles", "Consoles that have a profile or asked for the worklist; needs worklist.read or configuration.write.", "",
              "", kConsoles, false, bound(list)});
  routes.add({"GET", "/api/v1/consoles/{ae}",
              "A console: the profile it is served by, when it asked last, which values its character set could not hold; \"*\" is every console"
              " without a profile. The ETag is there when it has a profile of its own. Needs worklist.read or configuration.write.",
              "", "", kConsole, false, bound(show)});
  routes.add({"PUT", "/api/v1/consoles/{ae}",
              "Gives a console a profile, effective with its next query. Members left out are those of a console without a profile. If-Match carries"
              " the ETag when there is one already.",
              "configuration.write", kProfileSchema, kConsole, false, bound(put)});
  routes.add({"DELETE", "/api/v1/consoles/{ae}", "Takes a console's profile away: it is served as every console. If-Match carries the ETag.",
              "configuration.write", "", "", false, bound(remove)});
}

}  // namespace clairis::worklist
