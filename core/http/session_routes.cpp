// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/session_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/grants_json.h"
#include "core/security/sessions.h"
#include "core/security/utf8.h"

namespace clairis {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kSignInSchema =
    R"({"type":"object","required":["login","password"],"properties":{"login":{"type":"string"},"password":{"type":"string"},"code":{"type":"string","description":"of the second factor, or a recovery code"},"name":{"type":"string","description":"device or browser"}}})";
constexpr auto kUnlockSchema = R"({"type":"object","properties":{"password":{"type":"string"},"code":{"type":"string"}}})";
constexpr auto kSessionSchema =
    R"({"type":"object","required":["token","csrf","expiresAt","accountId"],"properties":{"token":{"type":"string"},"csrf":{"type":"string"},"expiresAt":{"type":"string","format":"date-time"},"accountId":{"type":"string"}}})";
constexpr auto kMeSchema =
    R"({"type":"object","required":["accountId","roles","permissions"],"properties":{"accountId":{"type":"string"},"roles":{"type":"array","items":{"type":"string"}},"permissions":{"type":"array","items":{"type":"string"}}}})";

constexpr std::size_t kLongestName = 200;

// HttpServer adds Secure where the client speaks TLS.
std::string sessionCookie(const std::string& token, std::chrono::seconds lifetime) {
  return std::string(kSessionCookie) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(lifetime.count());
}

// What the person will know it by in the list of sessions.
std::string deviceName(const HttpRequest& request) {
  const auto agent = request.header("user-agent").substr(0, kLongestName);
  return agent.empty() || !validUtf8(agent) ? "password session" : agent;
}

HttpResponse lock(SecurityContext& context, const HttpRequest& request) {
  context.store.write(Lane::interactive,
                      [&](UnitOfWork& work) { sessions::lock(work, request.caller.principal, request.caller.sessionId, "asked"); });
  context.authenticator.forget();
  return {204, "", "", {}};
}

HttpResponse unlock(SecurityContext& context, const HttpRequest& request) {
  const auto body = nlohmann::json::parse(request.body);
  const Caller& caller = request.caller;
  context.signIn.prove(caller.accountId, body.value("password", ""), body.value("code", ""));
  const Instant now = context.clock.now();
  context.store.write(Lane::interactive, [&](UnitOfWork& work) { sessions::unlock(work, caller.principal, caller.sessionId, now); });
  context.authenticator.inUse(caller.sessionId);
  context.authenticator.forget();
  return {204, "", "", {}};
}

HttpResponse open(SecurityContext& context, const HttpRequest& request) {
  const auto body = nlohmann::json::parse(request.body);
  const auto name = body.value("name", deviceName(request));
  if (name.size() > kLongestName) throw Refusal("session.name", "expected at most " + std::to_string(kLongestName) + " bytes", "/name");
  const auto session = context.signIn.open(
      {body.at("login").get<std::string>(), body.at("password").get<std::string>(), body.value("code", ""), name, request.clientAddress});
  context.authenticator.inUse(session.token.id);
  const Json answer{{"token", session.token.text},
                    {"csrf", csrfTokenOf(session.token.text)},
                    {"expiresAt", session.token.expiresAt},
                    {"accountId", session.account.id}};
  HttpResponse response{201, "application/json", answer.dump(), {}};
  response.headers["Set-Cookie"] = sessionCookie(session.token.text, context.signIn.lifetime());
  return response;
}

HttpResponse close(SecurityContext& context, const HttpRequest& request) {
  const auto presented = presentedToken(request);
  context.store.write(Lane::interactive, [&](UnitOfWork& work) { tokens::revokeText(work, request.caller.principal, presented->text); });
  context.authenticator.forget();
  HttpResponse response{204, "", "", {}};
  response.headers["Set-Cookie"] = sessionCookie("", std::chrono::seconds(0));
  return response;
}

std::vector<std::string_view> permissionsOf(const Caller& caller) {
  std::vector<std::string_view> list;
  for (const auto& grant : roleGrants()) {
    for (const auto permission : grant.permissions) {
      const bool known = std::find(list.begin(), list.end(), permission) != list.end();
      if (!known && allowed(caller, permission)) list.push_back(permission);
    }
  }
  return list;
}

HttpResponse me(const HttpRequest& request) {
  const Caller& caller = request.caller;
  Json answer{{"accountId", caller.accountId},
              {"roles", caller.roles},
              {"permissions", permissionsOf(caller)},
              {"practitionerId", caller.practitionerId},
              {"allSites", caller.allSites},
              {"siteIds", caller.siteIds},
              {"grants", grantsJson(caller.grants)},
              {"authentication", authenticationName(caller.authentication)},
              {"authenticatedAt", toIso(caller.authenticatedAt)},
              {"serviceToken", caller.serviceToken}};
  if (const auto presented = presentedToken(request); presented && presented->fromCookie) answer["csrf"] = csrfTokenOf(presented->text);
  return {200, "application/json", answer.dump(), {}};
}

}  // namespace

void addSessionRoutes(Routes& routes, SecurityContext& context) {
  routes.add({"POST",
              "/api/v1/sessions",
              "Sign in with login and password.",
              "public",
              kSignInSchema,
              kSessionSchema,
              false,
              [&context](const HttpRequest& request) { return open(context, request); },
              {}});
  routes.add({"DELETE",
              "/api/v1/sessions/current",
              "Sign out: the token presented ends.",
              "",
              "",
              "",
              false,
              [&context](const HttpRequest& request) { return close(context, request); },
              {}});
  routes.add({"POST",
              "/api/v1/sessions/current/lock",
              "Lock the session: it keeps its id and token, and answers session.locked until it is unlocked.",
              "",
              "",
              "",
              false,
              [&context](const HttpRequest& request) { return lock(context, request); },
              {}});
  routes.add({"POST",
              "/api/v1/sessions/current/unlock",
              "Unlock the session in place, by password or by a code of the second factor.",
              "",
              kUnlockSchema,
              "",
              false,
              [&context](const HttpRequest& request) { return unlock(context, request); },
              {}});
  routes.add({"GET", "/api/v1/me", "Who the caller is and what he may do.", "", "", kMeSchema, false, me, {}});
}

}  // namespace clairis
