// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/uid.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"

using namespace clairis;
using namespace clairis::dicom;

TEST_CASE("a UUID becomes the UID of PS3.5 annex B") {
  CHECK(uidFromUuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6") == "2.25.329800735698586629295641978511506172918");
  CHECK(uidFromUuid("F81D4FAE7DEC11D0A76500A0C91E6BF6") == "2.25.329800735698586629295641978511506172918");
  CHECK(uidFromUuid("00000000-0000-0000-0000-000000000000") == "2.25.0");
  CHECK(uidFromUuid("ffffffff-ffff-ffff-ffff-ffffffffffff") == "2.25.340282366920938463463374607431768211455");
  CHECK(Oid::valid(uidFromUuid("ffffffff-ffff-ffff-ffff-ffffffffffff")));
}

TEST_CASE("what is not a UUID is refused") {
  for (const char* bad :
       {"", "f81d4fae", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf61", "z81d4fae-7dec-11d0-a765-00a0c91e6bf6"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(uidFromUuid(bad), Refusal);
  }
}

TEST_CASE("UIDs under a root stay within 64 characters or are refused") {
  CHECK(uidUnder(Oid::parse("1.2.250.1.999"), std::uint64_t{42}) == "1.2.250.1.999.42");
  CHECK(uidUnder(Oid::parse("1.2.250.1.999"), "ffffffff-ffff-ffff-ffff-ffffffffffff").size() == 53);
  const auto longRoot = Oid::parse("1.2.250.1.213.1.4.8.1234567890123456789012345678901234567890123");
  CHECK_THROWS_AS(uidUnder(longRoot, std::uint64_t{18446744073709551615U}), Refusal);
}
