// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/security/digest.h"
#include "tests/integration/http/server_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

constexpr auto kPassword = "Correct-Horse-7-Battery";

std::string signInBody(const std::string& login, const std::string& password) {
  return nlohmann::json{{"login", login}, {"password", password}}.dump();
}

}  // namespace

TEST_CASE("without credentials 401, without the role 403, with both 200") {
  ServerFixture server;
  server.account("admin", "administrator");
  server.account("secretary", "secretary");
  const auto none = server.call("GET", "/api/v1/accounts");
  CHECK(none.status == 401);
  CHECK(none.code() == "auth.missing");
  CHECK(none.headers.at("www-authenticate") == "Bearer realm=\"clairis\"");
  CHECK(server.callAs(server.token("secretary"), "GET", "/api/v1/accounts").status == 403);
  const auto page = server.callAs(server.token("admin"), "GET", "/api/v1/accounts?limit=1");
  CHECK(page.status == 200);
  CHECK(page.json().at("items").size() == 1);
  CHECK(page.json().at("next").is_string());
  CHECK(page.body.find("argon2") == std::string::npos);
}

TEST_CASE("a token that is unknown, malformed, expired or revoked gets the same 401") {
  ServerFixture server;
  const auto id = server.account("admin", "administrator");
  const auto admin = server.token("admin");
  for (const std::string& token : {std::string("clairis_x"), std::string(5000, 'x'), std::string("' OR 1=1 --")}) {
    CHECK(server.callAs(token, "GET", "/api/v1/me").code() == "auth.token");
  }
  CHECK(server.call("GET", "/api/v1/me", "", {{"Authorization", "Basic YTpi"}}).code() == "auth.scheme");

  const auto made =
      server.callAs(admin, "POST", "/api/v1/tokens", nlohmann::json{{"accountId", id}, {"name", "n"}, {"kind", "personal"}, {"days", 1}}.dump());
  REQUIRE(made.status == 201);
  const std::string token = made.json().at("token");
  CHECK(token.rfind("clairis_", 0) == 0);
  CHECK(server.count("SELECT COUNT(*) FROM access_token WHERE token_sha256 = '" + token + "'") == 0);
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 200);
  server.clock.advance(std::chrono::hours(25));
  CHECK(server.callAs(token, "GET", "/api/v1/me").code() == "auth.token");

  const auto second =
      server.callAs(admin, "POST", "/api/v1/tokens", nlohmann::json{{"accountId", id}, {"name", "n"}, {"kind", "personal"}}.dump()).json();
  const std::string revoked = second.at("token");
  CHECK(server.callAs(revoked, "GET", "/api/v1/me").status == 200);
  CHECK(server.callAs(admin, "DELETE", "/api/v1/tokens/" + second.at("id").get<std::string>()).status == 204);
  CHECK(server.callAs(revoked, "GET", "/api/v1/me").code() == "auth.token");
  CHECK(server.callAs(admin, "DELETE", "/api/v1/tokens/unknown").status == 404);
}

