// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/totp.h"

#include <doctest/doctest.h>

using namespace clairis;

namespace {

const std::string kSecret = "12345678901234567890";  // RFC 6238 appendix B, SHA-1

Instant at(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

}  // namespace

TEST_CASE("codes are those of RFC 6238 appendix B, their last six digits [SR-10]") {
  struct Vector {
    std::int64_t seconds;
    const char* code;
  };
  for (const auto& [seconds, code] : {Vector{59, "287082"}, Vector{1111111109, "081804"}, Vector{1111111111, "050471"}, Vector{1234567890, "005924"},
                                      Vector{2000000000, "279037"}, Vector{20000000000, "353130"}}) {
    CHECK(totp::code(kSecret, totp::stepOf(at(seconds))) == code);
    CHECK(totp::matchingStep(kSecret, code, at(seconds), 0) == totp::stepOf(at(seconds)));
  }
}

TEST_CASE("one step of drift is taken either way, two are not, and no step twice nor an older one after it [SR-10]") {
  const auto now = at(1111111111);
  const auto step = totp::stepOf(now);
  for (std::int64_t drift = -3; drift <= 3; ++drift) {
    const auto found = totp::matchingStep(kSecret, totp::code(kSecret, step + drift), now, 0);
    CHECK(found.has_value() == (drift >= -1 && drift <= 1));
    if (found) CHECK(*found == step + drift);
  }
  CHECK_FALSE(totp::matchingStep(kSecret, totp::code(kSecret, step), now, step));
  CHECK_FALSE(totp::matchingStep(kSecret, totp::code(kSecret, step - 1), now, step));
  CHECK(totp::matchingStep(kSecret, totp::code(kSecret, step + 1), now, step));
}

TEST_CASE("anything but six ASCII digits is no code [SR-10]") {
  const auto now = at(59);
  for (const std::string& hostile : {std::string(), std::string("28708"), std::string("2870820"), std::string(1'000'000, '2'), std::string("28708\0", 6),
                                     std::string("２８７０８２"), std::string("٢٨٧٠٨٢"), std::string("+87082"), std::string("28708x")}) {
    CHECK_FALSE(totp::matchingStep(kSecret, hostile, now, 0));
  }
}

TEST_CASE("the URI is what authenticator applications read") {
  CHECK(totp::base32("12345678901234567890") == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  CHECK(totp::base32("f") == "MY");
  CHECK(totp::uri("Clairis", "a@b", "f") == "otpauth://totp/Clairis:a%40b?secret=MY&issuer=Clairis&algorithm=SHA1&digits=6&period=30");
}
