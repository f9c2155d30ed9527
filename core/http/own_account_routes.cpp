// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/own_account_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/security/sessions.h"

namespace clairis {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kPasswordSchema =
    R"({"type":"object","required":["current","new"],"properties":{"current":{"type":"string"},"new":{"type":"string"}}})";
constexpr auto kEnrolSchema = R"({"type":"object","required":["password"],"properties":{"password":{"type":"string"}}})";
constexpr auto kConfirmSchema = R"({"type":"object","required":["code"],"properties":{"code":{"type":"string"}}})";
constexpr auto kResetSchema = R"({"type":"object","required":["password"],"properties":{"password":{"type":"string"}}})";

HttpResponse done() { return {204, "", "", {}}; }

void requirePerson(const Caller& caller) {
  if (caller.serviceToken) throw Forbidden("session.person", "a service token is a machine: it has no password and no second factor");
}

/// Of another person: his account is one that the caller manages.
void requireManaged(SecurityContext& context, const HttpRequest& request) {
  context.store.read([&](Reader& reader) { accounts::managed(reader, request.caller, request.parameter("id")); });
}

HttpResponse listSessions(SecurityContext& context, const std::string& accountId, const std::string& current) {
  const auto found = context.store.reading([&](Reader& reader) {
    if (!accounts::find(reader, accountId)) throw NotFound("account.unknown", "no account has this id");
    return sessions::of(reader, accountId, context.clock.now());
  });
  Json items = Json::array();
  for (const auto& each : found) {
    items.push_back({{"id", each.id},
                     {"name", each.name},
                     {"kind", each.kind},
                     {"authentication", each.authentication},
                     {"createdAt", each.createdAt},
                     {"lastUsedAt", each.lastUsedAt},
                     {"address", each.address},
                     {"expiresAt", each.expiresAt},
                     {"lockedAt", each.lockedAt},
                     {"current", each.id == current}});
  }
  return {200, "application/json", Json{{"items", items}}.dump(), {}};
}

HttpResponse revoke(SecurityContext& context, const HttpRequest& request, const std::string& accountId, const std::string& id) {
  context.store.write(Lane::interactive, [&](UnitOfWork& work) { sessions::revoke(work, request.caller.principal, accountId, id); });
  context.authenticator.forget();
  return done();
}

HttpResponse revokeAll(SecurityContext& context, const HttpRequest& request, const std::string& accountId, const std::string& exceptId) {
  const auto ended = context.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    if (!accounts::find(work, accountId)) throw NotFound("account.unknown", "no account has this id");
    return sessions::revokeAll(work, request.caller.principal, accountId, exceptId);
  });
  context.authenticator.forget();
  return {200, "application/json", Json{{"ended", ended}}.dump(), {}};
}

HttpResponse changePassword(SecurityContext& context, const HttpRequest& request) {
  requirePerson(request.caller);
  const auto body = nlohmann::json::parse(request.body);
  context.signIn.changePassword(request.caller, body.at("current").get<std::string>(), body.at("new").get<std::string>());
  context.authenticator.forget();
  return done();
}

HttpResponse resetPassword(SecurityContext& context, const HttpRequest& request) {
  requireManaged(context, request);
  const auto body = nlohmann::json::parse(request.body);
  context.signIn.setPassword(request.caller.principal, request.parameter("id"), body.at("password").get<std::string>());
  context.authenticator.forget();
  return done();
}

// The password again: who finds an open session must not make its codes his own.
HttpResponse enrol(SecurityContext& context, const HttpRequest& request) {
  requirePerson(request.caller);
  const auto password = nlohmann::json::parse(request.body).at("password").get<std::string>();
  if (password.empty()) throw Refusal("session.refused", "expected the password");
  context.signIn.prove(request.caller.accountId, password, {});
  const auto account = context.store.reading([&](Reader& reader) { return accounts::find(reader, request.caller.accountId); });
  const auto uri = context.secondFactor.enrol(request.caller.principal, account.value());
  return {201, "application/json", Json{{"uri", uri}}.dump(), {}};
}