TEST_CASE("ten wrong passwords lock the account, the right one does not help, an administrator unlocks [SC.SSI/IAM]") {
  ServerFixture server;
  server.account("admin", "administrator");
  const auto id = server.account("doctor", "radiologist", kPassword);
  for (int i = 0; i < 10; ++i) CHECK(server.call("POST", "/api/v1/sessions", signInBody("doctor", "wrong")).code() == "session.refused");
  CHECK(server.call("POST", "/api/v1/sessions", signInBody("doctor", kPassword)).status == 401);
  CHECK(server.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'account.locked'") == 1);
  CHECK(server.call("POST", "/api/v1/sessions", signInBody("doctor", "wrong")).status == 401);
  CHECK(server.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'session.refused'") == 10);
  CHECK(server.callAs(server.token("admin"), "POST", "/api/v1/accounts/" + id + "/unlock").status == 200);
  CHECK(server.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'account.unlocked'") == 1);
  CHECK(server.call("POST", "/api/v1/sessions", signInBody("DOCTOR", kPassword)).status == 201);
}

TEST_CASE("nine failures and a success start the count again") {
  ServerFixture server;
  server.account("doctor", "radiologist", kPassword);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 9; ++i) CHECK(server.call("POST", "/api/v1/sessions", signInBody("doctor", "wrong")).status == 401);
    CHECK(server.call("POST", "/api/v1/sessions", signInBody("doctor", kPassword)).status == 201);
  }
}

TEST_CASE("an unknown login, a wrong password and an account without password are answered alike") {
  ServerFixture server;
  server.account("doctor", "radiologist", kPassword);
  const auto wrong = server.call("POST", "/api/v1/sessions", signInBody("doctor", "wrong"), {{"X-Request-Id", "same"}});
  const auto unknown = server.call("POST", "/api/v1/sessions", signInBody("nobody", "wrong"), {{"X-Request-Id", "same"}});
  const auto injected = server.call("POST", "/api/v1/sessions", signInBody("' OR ''='", std::string(100'000, 'x')), {{"X-Request-Id", "same"}});
  CHECK(wrong.status == 401);
  CHECK(unknown.body == wrong.body);
  CHECK(injected.body == wrong.body);
}

TEST_CASE("a session tells how it was opened, and ends at sign-out [SR-10]") {
  ServerFixture server;
  server.account("doctor", "radiologist", kPassword);
  const auto opened = server.call("POST", "/api/v1/sessions", signInBody("doctor", kPassword));
  REQUIRE(opened.status == 201);
  const auto cookie = opened.headers.at("set-cookie");
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"}) CHECK(cookie.find(part) != std::string::npos);
  const std::string token = opened.json().at("token");
  const auto me = server.callAs(token, "GET", "/api/v1/me").json();
  CHECK(me.at("authentication") == "password");
  CHECK(me.at("authenticatedAt") == "2026-11-20T10:17:00.000Z");
  CHECK(me.at("serviceToken") == false);
  CHECK(server.callAs(token, "DELETE", "/api/v1/sessions/current").status == 204);
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 401);
}

TEST_CASE("a session ends by itself after its lifetime") {
  ServerFixture server;
  server.account("doctor", "radiologist", kPassword);
  const std::string token = server.call("POST", "/api/v1/sessions", signInBody("doctor", kPassword)).json().at("token");
  server.clock.advance(std::chrono::hours(12) - std::chrono::seconds(1));
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 200);
  server.clock.advance(std::chrono::seconds(1));
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 401);
}

TEST_CASE("the cookie alone reads; it writes only with the session's CSRF word") {
  ServerFixture server;
  server.account("admin", "administrator", kPassword);
  const auto session = server.call("POST", "/api/v1/sessions", signInBody("admin", kPassword)).json();
  const std::string cookie = "other=1; clairis_session=" + session.at("token").get<std::string>();
  CHECK(server.call("GET", "/api/v1/accounts", "", {{"Cookie", cookie}}).status == 200);
  CHECK(server.call("GET", "/api/v1/me", "", {{"Cookie", cookie}}).json().at("csrf") == session.at("csrf"));
  const std::string body = nlohmann::json{{"login", "new.one"}, {"roles", {"secretary"}}}.dump();
  CHECK(server.call("POST", "/api/v1/accounts", body, {{"Cookie", cookie}}).code() == "auth.csrf");
  CHECK(server.call("POST", "/api/v1/accounts", body, {{"Cookie", cookie}, {"X-Clairis-CSRF", "guess"}}).status == 403);
  CHECK(server.call("POST", "/api/v1/accounts", body, {{"Cookie", cookie}, {"X-Clairis-CSRF", session.at("csrf")}}).status == 201);
  const std::string personal = "clairis_session=" + server.token("admin");
  CHECK(server.call("GET", "/api/v1/me", "", {{"Cookie", personal}}).status == 401);
}

TEST_CASE("a service token of a radiologist is a machine and holds no medical permission [SR-10]") {
  ServerFixture server;
  server.account("doctor", "radiologist");
  const auto has = [](const nlohmann::json& me, const char* permission) {
    const auto& list = me.at("permissions");
    return std::find(list.begin(), list.end(), permission) != list.end();
  };
  const auto machine = server.callAs(server.token("doctor", true), "GET", "/api/v1/me").json();
  CHECK(machine.at("serviceToken") == true);
  CHECK(has(machine, "report.read"));
  CHECK_FALSE(has(machine, "report.validate"));
  const auto person = server.callAs(server.token("doctor"), "GET", "/api/v1/me").json();
  CHECK(person.at("authentication") == "bearer_token");
  CHECK(has(person, "report.validate"));
}

TEST_CASE("deactivating an account refuses its tokens at once") {
  ServerFixture server;
  server.account("admin", "administrator");
  const auto id = server.account("doctor", "radiologist");
  const auto admin = server.token("admin");
  const auto token = server.token("doctor");
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 200);
  CHECK(server.callAs(admin, "POST", "/api/v1/accounts/" + id + "/deactivate").status == 200);
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 401);
  CHECK(server.callAs(admin, "POST", "/api/v1/accounts/" + id + "/activate").status == 200);
  CHECK(server.callAs(token, "GET", "/api/v1/me").status == 200);
}

