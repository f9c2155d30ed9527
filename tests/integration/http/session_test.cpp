// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/security/totp.h"
#include "tests/integration/http/server_fixture.h"

using namespace clairis;
using namespace clairis::test;
using nlohmann::json;

namespace {

constexpr auto kPassword = "Correct-Horse-7-Battery";
constexpr auto kOther = "Another-Horse-8-Battery";
constexpr auto kMinutes15 = std::chrono::minutes(15);

SessionRules rules(SecondFactorMode mode = SecondFactorMode::optional, std::vector<std::string> roles = {}) {
  return {std::chrono::duration_cast<std::chrono::seconds>(kMinutes15), {mode, std::move(roles)}};
}

struct Practice : ServerFixture {
  explicit Practice(SessionRules given = rules()) : ServerFixture({}, 10 * 1024 * 1024, std::move(given)) {
    adminId = account("admin", "administrator", kPassword);
    doctorId = account("doctor", "radiologist", kPassword);
  }
  Reply trySignIn(const json& more = json::object(), const std::string& password = kPassword) {
    json body{{"login", "doctor"}, {"password", password}};
    body.update(more);
    return call("POST", "/api/v1/sessions", body.dump());
  }
  std::string signIn(const json& more = json::object()) {
    const auto opened = trySignIn(more);
    REQUIRE(opened.status == 201);
    return opened.json().at("token");
  }
  Reply me(const std::string& session) { return callAs(session, "GET", "/api/v1/me"); }
  Reply unlock(const std::string& session, const json& body) { return callAs(session, "POST", "/api/v1/sessions/current/unlock", body.dump()); }
  /// Sets a factor up and gives its secret.
  std::string enrolled(const std::string& session, std::vector<std::string>* recovery = nullptr) {
    const auto answer = callAs(session, "POST", "/api/v1/me/second-factor", json{{"password", kPassword}}.dump());
    REQUIRE(answer.status == 201);
    const std::string uri = answer.json().at("uri");
    const auto start = uri.find("secret=") + 7;
    const auto secret = decoded(uri.substr(start, uri.find('&') - start));
    const auto done = callAs(session, "POST", "/api/v1/me/second-factor/confirm", json{{"code", code(secret)}}.dump());
    REQUIRE(done.status == 200);
    if (recovery) *recovery = done.json().at("recoveryCodes").get<std::vector<std::string>>();
    return secret;
  }
  std::string code(const std::string& secret, int steps = 0) { return totp::code(secret, totp::stepOf(clock.now()) + steps); }
  static std::string decoded(const std::string& base32) {
    std::string bytes;
    int bits = 0;
    unsigned held = 0;
    for (const char c : base32) {
      held = held << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((bits += 5) >= 8) bytes += static_cast<char>(held >> (bits -= 8));
    }
    return bytes;
  }
  std::string adminId, doctorId;
};

}  // namespace

TEST_CASE("a session idle for longer than the rule is locked in place: same token after unlocking, work goes on [SR-42]") {
  Practice practice;
  const auto session = practice.signIn();
  practice.clock.advance(kMinutes15);
  CHECK(practice.me(session).status == 200);
  practice.clock.advance(kMinutes15 + std::chrono::milliseconds(1));
  CHECK(practice.me(session).status == 401);
  CHECK(practice.me(session).code() == "session.locked");
  CHECK(practice.callAs(session, "GET", "/api/v1/me/sessions").code() == "session.locked");
  CHECK(practice.unlock(session, {{"password", "wrong"}}).code() == "session.refused");
  CHECK(practice.me(session).code() == "session.locked");
  CHECK(practice.unlock(session, {{"password", kPassword}}).status == 204);
  CHECK(practice.me(session).status == 200);
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'session.locked'") == 1);
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'session.unlocked'") == 1);
}

