// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/account_routes.h"

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/exam_answers.h"
#include "core/http/grants_json.h"
#include "core/http/paging.h"
#include "core/security/password_rules.h"

namespace clairis {
namespace {

using Json = nlohmann::ordered_json;

#define GRANTS_SCHEMA                                                                                                                        \
  R"({"type":"array","items":{"type":"object","required":["role"],"properties":{"role":{"type":"string"},"siteId":{"type":"string"},)" \
  R"("allSites":{"type":"boolean"}}}})"

constexpr auto kGrantsSchema = R"({"type":"object","required":["grants"],"properties":{"version":{"type":"integer"},"grants":)" GRANTS_SCHEMA "}}";
constexpr auto kAccountSchema =
    R"({"type":"object","required":["id","login","roles"],"properties":{"id":{"type":"string"},"version":{"type":"integer"},"login":{"type":"string"},"roles":{"type":"array","items":{"type":"string"}},"siteIds":{"type":"array","items":{"type":"string"}},"allSites":{"type":"boolean"},"grants":)" GRANTS_SCHEMA
    R"(,"practitionerId":{"type":"string"},"active":{"type":"boolean"},"lockedAt":{"type":"string"},"createdAt":{"type":"string"}}})";
constexpr auto kNewAccountSchema =
    R"({"type":"object","required":["login"],"properties":{"login":{"type":"string"},"password":{"type":"string"},"temporaryPassword":{"type":"boolean","description":"to be changed first; true unless told otherwise"},"roles":{"type":"array","items":{"type":"string"}},"siteIds":{"type":"array","items":{"type":"string"}},"allSites":{"type":"boolean"},"grants":)" GRANTS_SCHEMA
    R"(,"practitionerId":{"type":"string"}}})";
constexpr auto kNewTokenSchema =
    R"({"type":"object","required":["accountId","name","kind"],"properties":{"accountId":{"type":"string"},"name":{"type":"string"},"kind":{"enum":["personal","service"]},"days":{"type":"integer","minimum":1}}})";
constexpr auto kTokenSchema =
    R"({"type":"object","required":["id","expiresAt"],"properties":{"id":{"type":"string"},"token":{"type":["string","null"]},"expiresAt":{"type":"string"}}})";

constexpr int kMostDays = 3660;

Json show(const Account& account) {
  const bool everywhere = grants::allSites(account.grants);
  return {{"id", account.id},
          {"version", account.version},
          {"login", account.login},
          {"roles", grants::roles(account.grants)},
          {"siteIds", everywhere ? std::vector<std::string>() : grants::siteIds(account.grants)},
          {"allSites", everywhere},
          {"grants", grantsJson(account.grants)},
          {"practitionerId", account.practitionerId},
          {"active", account.active},
          {"lockedAt", account.lockedAt},
          {"createdAt", account.createdAt}};
}

HttpResponse list(SecurityContext& context, const HttpRequest& request) {
  const PageRequest page = pageRequest(request, 1);
  const std::string after = page.after.empty() ? "" : page.after[0];
  const auto found = context.store.reading([&](Reader& reader) { return accounts::page(reader, after, page.limit + 1); });
  const auto shown = std::min<std::size_t>(found.size(), static_cast<std::size_t>(page.limit));
  Json items = Json::array();
  for (std::size_t i = 0; i < shown; ++i) items.push_back(show(found[i]));
  return pageResponse(items, found.size() > shown ? std::vector<std::string>{found[shown - 1].login} : std::vector<std::string>{});
}

Account accountOf(const nlohmann::json& body) {
  Account account;
  account.login = accounts::checkedLogin(body.at("login").get<std::string>());
  account.grants = grantsFrom(body);
  account.practitionerId = body.value("practitionerId", "");
  return account;
}

HttpResponse create(SecurityContext& context, const HttpRequest& request) {
  const auto body = nlohmann::json::parse(request.body);
  Account account = accountOf(body);
  if (body.contains("password")) {
    const auto password = body.at("password").get<std::string>();
    checkPassword(password, account.login);
    account.mustChangePassword = body.value("temporaryPassword", true);
    account.passwordHash = context.hasher.hash(password);  // before the transaction: hashing is slow on purpose
  }
  requireOver(request.caller, account.grants);
  return context.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    const Account made = accounts::create(work, request.caller.principal, account);
    HttpResponse response{201, "application/json", show(made).dump(), {{"Location", "/api/v1/accounts/" + made.id}}};
    request.remember(work, response);
    return response;
  });
}

