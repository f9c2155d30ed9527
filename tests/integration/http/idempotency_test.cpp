// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/idempotency.h"

#include <doctest/doctest.h>

#include <latch>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/domain/refusal.h"
#include "tests/integration/http/server_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

std::string accountBody(const std::string& login) { return nlohmann::json{{"login", login}, {"roles", {"secretary"}}}.dump(); }

struct KeyedServer : ServerFixture {
  KeyedServer() {
    account("admin", "administrator");
    admin = token("admin");
  }
  Reply create(const std::string& login, const std::string& key) {
    return callAs(admin, "POST", "/api/v1/accounts", accountBody(login), {{"Idempotency-Key", key}});
  }
  std::string admin;
};

}  // namespace

TEST_CASE("the same key gives the same answer and one effect") {
  KeyedServer server;
  const auto first = server.create("new.one", "k1");
  const auto again = server.create("new.one", "k1");
  CHECK(first.status == 201);
  CHECK(first.headers.count("idempotency-replayed") == 0);
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(again.headers.at("location") == first.headers.at("location"));
  CHECK(again.headers.at("idempotency-replayed") == "true");
  CHECK(server.count("SELECT COUNT(*) FROM account WHERE login = 'new.one'") == 1);
}

TEST_CASE("another body under the same key is refused, another principal's key is another key") {
  KeyedServer server;
  CHECK(server.create("new.one", "k1").status == 201);
  const auto other = server.create("new.two", "k1");
  CHECK(other.status == 422);
  CHECK(other.code() == "idempotency.other_request");
  server.account("admin.two", "administrator");
  CHECK(server.callAs(server.token("admin.two"), "POST", "/api/v1/accounts", accountBody("new.two"), {{"Idempotency-Key", "k1"}}).status == 201);
  CHECK(server.create("x.y", std::string(201, 'k')).status == 400);
}

TEST_CASE("a refused request leaves its key free") {
  KeyedServer server;
  CHECK(server.create("admin", "k1").status == 409);
  CHECK(server.create("new.one", "k1").status == 201);
}

TEST_CASE("sixteen equal requests at once have one effect; the others hear in flight or the same answer") {
  KeyedServer server;
  std::latch start(16);
  std::vector<Reply> replies(16);
  std::vector<std::thread> threads;
  for (auto& reply : replies) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      reply = server.create("new.one", "k1");
    });
  }
  for (auto& thread : threads) thread.join();
  std::map<int, int> statuses;
  for (const auto& reply : replies) {
    ++statuses[reply.status];
    if (reply.status == 409) CHECK(reply.code() == "idempotency.in_flight");
  }
  CHECK(statuses[201] >= 1);
  CHECK(statuses[201] + statuses[409] == 16);
  CHECK(server.count("SELECT COUNT(*) FROM account WHERE login = 'new.one'") == 1);
}

TEST_CASE("a token is shown once: the answer kept for its key does not hold it") {
  KeyedServer server;
  const auto id = server.account("doctor", "radiologist");
  const auto body = nlohmann::json{{"accountId", id}, {"name", "n"}, {"kind", "personal"}}.dump();
  const auto first = server.callAs(server.admin, "POST", "/api/v1/tokens", body, {{"Idempotency-Key", "k"}});
  const auto again = server.callAs(server.admin, "POST", "/api/v1/tokens", body, {{"Idempotency-Key", "k"}});
  CHECK(first.json().at("token").is_string());
  CHECK(again.json().at("token").is_null());
  CHECK(again.json().at("id") == first.json().at("id"));
}

TEST_CASE("an answer that another node stored first rolls the effect back") {
  SecureStore store;
  const IdempotentRequest request{"account:1", "POST /x", "k", "hash"};
  store.database->write(Lane::interactive, [&](UnitOfWork& work) { Idempotency::remember(work, request, {}); });
  CHECK_THROWS_AS(store.database->write(Lane::interactive,
                                        [&](UnitOfWork& work) {
                                          work.execute("INSERT INTO instance_fact (name, value) VALUES ('effect', '1')");
                                          Idempotency::remember(work, request, {});
                                        }),
                  Conflict);
  CHECK(store.count("SELECT COUNT(*) FROM instance_fact WHERE name = 'effect'") == 0);
}

TEST_CASE("keys are forgotten after their days, in batches [SR-40]") {
  SecureStore store;
  store.database->write(Lane::batch, [&](UnitOfWork& work) {
    for (int i = 0; i < 1201; ++i) Idempotency::remember(work, {"p", "r", std::to_string(i), "h"}, {});
  });
  CHECK(purgeIdempotency(*store.database, store.clock.now()) == 0);
  store.clock.advance(std::chrono::hours(24 * 7));
  CHECK(purgeIdempotency(*store.database, store.clock.now()) == 1201);
}