HttpResponse confirm(SecurityContext& context, const HttpRequest& request) {
  requirePerson(request.caller);
  const auto code = nlohmann::json::parse(request.body).at("code").get<std::string>();
  const auto codes = context.secondFactor.confirm(request.caller.principal, request.caller.accountId, request.caller.sessionId, code);
  context.authenticator.forget();
  return {200, "application/json", Json{{"recoveryCodes", codes}}.dump(), {}};
}

HttpResponse resetFactor(SecurityContext& context, const HttpRequest& request) {
  requireManaged(context, request);
  context.store.write(Lane::interactive, [&](UnitOfWork& work) { SecondFactor::reset(work, request.caller.principal, request.parameter("id")); });
  context.authenticator.forget();
  return done();
}

using Handler = HttpResponse (*)(SecurityContext&, const HttpRequest&);

struct Line {
  const char* method;
  const char* path;
  const char* summary;
  const char* permission;
  const char* schema;
  Handler handle;
};

constexpr Line kLines[] = {
    {"POST", "/api/v1/me/password", "Change one's password; the other sessions end.", "", kPasswordSchema, changePassword},
    {"POST", "/api/v1/me/second-factor", "Set up an authenticator application: its otpauth:// URI, shown this once.", "", kEnrolSchema, enrol},
    {"POST", "/api/v1/me/second-factor/confirm", "The first code: from now on it is asked for; recovery codes, shown this once; other sessions end.",
     "", kConfirmSchema, confirm},
    {"GET", "/api/v1/me/sessions", "One's sessions and tokens: device, last use, address.", "", "",
     [](SecurityContext& context, const HttpRequest& request) { return listSessions(context, request.caller.accountId, request.caller.sessionId); }},
    {"DELETE", "/api/v1/me/sessions/{session}", "End one of one's sessions.", "", "",
     [](SecurityContext& context, const HttpRequest& request) {
       return revoke(context, request, request.caller.accountId, request.parameter("session"));
     }},
    {"POST", "/api/v1/me/sessions/revoke-others", "End all of one's sessions but this one; tokens stay.", "", "",
     [](SecurityContext& context, const HttpRequest& request) {
       return revokeAll(context, request, request.caller.accountId, request.caller.sessionId);
     }},
    {"GET", "/api/v1/accounts/{id}/sessions", "Sessions and tokens of an account.", "account.write", "",
     [](SecurityContext& context, const HttpRequest& request) {
       requireManaged(context, request);
       return listSessions(context, request.parameter("id"), request.caller.sessionId);
     }},
    {"DELETE", "/api/v1/accounts/{id}/sessions/{session}", "End a session of an account.", "account.write", "",
     [](SecurityContext& context, const HttpRequest& request) {
       requireManaged(context, request);
       return revoke(context, request, request.parameter("id"), request.parameter("session"));
     }},
    {"POST", "/api/v1/accounts/{id}/sessions/revoke", "End all sessions of an account; tokens stay.", "account.write", "",
     [](SecurityContext& context, const HttpRequest& request) {
       requireManaged(context, request);
       return revokeAll(context, request, request.parameter("id"), {});
     }},
    {"POST", "/api/v1/accounts/{id}/password", "Give an account a password, to be changed first by its person; its sessions end.", "account.write",
     kResetSchema, resetPassword},
    {"POST", "/api/v1/accounts/{id}/second-factor/reset", "Take the second factor away: telephone lost; its sessions end.", "account.write", "",
     resetFactor},
};

}  // namespace

void addOwnAccountRoutes(Routes& routes, SecurityContext& context) {
  for (const auto& line : kLines) {
    routes.add({line.method,
                line.path,
                line.summary,
                line.permission,
                line.schema,
                "",
                false,
                [&context, handle = line.handle](const HttpRequest& request) { return handle(context, request); },
                {}});
  }
}

}  // namespace clairis