HttpResponse setGrants(SecurityContext& context, const HttpRequest& request) {
  const auto body = nlohmann::json::parse(request.body);
  auto wanted = grantsFrom(body);
  auto version = ifMatch(request);
  if (!version && body.contains("version")) version = body.at("version").get<std::int64_t>();
  requireOver(request.caller, wanted);
  const auto account = context.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    accounts::managed(work, request.caller, request.parameter("id"));
    return accounts::setGrants(work, request.caller.principal, request.parameter("id"), version, wanted);
  });
  context.authenticator.forget();
  return {200, "application/json", show(account).dump(), {{"ETag", "\"" + std::to_string(account.version) + "\""}}};
}

using Change = void (*)(UnitOfWork&, const std::string& actor, const std::string& id);

HttpResponse change(SecurityContext& context, const HttpRequest& request, Change apply) {
  const std::string& id = request.parameter("id");
  auto response = context.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    accounts::managed(work, request.caller, id);
    apply(work, request.caller.principal, id);
    HttpResponse answer{200, "application/json", show(*accounts::find(work, id)).dump(), {}};
    request.remember(work, answer);
    return answer;
  });
  context.authenticator.forget();
  return response;
}

NewToken tokenOf(const nlohmann::json& body) {
  NewToken token;
  token.accountId = body.at("accountId").get<std::string>();
  token.name = body.at("name").get<std::string>();
  token.kind = requestedTokenKind(body.at("kind").get<std::string>());
  if (!body.contains("days")) return token;
  const auto days = body.at("days").get<std::int64_t>();
  if (days < 1 || days > kMostDays) throw Refusal("token.lifetime", "expected 1 to " + std::to_string(kMostDays) + " days", "/days");
  token.lifetime = std::chrono::hours(24) * days;
  return token;
}

HttpResponse createToken(SecurityContext& context, const HttpRequest& request) {
  const NewToken token = tokenOf(nlohmann::json::parse(request.body));
  return context.store.writing(Lane::interactive, [&](UnitOfWork& work) {
    accounts::managed(work, request.caller, token.accountId);
    const IssuedToken issued = tokens::issue(work, request.caller.principal, token);
    Json body{{"id", issued.id}, {"token", nullptr}, {"expiresAt", issued.expiresAt}};
    HttpResponse response{201, "application/json", body.dump(), {}};
    request.remember(work, response);  // without the token: it is shown once and stored nowhere
    body["token"] = issued.text;
    response.body = body.dump();
    return response;
  });
}

HttpResponse revokeToken(SecurityContext& context, const HttpRequest& request) {
  context.store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto& id = request.parameter("id");
    if (const auto holder = tokens::accountOf(work, id); !holder.empty()) accounts::managed(work, request.caller, holder);
    tokens::revoke(work, request.caller.principal, id);
  });
  context.authenticator.forget();
  return {204, "", "", {}};
}

void addChange(Routes& routes, SecurityContext& context, const char* verb, const char* summary, Change apply) {
  routes.add({"POST",
              std::string("/api/v1/accounts/{id}/") + verb,
              summary,
              "account.write",
              "",
              kAccountSchema,
              true,
              [&context, apply](const HttpRequest& request) { return change(context, request, apply); },
              {}});
}

}  // namespace

void addAccountRoutes(Routes& routes, SecurityContext& context) {
  routes.add({"GET", "/api/v1/accounts", "Accounts by login.", "account.write", "", "", false,
              [&context](const HttpRequest& request) { return list(context, request); }, pageParameters()});
  routes.add({"POST",
              "/api/v1/accounts",
              "Create an account; without password it signs in by token only.",
              "account.write",
              kNewAccountSchema,
              kAccountSchema,
              true,
              [&context](const HttpRequest& request) { return create(context, request); },
              {}});
  routes.add({"PUT",
              "/api/v1/accounts/{id}/grants",
              "Which role the account holds at which site, from its next request on.",
              "account.write",
              kGrantsSchema,
              kAccountSchema,
              false,
              [&context](const HttpRequest& request) { return setGrants(context, request); },
              {}});
  addChange(routes, context, "unlock", "Take the lock of ten wrong passwords away.", accounts::unlock);
  addChange(routes, context, "deactivate", "Refuse an account and all its tokens from now on.",
            [](UnitOfWork& work, const std::string& actor, const std::string& id) { accounts::setActive(work, actor, id, false); });
  addChange(routes, context, "activate", "Let a deactivated account in again.",
            [](UnitOfWork& work, const std::string& actor, const std::string& id) { accounts::setActive(work, actor, id, true); });
  routes.add({"POST",
              "/api/v1/tokens",
              "Create a bearer token; its text is shown this once.",
              "account.write",
              kNewTokenSchema,
              kTokenSchema,
              true,
              [&context](const HttpRequest& request) { return createToken(context, request); },
              {}});
  routes.add({"DELETE",
              "/api/v1/tokens/{id}",
              "Revoke a token.",
              "account.write",
              "",
              "",
              false,
              [&context](const HttpRequest& request) { return revokeToken(context, request); },
              {}});
}

}  // namespace clairis