TEST_CASE("use keeps a session open, a page that refreshes by itself does not, a token is never locked [SR-42]") {
  Practice practice;
  const auto session = practice.signIn(), idle = practice.signIn();
  const auto token = practice.token("doctor");
  for (int i = 0; i < 4; ++i) {
    practice.clock.advance(std::chrono::minutes(5));
    CHECK(practice.me(session).status == 200);
    const auto background = practice.callAs(idle, "GET", "/api/v1/me", "", {{"X-Clairis-Background", "1"}});
    CHECK(background.status == (i < 3 ? 200 : 401));
  }
  practice.clock.advance(std::chrono::hours(5));
  CHECK(practice.me(token).status == 200);
}

TEST_CASE("locking by hand holds until unlocked, signing out works while locked, failures to unlock lock the account [SR-42]") {
  Practice practice;
  const auto session = practice.signIn();
  CHECK(practice.callAs(session, "POST", "/api/v1/sessions/current/lock").status == 204);
  CHECK(practice.me(session).code() == "session.locked");
  for (const json& wrong : {json::object(), json{{"password", ""}}, json{{"code", "000000"}}, json{{"password", std::string(100'000, 'x')}}})
    CHECK(practice.unlock(session, wrong).code() == "session.refused");
  CHECK(practice.unlock(session, {{"password", 7}}).code() == "json.field");
  for (int i = 0; i < 10; ++i) CHECK(practice.unlock(session, {{"password", "wrong"}}).status == 401);
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'account.locked'") == 1);
  CHECK(practice.unlock(session, {{"password", kPassword}}).code() == "session.refused");
  CHECK(practice.callAs(session, "DELETE", "/api/v1/sessions/current").status == 204);
  CHECK(practice.me(session).code() == "auth.token");
}

TEST_CASE("after a restart a session is not idle for less than it was; use is written at most once a minute [SR-42]") {
  Practice practice;
  const auto session = practice.signIn();
  const auto stored = [&] { return practice.count("SELECT COUNT(*) FROM access_token WHERE last_used_at <> ''"); };
  for (int i = 0; i < 59; ++i) {
    practice.clock.advance(std::chrono::seconds(1));
    CHECK(practice.me(session).status == 200);
  }
  CHECK(stored() == 0);
  practice.clock.advance(std::chrono::seconds(1));
  CHECK(practice.me(session).status == 200);
  CHECK(stored() == 1);
  practice.clock.advance(std::chrono::seconds(50));
  CHECK(practice.me(session).status == 200);
  // Another process on the same database knows the use of 50 seconds ago only.
  Authenticator restarted(*practice.database, practice.clock, rules());
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/me";
  request.headers["authorization"] = "Bearer " + session;
  practice.clock.advance(kMinutes15 - std::chrono::seconds(50));
  CHECK_NOTHROW(restarted(request));
  Authenticator later(*practice.database, practice.clock, rules());
  practice.clock.advance(kMinutes15 + std::chrono::milliseconds(1));
  CHECK_THROWS(later(request));
}

TEST_CASE("with a second factor the password alone opens nothing, and the session with a code is a second-factor session [SR-10]") {
  Practice practice;
  const auto first = practice.signIn();
  const auto secret = practice.enrolled(first);
  CHECK(practice.me(first).json().at("authentication") == "second_factor");
  CHECK(practice.trySignIn().code() == "session.second_factor");
  CHECK(practice.trySignIn(json::object(), "wrong").code() == "session.refused");
  CHECK(practice.trySignIn({{"code", practice.code(secret)}}).code() == "session.refused");  // spent at the confirmation
  practice.clock.advance(std::chrono::seconds(30));
  const auto code = practice.code(secret);
  const auto session = practice.signIn({{"code", code}});
  CHECK(practice.me(session).json().at("authentication") == "second_factor");
  CHECK(practice.trySignIn({{"code", code}}).code() == "session.refused");
  for (const std::string& hostile : {std::string("000000"), std::string(100'000, '1'), std::string("１２３４５６")})
    CHECK(practice.trySignIn({{"code", hostile}}).code() == "session.refused");
  CHECK(practice.trySignIn({{"code", 123456}}).code() == "json.field");
  practice.clock.advance(std::chrono::seconds(30));
  CHECK(practice.callAs(session, "POST", "/api/v1/sessions/current/lock").status == 204);
  CHECK(practice.unlock(session, {{"code", practice.code(secret)}}).status == 204);
  CHECK(practice.database->reading([](Reader& reader) { return reader.first("SELECT secret FROM account_factor")[0].bytes(); }).find(secret) ==
        std::string::npos);
}

TEST_CASE("wrong codes lock the account as wrong passwords do; recovery codes are good once; an administrator resets [SR-10]") {
  Practice practice;
  std::vector<std::string> recovery;
  practice.enrolled(practice.signIn(), &recovery);
  REQUIRE(recovery.size() == 10);
  CHECK(practice.trySignIn({{"code", recovery[0]}}).status == 201);
  CHECK(practice.trySignIn({{"code", recovery[0]}}).code() == "session.refused");
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'second_factor.recovery_used'") == 1);
  for (int i = 0; i < 9; ++i) CHECK(practice.trySignIn({{"code", "000000"}}).code() == "session.refused");
  CHECK(practice.trySignIn({{"code", recovery[1]}}).code() == "session.refused");
  CHECK(practice.trySignIn().code() == "session.refused");
  const auto admin = practice.token("admin");
  const auto path = "/api/v1/accounts/" + practice.doctorId;
  CHECK(practice.callAs(admin, "POST", path + "/unlock").status == 200);
  CHECK(practice.callAs(admin, "POST", path + "/second-factor/reset").status == 204);
  CHECK(practice.trySignIn().status == 201);
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'second_factor.reset'") == 1);
  CHECK(practice.callAs(admin, "POST", "/api/v1/accounts/none/second-factor/reset").status == 404);
}

TEST_CASE("where a second factor is required a session without one may set it up, and nothing else [SR-10]") {
  Practice practice(rules(SecondFactorMode::required, {"radiologist"}));
  const auto session = practice.signIn();
  CHECK(practice.callAs(session, "GET", "/api/v1/audit").code() == "session.second_factor.enrol");
  CHECK(practice.me(session).status == 200);
  practice.enrolled(session);
  CHECK(practice.callAs(session, "GET", "/api/v1/audit").code() == "http.permission");
  CHECK(practice.callAs(session, "POST", "/api/v1/me/second-factor", json{{"password", kPassword}}.dump()).code() == "second_factor.exists");
}

TEST_CASE("one sees and ends one's sessions, an administrator those of an account, at once [RIS.INS.06]") {
  Practice practice;
  const auto mine = practice.signIn({{"name", "Poste 1"}}), other = practice.signIn({{"name", "Poste 2"}}), third = practice.signIn();
  const auto items = practice.callAs(mine, "GET", "/api/v1/me/sessions").json().at("items");
  REQUIRE(items.size() == 3);
  CHECK(items[0].at("name") == "Poste 1");
  CHECK(items[0].at("current") == true);
  CHECK(items[0].at("address") == "127.0.0.1");
  const std::string otherId = items[1].at("id");
  CHECK(practice.callAs(mine, "DELETE", "/api/v1/me/sessions/" + otherId).status == 204);
  CHECK(practice.me(other).code() == "auth.token");
  CHECK(practice.callAs(mine, "POST", "/api/v1/me/sessions/revoke-others").json().at("ended") == 1);
  CHECK(practice.me(third).code() == "auth.token");
  CHECK(practice.me(mine).status == 200);
  const auto admin = practice.token("admin");
  const auto path = "/api/v1/accounts/" + practice.doctorId + "/sessions";
  CHECK(practice.callAs(admin, "GET", path).json().at("items").size() == 1);
  CHECK(practice.callAs(mine, "GET", path).status == 403);
  CHECK(practice.callAs(admin, "DELETE", "/api/v1/accounts/" + practice.adminId + "/sessions/" + items[0].at("id").get<std::string>()).code() ==
        "session.unknown");
  CHECK(practice.callAs(admin, "POST", path + "/revoke").json().at("ended") == 1);
  CHECK(practice.me(mine).code() == "auth.token");
}

TEST_CASE("a password is changed by who knows the old one; one that was given by another must be changed first [RIS.INS.06]") {
  Practice practice;
  const auto mine = practice.signIn(), other = practice.signIn();
  const auto change = [&](const std::string& session, const char* old, const char* wanted) {
    return practice.callAs(session, "POST", "/api/v1/me/password", json{{"current", old}, {"new", wanted}}.dump());
  };
  CHECK(change(mine, "wrong", kOther).code() == "session.refused");
  CHECK(change(mine, "", kOther).code() == "session.refused");
  CHECK(change(mine, kPassword, "short").code() == "password.weak");
  CHECK(change(mine, kPassword, kPassword).code() == "password.same");
  CHECK(change(mine, kPassword, kOther).status == 204);
  CHECK(practice.me(mine).status == 200);
  CHECK(practice.me(other).code() == "auth.token");
  CHECK(practice.trySignIn(json::object(), kOther).status == 201);

  const auto admin = practice.token("admin");
  const auto path = "/api/v1/accounts/" + practice.doctorId + "/password";
  CHECK(practice.callAs(admin, "POST", path, json{{"password", kPassword}}.dump()).status == 204);
  CHECK(practice.me(mine).code() == "auth.token");
  const auto fresh = practice.signIn();
  CHECK(practice.callAs(fresh, "GET", "/api/v1/audit").code() == "session.password_change");
  CHECK(change(fresh, kPassword, kOther).status == 204);
  CHECK(practice.callAs(fresh, "GET", "/api/v1/audit").code() == "http.permission");
}

TEST_CASE("a tab opened on a locked session unlocks it with the cookie alone; every other write still needs the CSRF token [SR-42]") {
  Practice practice;
  const auto session = practice.signIn();
  const Headers tab{{"Cookie", "clairis_session=" + session}};
  CHECK(practice.call("POST", "/api/v1/sessions/current/lock", "", tab).code() == "auth.csrf");
  CHECK(practice.callAs(session, "POST", "/api/v1/sessions/current/lock").status == 204);
  CHECK(practice.call("GET", "/api/v1/me", "", tab).code() == "session.locked");
  CHECK(practice.call("DELETE", "/api/v1/sessions/current", "", tab).code() == "auth.csrf");
  CHECK(practice.call("POST", "/api/v1/sessions/current/unlock", json{{"password", "wrong"}}.dump(), tab).code() == "session.refused");
  CHECK(practice.call("POST", "/api/v1/sessions/current/unlock", json{{"password", kPassword}}.dump(), tab).status == 204);
  CHECK(practice.call("GET", "/api/v1/me", "", tab).json().at("csrf") == csrfTokenOf(session));
  CHECK(practice.me(session).status == 200);
}

TEST_CASE("a locked session reaches no route but those that leave the lock, whatever the method [SR-42]") {
  Practice practice;
  const auto session = practice.signIn();
  REQUIRE(practice.callAs(session, "POST", "/api/v1/sessions/current/lock").status == 204);
  int asked = 0;
  for (const auto& route : practice.table.routes()) {
    const bool leaves =
        route->pattern == "/api/v1/sessions/current/unlock" || (route->method == "DELETE" && route->pattern == "/api/v1/sessions/current");
    if (route->permission == "public" || leaves) continue;
    CAPTURE(route->pattern);
    CHECK(practice.callAs(session, route->method, route->pattern, route->method == "GET" ? "" : "{}").code() == "session.locked");
    ++asked;
  }
  CHECK(asked > 20);
}

TEST_CASE("guessing the first code of a factor that waits counts as failing to sign in, and a locked account confirms none [SR-10]") {
  Practice practice;
  const auto session = practice.signIn();
  const auto answer = practice.callAs(session, "POST", "/api/v1/me/second-factor", json{{"password", kPassword}}.dump());
  const std::string uri = answer.json().at("uri");
  const auto start = uri.find("secret=") + 7;
  const auto secret = Practice::decoded(uri.substr(start, uri.find('&') - start));
  const auto confirm = [&](const std::string& code) {
    return practice.callAs(session, "POST", "/api/v1/me/second-factor/confirm", json{{"code", code}}.dump());
  };
  for (int i = 0; i < 10; ++i) CHECK(confirm("000000").code() == "second_factor.code");
  CHECK(practice.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'account.locked'") == 1);
  CHECK(confirm(practice.code(secret)).code() == "second_factor.none");
}

TEST_CASE("a second factor ends the sessions that were opened without it [SR-10]") {
  Practice practice;
  const auto old = practice.signIn(), session = practice.signIn();
  CHECK(practice.me(old).status == 200);
  practice.enrolled(session);
  CHECK(practice.me(old).code() == "auth.token");
  CHECK(practice.me(session).status == 200);
}

TEST_CASE("a second tab that sets the factor up again makes the first QR code worthless, and a confirmed one stands [SR-10]") {
  Practice practice;
  const auto session = practice.signIn();
  const auto begin = [&] { return practice.callAs(session, "POST", "/api/v1/me/second-factor", json{{"password", kPassword}}.dump()); };
  const std::string first = begin().json().at("uri");
  const auto secret = practice.enrolled(session);
  const auto start = first.find("secret=") + 7;
  practice.clock.advance(std::chrono::seconds(60));
  CHECK(practice.trySignIn({{"code", practice.code(Practice::decoded(first.substr(start, first.find('&') - start)))}}).code() == "session.refused");
  CHECK(begin().code() == "second_factor.exists");
  CHECK(practice.trySignIn({{"code", practice.code(secret)}}).status == 201);
}

TEST_CASE("codes of the steps beside the present one are taken, older and later ones are not, and none after a later one [SR-10]") {
  Practice practice;
  const auto secret = practice.enrolled(practice.signIn());
  practice.clock.advance(std::chrono::minutes(10));
  for (const int wrong : {-2, 2, -20}) CHECK(practice.trySignIn({{"code", practice.code(secret, wrong)}}).code() == "session.refused");
  CHECK(practice.trySignIn({{"code", practice.code(secret, -1)}}).status == 201);
  CHECK(practice.trySignIn({{"code", practice.code(secret, 1)}}).status == 201);
  CHECK(practice.trySignIn({{"code", practice.code(secret, 0)}}).code() == "session.refused");
  CHECK(practice.trySignIn({{"code", practice.code(secret, 1)}}).code() == "session.refused");
  practice.clock.advance(-std::chrono::minutes(5));  // a clock set back opens nothing that was spent
  CHECK(practice.trySignIn({{"code", practice.code(secret)}}).code() == "session.refused");
}

TEST_CASE("no password, code, secret or token reaches the log or the trail [SR-10]") {
  Practice practice;
  std::vector<std::string> recovery;
  const auto session = practice.signIn();
  const auto secret = practice.enrolled(session, &recovery);
  practice.clock.advance(std::chrono::minutes(1));
  const auto code = practice.code(secret);
  CHECK(practice.trySignIn({{"code", code}}).status == 201);
  CHECK(practice.trySignIn({{"code", recovery[0]}}).status == 201);
  CHECK(practice.trySignIn({{"code", recovery[0]}}).status == 401);
  CHECK(practice.callAs(session, "POST", "/api/v1/me/password", json{{"current", kPassword}, {"new", kOther}}.dump()).status == 204);
  practice.stop();
  std::string trail;
  practice.database->read([&](Reader& reader) {
    trail.clear();
    for (const auto& row : reader.query("SELECT actor, action, object, outcome, detail FROM audit_entry"))
      for (int column = 0; column < 5; ++column) trail += row[static_cast<std::size_t>(column)].text() + '\n';
  });
  CHECK(trail.find("second_factor.confirmed") != std::string::npos);
  CHECK(practice.logged.find("http.request") != std::string::npos);
  for (const std::string& hidden : {std::string(kPassword), std::string(kOther), session, recovery[0], totp::base32(secret)}) {
    CHECK(trail.find(hidden) == std::string::npos);
    CHECK(practice.logged.find(hidden) == std::string::npos);
  }
  CHECK(trail.find("\"" + code) == std::string::npos);
}

TEST_CASE("the name of a device is bounded [SR-10]") {
  Practice practice;
  CHECK(practice.trySignIn({{"name", std::string(200, 'x')}}).status == 201);
  CHECK(practice.trySignIn({{"name", std::string(201, 'x')}}).code() == "session.name");
}