TEST_CASE("accounts are created with what they need or not at all") {
  ServerFixture server;
  server.account("admin", "administrator");
  const auto admin = server.token("admin");
  const auto code = [&](const nlohmann::json& body) { return server.callAs(admin, "POST", "/api/v1/accounts", body.dump()).code(); };
  CHECK(code({{"login", "admin"}, {"roles", {"secretary"}}}) == "account.login.taken");
  CHECK(code({{"login", "a b"}, {"roles", {"secretary"}}}) == "account.login.malformed");
  CHECK(code({{"login", "x.y"}, {"roles", {"king"}}}) == "role.unknown");
  CHECK(code({{"login", "x.y"}, {"roles", nlohmann::json::array()}}) == "account.roles.empty");
  CHECK(code({{"login", "x.y"}, {"roles", {"administrator", "radiologist"}}}) == "account.roles.mixed");
  CHECK(code({{"login", "x.y"}, {"roles", {"secretary"}}, {"password", "short"}}) == "password.weak");
  CHECK(code({{"login", "x.y"}, {"roles", {"secretary"}}, {"siteIds", {"none"}}}) == "account.site.unknown");
  CHECK(code({{"login", "x.y"}, {"roles", {"secretary"}}, {"practitionerId", "none"}}) == "account.practitioner.unknown");
  CHECK(code({{"roles", {"secretary"}}}) == "json.field");
  CHECK(code({{"login", 7}, {"roles", {"secretary"}}}) == "json.field");
  CHECK(server.count("SELECT COUNT(*) FROM account") == 1);
}

