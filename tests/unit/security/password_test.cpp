// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "core/domain/refusal.h"
#include "core/security/grants.h"
#include "core/security/accounts.h"
#include "core/security/digest.h"
#include "core/security/password_hash.h"
#include "core/security/password_rules.h"

using namespace clairis;

namespace {

std::string codeOf(std::string_view password, std::string_view login = "doctor") {
  try {
    checkPassword(password, login);
  } catch (const Refusal& refusal) {
    if (!password.empty()) CHECK(refusal.detail().find(password) == std::string::npos);
    return refusal.code();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("passwords have 12 characters of 4 classes or 14 of 3 [SC.SSI/IAM]") {
  CHECK(codeOf("Abcdefgh1-xy") == "accepted");
  CHECK(codeOf("Abcdefgh1-x") == "password.weak");
  CHECK(codeOf("Abcdefgh12xyzt") == "accepted");
  CHECK(codeOf("Abcdefgh12xyz") == "password.weak");
  CHECK(codeOf("abcdefghijklmnopqrstuvwxyz12") == "password.weak");
  CHECK(codeOf("") == "password.weak");
  CHECK(codeOf("Éàbcdefgh1AB") == "accepted");
  CHECK(codeOf("Ab1\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9") == "password.weak");  // 8 characters in 13 bytes
  CHECK(codeOf("My-doctor-Password1") == "password.weak");
  CHECK(codeOf("Abcdefgh1-\xFF\xFF\xFF") == "password.malformed");
  CHECK(codeOf("Aa1-" + std::string(253, 'x')) == "password.too_long");
}

TEST_CASE("generated passwords pass the rules and differ") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto password = generatedPassword();
    CHECK(codeOf(password) == "accepted");
    CHECK(seen.insert(password).second);
  }
}

TEST_CASE("a hash is Argon2id at the cost asked for, salted, and matches its password alone") {
  const PasswordHasher hasher({256, 2, 1, 2});
  const auto hash = hasher.hash("Correct-Horse-7");
  CHECK(hash.rfind("$argon2id$v=19$m=256,t=2,p=1$", 0) == 0);
  CHECK(hasher.hash("Correct-Horse-7") != hash);
  CHECK(hasher.matches("Correct-Horse-7", hash));
  CHECK_FALSE(hasher.matches("Correct-Horse-8", hash));
  CHECK_FALSE(hasher.matches("", hash));
  CHECK_FALSE(hasher.matches("x", "not a hash"));
  CHECK_FALSE(hasher.outdated(hash));
  CHECK(PasswordHasher({512, 2, 1, 1}).outdated(hash));
}

TEST_CASE("many sign-ins at once wait for one another and all come through") {
  const PasswordHasher hasher({64, 1, 1, 2});
  const auto hash = hasher.hash("x");
  std::atomic<int> matched{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) threads.emplace_back([&] { matched += hasher.matches("x", hash) ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  CHECK(matched == 16);
}

TEST_CASE("digests and base64url match published vectors") {
  CHECK(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(base64Url("fooba") == "Zm9vYmE");
  CHECK(base64Url("\xFB\xFF") == "-_8");
  for (const std::string& bytes : {std::string(), std::string("f"), std::string("fo"), std::string("foo"), std::string("\0\xFF", 2)})
    CHECK(fromBase64Url(base64Url(bytes)) == bytes);
  CHECK_THROWS_AS(fromBase64Url("a+b"), Refusal);
  CHECK(sameSecret("abc", "abc"));
  CHECK_FALSE(sameSecret("abc", "abd"));
  CHECK_FALSE(sameSecret("abc", "ab"));
}

TEST_CASE("only a radiologist in person validates [SR-10]") {
  for (const auto& grant : roleGrants()) {
    Caller caller;
    caller.roles = {std::string(grant.role)};
    CAPTURE(grant.role);
    CHECK(allowed(caller, "report.validate") == (grant.role == "radiologist"));
    caller.serviceToken = true;
    CHECK_FALSE(allowed(caller, "report.validate"));
    CHECK_FALSE(allowed(caller, "nobody.may"));
  }
  Caller system;
  system.principal = "system";
  CHECK(allowed(system, "exam.read"));
  CHECK_FALSE(allowed(system, "report.validate"));
  CHECK_FALSE(allowed(Caller{}, "exam.read"));
}

TEST_CASE("lists of roles and sites round-trip") {
  CHECK(splitList("").empty());
  CHECK(splitList("a,,b,") == std::vector<std::string>{"a", "b"});
  CHECK(joinList(splitList("a,b")) == "a,b");
}
