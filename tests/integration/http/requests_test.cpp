// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/StreamSocket.h>
#include <doctest/doctest.h>

#include <latch>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/domain/refusal.h"
#include "tests/integration/http/server_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

Route echo(std::string permission = "public") {
  return {"POST",
          "/api/v1/echo/{id}",
          "Echo.",
          std::move(permission),
          R"({"type":"object"})",
          "",
          false,
          [](const HttpRequest& request) {
            return HttpResponse{200, "application/json", request.body, {{"ETag", "\"1\""}}};
          },
          {}};
}

int statusOf(const std::string& answer) { return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3)); }

}  // namespace

TEST_CASE("404, 405 with Allow, 415 and 400 say what is wrong in the reader's language") {
  ServerFixture server;
  server.server->add(echo());
  const auto unknown = server.call("GET", "/api/v1/nothing", "", {{"Accept-Language", "en"}});
  CHECK(unknown.status == 404);
  CHECK(unknown.headers.at("content-type") == "application/problem+json");
  CHECK(unknown.json().at("title") == "This address does not exist");
  const auto method = server.call("PUT", "/api/v1/echo/1", "{}");
  CHECK(method.status == 405);
  CHECK(method.headers.at("allow") == "POST");
  CHECK(server.call("TRACE", "/api/v1/echo/1").status == 405);
  CHECK(server.call("POST", "/api/v1/echo/1", "{}", {{"Content-Type", "text/xml"}}).status == 415);
  const auto json = server.call("POST", "/api/v1/echo/1", "{\n \"a\": }");
  CHECK(json.status == 400);
  CHECK(json.json().at("detail").get<std::string>().find("line 2, column 7") != std::string::npos);
  CHECK(server.call("POST", "/api/v1/echo/1", "{\"a\":\"\xE9\"}").code() == "http.json.malformed");
  const auto good = server.call("POST", "/api/v1/echo/1", "{\"a\":\"é\"}", {{"Content-Type", "Application/JSON ; charset=utf-8"}});
  CHECK(good.body == "{\"a\":\"é\"}");
  CHECK(good.headers.at("etag") == "\"1\"");
}

TEST_CASE("every answer carries security headers and a request id, and no server version") {
  ServerFixture server;
  for (const auto& reply : {server.call("GET", "/healthz"), server.call("GET", "/nothing")}) {
    CHECK(reply.headers.at("x-content-type-options") == "nosniff");
    CHECK(reply.headers.at("cache-control") == "no-store");
    CHECK(reply.headers.at("content-security-policy").find("default-src 'none'") == 0);
    CHECK_FALSE(reply.headers.at("x-request-id").empty());
    CHECK(reply.headers.count("server") == 0);
  }
  CHECK(server.call("GET", "/healthz", "", {{"X-Request-Id", "mine-1"}}).headers.at("x-request-id") == "mine-1");
  CHECK(server.call("GET", "/healthz", "", {{"X-Request-Id", "a b\"c"}}).headers.at("x-request-id") != "a b\"c");
}

TEST_CASE("a body over the limit is 413 by its length and by its chunks, and the server goes on") {
  ServerFixture server({}, 1000);
  server.server->add(echo());
  CHECK(server.call("POST", "/api/v1/echo/1", "\"" + std::string(998, 'x') + "\"").status == 200);
  CHECK(server.call("POST", "/api/v1/echo/1", "\"" + std::string(999, 'x') + "\"").status == 413);
  const std::string chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  const auto chunked = server.raw("POST /api/v1/echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                  chunk + chunk + "0\r\n\r\n");
  CHECK(statusOf(chunked) == 413);
  CHECK(server.call("GET", "/healthz").status == 200);
}

TEST_CASE("framing that two servers would read differently is refused and the connection closed") {
  ServerFixture server;
  server.server->add(echo());
  const std::string head = "POST /api/v1/echo/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  for (const char* framing : {"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} GET /healthz HTTP/1.1\r\n\r\n",
                              "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n\r\n{}", "Content-Length: 2x\r\n\r\n{}", "Content-Length: -2\r\n\r\n{}"}) {
    CAPTURE(framing);
    const auto answer = server.raw(head + framing);
    // A length that is no number ends in Poco, before any answer.
    CHECK((statusOf(answer) == 400 || answer.empty()));
    CHECK(answer.find("HTTP/1.1", 8) == std::string::npos);
  }
}