TEST_CASE("an account shows and takes its grants; roles with sites say the same where they can, and a change counts from the next request on") {
  ServerFixture server;
  server.account("admin", "administrator");
  const auto admin = server.token("admin");
  const auto made = server.callAs(admin, "POST", "/api/v1/accounts", R"({"login":"doctor","roles":["radiologist","resident"],"allSites":true})");
  REQUIRE(made.status == 201);
  CHECK(made.json().at("grants").dump() == R"([{"allSites":true,"role":"radiologist"},{"allSites":true,"role":"resident"}])");
  const auto token = server.token("doctor");
  CHECK(server.callAs(token, "GET", "/api/v1/me").json().at("roles").size() == 2);
  const auto path = "/api/v1/accounts/" + made.json().at("id").get<std::string>() + "/grants";
  const auto put = [&](const std::string& body) { return server.callAs(admin, "PUT", path, body); };
  CHECK(put(R"({"version":1,"grants":[{"role":"secretary","allSites":true}]})").status == 200);
  const auto me = server.callAs(token, "GET", "/api/v1/me").json();
  CHECK(me.at("roles").dump() == R"(["secretary"])");
  CHECK(me.at("grants").dump() == R"([{"allSites":true,"role":"secretary"}])");
  CHECK(put(R"({"version":1,"grants":[{"role":"resident"}]})").code() == "account.version");
  CHECK(server.callAs(admin, "PUT", path, R"({"grants":[{"role":"resident"}]})", {{"If-Match", "\"1\""}}).status == 412);
  CHECK(server.callAs(token, "PUT", path, R"({"grants":[{"role":"administrator"}]})").status == 403);

  CHECK(put(R"({"grants":[{"role":"secretary","siteId":"nowhere"}]})").code() == "account.site.unknown");
  CHECK(put(R"({"grants":[{"role":"secretary","siteId":"*"}]})").code() == "account.site.unknown");
  CHECK(put(R"({"grants":[{"role":"secretary","siteId":"a","allSites":true}]})").code() == "account.grants.malformed");
  CHECK(put(R"({"grants":[{"role":"secretary","site":"a"}]})").code() == "account.grants.malformed");
  CHECK(put(R"({"grants":["secretary"]})").code() == "account.grants.malformed");
  CHECK(put(R"({"grants":{"role":"secretary"}})").code() == "account.grants.malformed");
  CHECK(put(R"({"grants":[{"role":7}]})").code() == "json.field");
  CHECK(put(R"({"grants":[{"siteId":"a"}]})").code() == "json.field");
  CHECK(put(R"({"grants":[]})").code() == "account.roles.empty");
  CHECK(put(R"({"grants":[{"role":"secretary"},{"role":"administrator"}]})").code() == "account.roles.mixed");
  CHECK(put(R"({"grants":[{"role":"secretary"}],"roles":["resident"]})").code() == "account.grants.both");
  CHECK(server.callAs(token, "GET", "/api/v1/me").json().at("roles").dump() == R"(["secretary"])");
}

