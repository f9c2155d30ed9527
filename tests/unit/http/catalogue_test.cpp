// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "core/http/problem.h"
#include "core/security/utf8.h"

using namespace clairis;

namespace {

std::string textOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Every code that appears as the first argument of a refusal in our sources.
std::set<std::string> thrownCodes() {
  static const std::regex refusal(R"re((?:Refusal|Conflict|NotFound|Forbidden)\s*\(\s*"([a-z0-9_]+(?:\.[a-z0-9_]+)*)")re");
  std::set<std::string> codes;
  for (const char* folder : {"core", "plugins", "dicom", "reports"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(CLAIRIS_SOURCE_DIR) / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".h") continue;
      const std::string text = textOf(entry.path());
      for (std::sregex_iterator match(text.begin(), text.end(), refusal), end; match != end; ++match) codes.insert((*match)[1]);
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("every code that our sources throw has words in both languages") {
  const auto codes = thrownCodes();
  REQUIRE(codes.size() > 50);
  for (const auto& code : codes) {
    CAPTURE(code);
    CHECK_FALSE(catalogueEntry(code).prefix.empty());
  }
}

TEST_CASE("the catalogue is sorted, complete and written in UTF-8") {
  const auto& entries = catalogue();
  REQUIRE(entries.front().prefix.empty());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    CAPTURE(entry.prefix);
    if (i > 0) CHECK(entries[i - 1].prefix < entry.prefix);
    for (const auto text : {entry.french.title, entry.french.whatToDo, entry.english.title, entry.english.whatToDo}) {
      CHECK_FALSE(text.empty());
      CHECK(validUtf8(text));
    }
    CHECK((entry.status == 0 || (entry.status >= 400 && entry.status < 600)));
  }
}

TEST_CASE("the longest prefix of whole words wins") {
  CHECK(catalogueEntry("http.body.too_large").status == 413);
  CHECK(catalogueEntry("http.body.truncated").prefix == "http");
  CHECK(catalogueEntry("ins.key.wrong").prefix == "ins");
  CHECK(catalogueEntry("inst").prefix.empty());
  CHECK(catalogueEntry("").prefix.empty());
}

TEST_CASE("Accept-Language chooses by quality, French when neither is named") {
  CHECK(preferredLanguage("") == Language::french);
  CHECK(preferredLanguage("de, es;q=0.5") == Language::french);
  CHECK(preferredLanguage("en") == Language::english);
  CHECK(preferredLanguage("en-GB, fr;q=0.8") == Language::english);
  CHECK(preferredLanguage("fr;q=0.9, en;q=0.8") == Language::french);
  CHECK(preferredLanguage("EN;q=0.9,FR;q=0.1") == Language::english);
  CHECK(preferredLanguage("english") == Language::french);
  CHECK(preferredLanguage("en;q=banana") == Language::french);
  CHECK(preferredLanguage(",,;;q=,en;q=5") == Language::french);
}

TEST_CASE("a refusal's type, its code and If-Match decide the status") {
  CHECK(statusOf(NotFound("order.unknown", "x"), false) == 404);
  CHECK(statusOf(Forbidden("http.permission", "x"), false) == 403);
  CHECK(statusOf(Conflict("report.version", "x"), false) == 409);
  CHECK(statusOf(Conflict("report.version", "x"), true) == 412);
  CHECK(statusOf(Conflict("account.login.taken", "x"), true) == 409);
  CHECK(statusOf(Refusal("ins.malformed", "x"), false) == 422);
  CHECK(statusOf(Refusal("http.json.malformed", "x"), false) == 400);
  CHECK(statusOf(Refusal("auth.token", "x"), false) == 401);
  CHECK(statusOf(Refusal("nobody.knows", "x"), false) == 422);
}

TEST_CASE("problem+json carries code, words, detail, field and the request's id") {
  const auto response = problem(Refusal("rpps.malformed", "expected 11 digits, found 3", "/rpps"), 422, Language::english, "r-1");
  CHECK(response.contentType == "application/problem+json");
  const auto body = nlohmann::json::parse(response.body);
  CHECK(body.at("type") == "urn:clairis:problem:rpps.malformed");
  CHECK(body.at("code") == "rpps.malformed");
  CHECK(body.at("status") == 422);
  CHECK(body.at("detail") == "expected 11 digits, found 3");
  CHECK(body.at("field") == "/rpps");
  CHECK(body.at("requestId") == "r-1");
  CHECK(body.at("title") == "The RPPS number is malformed");
  CHECK(response.headers.at("Content-Language") == "en");
}

TEST_CASE("a detail that is not UTF-8 still makes valid JSON") {
  const auto response = problem(Refusal("hl7.segment", "found \xE9\xFF"), 422, Language::french, "r");
  CHECK(nlohmann::json::accept(response.body));
}

TEST_CASE("an incident shows its id and nothing of the exception") {
  const auto body = nlohmann::json::parse(incident(Language::french, "i-1").body);
  CHECK(body.at("incident") == "i-1");
  CHECK(body.at("status") == 500);
  CHECK_FALSE(body.contains("detail"));
}

TEST_CASE("what a partner's merge or move meets has words of its own, not those of any HL7 message") {
  for (const char* code : {"hl7.merge.identifier.missing", "hl7.merge.number", "hl7.merge.undone", "hl7.account_move.orders"}) {
    CAPTURE(std::string(code));
    const auto& entry = catalogueEntry(code);
    CHECK(std::string(code).starts_with(entry.prefix));
    CHECK(entry.prefix.size() > std::string("hl7").size());
  }
  CHECK(catalogueEntry("service.missing").prefix == "service");
}