TEST_CASE("what is not HTTP, huge headers and long targets end in an error and harm nobody") {
  ServerFixture server;
  std::string many = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 500; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  const std::vector<std::string> hostile{
      std::string("\x16\x03\x01\x02\x00\x01", 6) + "\r\n\r\n", many + "\r\n", "GET /healthz HTTP/1.1\r\nX: " + std::string(200'000, 'x') + "\r\n\r\n",
      "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n", std::string(100'000, 'M') + " / HTTP/1.1\r\n\r\n"};
  for (const auto& bytes : hostile) {
    const int status = statusOf(server.raw(bytes));
    CHECK((status == 0 || status >= 400));
    CHECK(server.call("GET", "/healthz").status == 200);
  }
}

TEST_CASE("hostile paths reach no route") {
  ServerFixture server;
  for (const char* path : {"/api/v1/../../etc/passwd", "/api/v1/%2e%2e/me", "/api//v1/me", "/api/v1/me%00", "/api/v1/%ff", "/api/v1/a%2fb"}) {
    CAPTURE(path);
    CHECK(server.call("GET", path).code() == "http.path.malformed");
  }
}

TEST_CASE("an unknown exception is a 500 with an incident id that is logged, and tells nothing else") {
  ServerFixture server;
  server.server->add(
      {"GET", "/boom", "Boom.", "public", "", "", false, [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("inner words"); }, {}});
  const auto reply = server.call("GET", "/boom");
  CHECK(reply.status == 500);
  CHECK(reply.body.find("inner words") == std::string::npos);
  const std::string incident = reply.json().at("incident");
  server.stop();
  CHECK(server.logged.find(incident) != std::string::npos);
  CHECK(server.logged.find("inner words") != std::string::npos);
}

TEST_CASE("a version conflict is 412 with If-Match and 409 without") {
  ServerFixture server;
  server.server->add({"POST",
                      "/v",
                      "V.",
                      "public",
                      "",
                      "",
                      false,
                      [](const HttpRequest&) -> HttpResponse { throw Conflict("report.version", "changed since"); },
                      {}});
  CHECK(server.call("POST", "/v", "", {{"If-Match", "\"3\""}}).status == 412);
  CHECK(server.call("POST", "/v").status == 409);
}

TEST_CASE("HEAD gives the headers of GET and no body") {
  ServerFixture server;
  const auto answer = server.raw("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(statusOf(answer) == 200);
  CHECK(answer.find("Content-Length: 11") != std::string::npos);
  CHECK(answer.substr(answer.size() - 4) == "\r\n\r\n");
}

TEST_CASE("the OpenAPI document covers every route served, and metrics name them") {
  ServerFixture server;
  const auto document = server.call("GET", "/api/v1/openapi.json").json();
  std::size_t operations = 0;
  for (const auto& path : document.at("paths")) operations += path.size();
  CHECK(operations == server.table.routes().size());
  CHECK(server.call("GET", "/metrics")
            .body.find("clairis_http_request_seconds_count{method=\"GET\",route=\"/api/v1/openapi.json\",status=\"200\"} 1") != std::string::npos);
}

TEST_CASE("clients that send one byte at a time, or never read, do not hold the others up") {
  HttpLimits limits;
  limits.threads = 2;
  limits.patience.whenFull = std::chrono::milliseconds(200);
  ServerFixture server(limits);
  server.server->add({"GET",
                      "/big",
                      "Big.",
                      "public",
                      "",
                      "",
                      false,
                      [](const HttpRequest&) {
                        return HttpResponse{200, "text/plain", std::string(8'000'000, 'x'), {}};
                      },
                      {}});
  std::vector<Poco::Net::StreamSocket> slow;
  for (const std::string begin :
       {"GET /healthz HT", "POST /api/v1/sessions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
        "GET /big HTTP/1.1\r\nHost: x\r\n\r\n", "G"}) {
    slow.emplace_back(Poco::Net::SocketAddress("127.0.0.1", server.port));
    slow.back().sendBytes(begin.data(), static_cast<int>(begin.size()));
  }
  for (int i = 0; i < 5; ++i) CHECK(server.call("GET", "/healthz").status == 200);
}

TEST_CASE("stopping finishes the request that runs and closes idle connections") {
  ServerFixture server;
  std::latch entered(1);
  std::latch leave(1);
  server.server->add({"GET",
                      "/wait",
                      "Wait.",
                      "public",
                      "",
                      "",
                      false,
                      [&](const HttpRequest&) {
                        entered.count_down();
                        leave.wait();
                        return HttpResponse{200, "text/plain", "done", {}};
                      },
                      {}});
  Poco::Net::StreamSocket idle(Poco::Net::SocketAddress("127.0.0.1", server.port));
  Reply reply;
  std::thread client([&] { reply = server.call("GET", "/wait"); });
  entered.wait();
  bool finished = false;
  std::thread stopper([&] { finished = server.server->stop(std::chrono::steady_clock::now() + std::chrono::seconds(20)); });
  char byte = 0;
  CHECK(idle.receiveBytes(&byte, 1) == 0);  // cut: so draining has begun, and the request still runs
  leave.count_down();
  client.join();
  stopper.join();
  CHECK(finished);
  CHECK(reply.body == "done");
  CHECK_THROWS(server.call("GET", "/healthz"));
}

TEST_CASE("a taken port is refused with the option to change") {
  ServerFixture server;
  try {
    server.server->listen({"127.0.0.1", server.port, "", "", false});
    FAIL("expected a refusal");
  } catch (const Refusal& refusal) {
    CHECK(refusal.code() == "http.listener.bind");
    CHECK(refusal.field() == "http.port");
  }
  CHECK_THROWS_AS(server.server->listen({"127.0.0.1", 0, "/nowhere.pem", "/nowhere.key", false}), Refusal);
}