TEST_CASE("the audit trail is paged, filtered and its reading is audited") {
  ServerFixture server;
  server.account("admin", "administrator");
  const auto admin = server.token("admin");
  server.database->write(Lane::interactive, [](UnitOfWork& work) {
    int position = 0;
    for (const auto& row : work.query("SELECT id FROM audit_entry ORDER BY id"))
      work.execute("UPDATE audit_entry SET position = $1 WHERE id = $2", {++position, row[0]});
  });
  const auto first = server.callAs(admin, "GET", "/api/v1/audit?limit=1").json();
  CHECK(first.at("items").at(0).at("position") == 2);
  CHECK(first.at("items").at(0).at("action") == "token.created");
  const auto second = server.callAs(admin, "GET", "/api/v1/audit?limit=1&after=" + first.at("next").get<std::string>()).json();
  CHECK(second.at("items").at(0).at("position") == 1);
  CHECK(second.at("next").is_null());
  CHECK(server.callAs(admin, "GET", "/api/v1/audit?object=account:none").json().at("items").empty());
  CHECK(server.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'audit.read'") == 3);
}

TEST_CASE("no password and no token reaches the log") {
  ServerFixture server;
  server.account("doctor", "radiologist", kPassword);
  const std::string token = server.call("POST", "/api/v1/sessions", signInBody("doctor", kPassword)).json().at("token");
  server.callAs(token, "GET", "/api/v1/me");
  server.call("POST", "/api/v1/sessions", signInBody("doctor", "Wrong-Secret-1234"));
  server.stop();
  CHECK(server.logged.find("http.request") != std::string::npos);
  for (const std::string& secret : {std::string(kPassword), token, std::string("Wrong-Secret-1234")})
    CHECK(server.logged.find(secret) == std::string::npos);
}

TEST_CASE("an administrator of one site manages the accounts of that site alone, and gives no role elsewhere [SC.SSI/IAM.91]") {
  ServerFixture server;
  for (const char* id : {"north", "south"}) {
    server.database->write(Lane::interactive, [&](UnitOfWork& work) {
      work.execute(
          "INSERT INTO site (id, version, code, name, structure_id, zone, address_line, postal_code, city, country, phone, facility_code, "
          "facility_display, setting_code, setting_display, privacy_notice, is_default) VALUES ($1, 1, $2, 'n', '1750803447', 'Europe/Paris', '', "
          "'', '', '', '', '', '', '', '', '', 0)",
          {id, id});
    });
  }
  server.account("admin", "administrator");
  server.account("local", "administrator@north");
  const auto admin = server.token("admin"), local = server.token("local");
  const auto made = [&](const std::string& by, const std::string& login, const char* role, const nlohmann::json& where) {
    nlohmann::json grant{{"role", role}};
    grant.update(where);
    return server.callAs(by, "POST", "/api/v1/accounts", nlohmann::json{{"login", login}, {"grants", {grant}}}.dump());
  };
  const nlohmann::json north{{"siteId", "north"}}, south{{"siteId", "south"}}, everywhere{{"allSites", true}};
  const auto mine = made(local, "here", "secretary", north);
  REQUIRE(mine.status == 201);
  for (const auto& where : {south, everywhere}) {
    CHECK(made(local, "there", "secretary", where).code() == "site.right");
    CHECK(made(local, "there", "administrator", where).code() == "site.right");
  }
  const std::string theirs = made(admin, "there", "secretary", south).json().at("id");
  const std::string own = mine.json().at("id");
  struct Act {
    const char* method;
    std::string path, body;
  };
  const auto acts = [](const std::string& id) {
    const auto account = "/api/v1/accounts/" + id;
    const auto text = [](const nlohmann::json& body) { return body.dump(); };
    return std::vector<Act>{{"POST", account + "/unlock", ""},
                            {"POST", account + "/deactivate", ""},
                            {"POST", account + "/activate", ""},
                            {"GET", account + "/sessions", ""},
                            {"POST", account + "/sessions/revoke", ""},
                            {"POST", account + "/second-factor/reset", ""},
                            {"POST", account + "/password", text({{"password", kPassword}})},
                            {"PUT", account + "/grants", text({{"grants", {{{"role", "secretary"}, {"siteId", "north"}}}}})},
                            {"POST", "/api/v1/tokens", text({{"accountId", id}, {"name", "n"}, {"kind", "personal"}})}};
  };
  for (const auto& act : acts(theirs)) {
    CAPTURE(act.path);
    CHECK(server.callAs(local, act.method, act.path, act.body).code() == "site.right");
  }
  for (const auto& act : acts(own)) {
    CAPTURE(act.path);
    CHECK(server.callAs(local, act.method, act.path, act.body).status < 300);
  }
  const auto foreign =
      server.callAs(admin, "POST", "/api/v1/tokens", nlohmann::json{{"accountId", theirs}, {"name", "n"}, {"kind", "personal"}}.dump()).json();
  CHECK(server.callAs(local, "DELETE", "/api/v1/tokens/" + foreign.at("id").get<std::string>()).code() == "site.right");
  CHECK(server.callAs(local, "DELETE", "/api/v1/accounts/" + theirs + "/sessions/" + foreign.at("id").get<std::string>()).code() == "site.right");
  CHECK(server
            .callAs(local, "PUT", "/api/v1/accounts/" + own + "/grants",
                    nlohmann::json{{"grants", {{{"role", "administrator"}, {"allSites", true}}}}}.dump())
            .code() == "site.right");
  CHECK(server.callAs(foreign.at("token"), "GET", "/api/v1/me").status == 200);
}
