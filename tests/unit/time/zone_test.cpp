// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/time/zone.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"

using namespace clairis;

TEST_CASE("instants round-trip through their stored form") {
  const auto instant = fromIso("2026-11-20T10:17:00.125Z");
  CHECK(toIso(instant) == "2026-11-20T10:17:00.125Z");
  CHECK(fromIso("2026-11-20T11:17:00+01:00") == fromIso("2026-11-20T10:17:00Z"));
  CHECK(toUtcDigits(instant) == "20261120101700");
  for (const char* bad : {"", "2026-11-20", "2026-13-20T10:17:00Z", "2026-02-30T10:17:00Z", "2026-11-20T24:17:00Z", "2026-11-20T10:17:00", "2026-11-20T10:17:00.1Z"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(fromIso(bad), Refusal);
  }
}

TEST_CASE("the year of performance is the site's own, overseas too [SR-11]") {
  const auto newYearInReunion = fromIso("2026-12-31T20:30:00Z");
  CHECK(Zone("Indian/Reunion").year(newYearInReunion) == 2027);
  CHECK(Zone("Europe/Paris").year(newYearInReunion) == 2026);
  CHECK(Zone("America/Martinique").year(fromIso("2027-01-01T03:00:00Z")) == 2026);
}

TEST_CASE("HL7 timestamps without offset are local time of the site, with offset they are absolute") {
  const Zone paris("Europe/Paris");
  CHECK(toIso(paris.fromHl7("20260302081500")) == "2026-03-02T07:15:00.000Z");
  CHECK(toIso(paris.fromHl7("202607020815")) == "2026-07-02T06:15:00.000Z");
  CHECK(toIso(paris.fromHl7("20260302081500+0400")) == "2026-03-02T04:15:00.000Z");
  CHECK(toIso(paris.fromHl7("20260302")) == "2026-03-01T23:00:00.000Z");
  CHECK(paris.hl7(fromIso("2026-11-20T10:17:00Z")) == "20261120111700+0100");
  CHECK(Zone("America/Martinique").hl7(fromIso("2026-11-20T10:17:00Z")) == "20261120061700-0400");
  for (const char* bad : {"", "2026", "20261302", "20260230", "2026030208", "20260302081500+1", "20260302256000", "2026030208150x"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(paris.fromHl7(bad), Refusal);
  }
}

TEST_CASE("a local time that summer time skips or repeats still has one instant") {
  const Zone paris("Europe/Paris");
  CHECK(toIso(paris.fromHl7("20260329023000")) == "2026-03-29T01:00:00.000Z");
  CHECK(toIso(paris.fromHl7("20261025023000")) == "2026-10-25T00:30:00.000Z");
}

TEST_CASE("an unknown zone is refused by name") { CHECK_THROWS_AS(Zone("Europe/Lutece"), Refusal); }
