// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/http/bind_rule.h"
#include "core/http/idempotency.h"
#include "core/http/json_check.h"
#include "core/http/paging.h"
#include "core/security/utf8.h"

using namespace clairis;

namespace {

std::string detailOf(std::string_view body) {
  try {
    checkJson(body);
  } catch (const Refusal& refusal) {
    CHECK(refusal.code() == "http.json.malformed");
    return refusal.detail();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("JSON is accepted whatever its shape") {
  for (const char* body : {"{}", "[]", "null", "1", "\"é\"", " {\"a\":[1,2,{\"b\":null}]} "}) CHECK(detailOf(body) == "accepted");
}

TEST_CASE("malformed JSON is refused with its place and never with its text") {
  const auto detail = detailOf("{\n  \"name\": \"PAT-TROIS\",\n  \"x\": oops\n}");
  CHECK(detail.find("line 3, column 8") != std::string::npos);
  CHECK(detail.find("PAT-TROIS") == std::string::npos);
  CHECK(detail.find("oops") == std::string::npos);
  for (const char* body : {"", "{", "{\"a\":}", "[1,]", "{}{}", "{\"a\":1}x", "'a'", "{a:1}", "NaN", "01", "\"\\ud800\"", "\"\x01\""}) {
    CAPTURE(body);
    CHECK(detailOf(body) != "accepted");
  }
}

TEST_CASE("bytes that are not UTF-8 are refused") {
  CHECK(detailOf("{\"a\":\"\xE9\"}") == "request body: expected UTF-8");
  CHECK(detailOf(std::string("\xEF\xBB\xBF{}", 5)) == "accepted");
}

TEST_CASE("a hundred thousand brackets neither crash nor pass") {
  CHECK(detailOf(std::string(100'000, '[')).find("nested deeper") != std::string::npos);
  CHECK(detailOf(std::string(64, '[') + std::string(64, ']')) == "accepted");
  CHECK(detailOf(std::string(65, '[') + std::string(65, ']')) != "accepted");
}

TEST_CASE("UTF-8 is what RFC 3629 says") {
  CHECK(validUtf8("a é € 𝄞"));
  for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "a\xE2\x82"}) {
    CAPTURE(bad);
    CHECK_FALSE(validUtf8(bad));
  }
}

TEST_CASE("a cursor comes back as the key it was made from") {
  HttpRequest request;
  request.query = {{"limit", "2"}, {"after", cursorOf({"2026-11-20", "é\"x"})}};
  const auto page = pageRequest(request, 2);
  CHECK(page.limit == 2);
  CHECK(page.after == std::vector<std::string>{"2026-11-20", "é\"x"});
}

TEST_CASE("limits and cursors that are none are refused") {
  const auto code = [](const std::string& limit, const std::string& after) -> std::string {
    HttpRequest request;
    if (!limit.empty()) request.query["limit"] = limit;
    request.query["after"] = after;
    try {
      pageRequest(request, 1);
    } catch (const Refusal& refusal) {
      return refusal.code();
    }
    return "accepted";
  };
  CHECK(code("", "") == "accepted");
  for (const char* limit : {"0", "201", "-1", "x", "1x", "99999999999999999999"}) CHECK(code(limit, "") == "http.query.limit");
  for (const char* after : {"!!", "abc", "W10", "WzFd", "WyJhIiwiYiJd"}) {
    CAPTURE(after);
    CHECK(code("", after) == "cursor.malformed");
  }
  CHECK(code("", "WyJhIl0") == "accepted");
}

TEST_CASE("a plain listener off loopback is refused unless a proxy is declared") {
  const auto accepted = [](const char* bind, bool tls, bool proxy) {
    try {
      checkBind(bind, tls, proxy, Environment::production);
      return true;
    } catch (const Refusal& refusal) {
      CHECK(refusal.code() == "http.listener.plain");
      return false;
    }
  };
  for (const char* bind : {"127.0.0.1", "127.8.9.1", "::1"}) CHECK(accepted(bind, false, false));
  for (const char* bind : {"0.0.0.0", "::", "192.168.1.10", "localhost", "127.0.0.1.example.org", "", "::ffff:10.0.0.1"}) {
    CAPTURE(bind);
    CHECK_FALSE(accepted(bind, false, false));
    CHECK(accepted(bind, true, false));
    CHECK(accepted(bind, false, true));
  }
}

TEST_CASE("an idempotency key is 1 to 200 visible ASCII characters") {
  CHECK(checkedIdempotencyKey(std::string(200, 'k')).size() == 200);
  for (const std::string& key : {std::string(), std::string(201, 'k'), std::string("a b"), std::string("é"), std::string("a\x01")}) {
    CAPTURE(key);
    CHECK_THROWS_AS(checkedIdempotencyKey(key), Refusal);
  }
}
