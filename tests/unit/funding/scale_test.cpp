// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/funding/scale.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "plugins/funding/counter.h"

using namespace clairis;
using namespace clairis::funding;

TEST_CASE("each tranche begins and ends where the published scale says [RIS.TBB.01]") {
  const auto scale = scaleOf(2026);
  REQUIRE(scale);
  CHECK(scale->trancheOf(0) == nullptr);
  const struct {
    std::int64_t exams;
    const char* tranche;
    std::int64_t ttc, ht;
  } rows[] = {{1, "A", 4500, 3750},        {15000, "A", 4500, 3750},    {15001, "B", 8000, 6667},    {30000, "B", 8000, 6667},
              {30001, "C", 12620, 10517},  {60001, "D", 18718, 15598},  {120001, "E", 26768, 22307}, {240001, "F", 37394, 31162},
              {480001, "G", 51420, 42850}, {960000, "G", 51420, 42850}, {960001, "H", 69935, 58279}, {100000000, "H", 69935, 58279}};
  for (const auto& row : rows) {
    CAPTURE(row.exams);
    const auto* tranche = scale->trancheOf(row.exams);
    REQUIRE(tranche != nullptr);
    CHECK(tranche->name == row.tranche);
    CHECK(tranche->ceilingTtc == row.ttc);
    CHECK(tranche->ceilingHt == row.ht);
  }
}

TEST_CASE("a year before the scale has none") { CHECK_FALSE(scaleOf(2020)); }

TEST_CASE("a scale with a gap, an overlap or a closed end is refused") {
  const auto scale = [](const char* tranches) {
    return R"({"scale":"s","version":1,"source":"x","validFrom":"2021-01-01","validUntil":null,"tranches":)" + std::string(tranches) + "}";
  };
  CHECK_NOTHROW(scaleFrom(scale(R"([{"tranche":"A","from":1,"to":null,"ceilingTtc":1,"ceilingHt":1}])")));
  CHECK_THROWS_AS(scaleFrom(scale(R"([{"tranche":"A","from":1,"to":5,"ceilingTtc":1,"ceilingHt":1}])")), Refusal);
  CHECK_THROWS_AS(scaleFrom(scale(R"([{"tranche":"A","from":1,"to":5,"ceilingTtc":1,"ceilingHt":1},{"tranche":"B","from":7,"to":null,"ceilingTtc":1,"ceilingHt":1}])")), Refusal);
  CHECK_THROWS_AS(scaleFrom(scale(R"([{"tranche":"A","from":1,"to":5,"ceilingTtc":1,"ceilingHt":1},{"tranche":"B","from":5,"to":null,"ceilingTtc":1,"ceilingHt":1}])")), Refusal);
  CHECK_THROWS_AS(scaleFrom("[]"), Refusal);
  CHECK_THROWS_AS(scaleFrom("{"), Refusal);
}

TEST_CASE("what counts and what does not [SR-11]") {
  Exam exam;
  Patient patient;
  exam.state = ExamState::completed;
  CHECK_FALSE(notCounted(exam, patient, false));
  SUBCASE("a discontinued exam only with a validated report") {
    exam.state = ExamState::discontinued;
    CHECK(notCounted(exam, patient, false) == "exam.discontinued_without_report");
    CHECK_FALSE(notCounted(exam, patient, true));
  }
  SUBCASE("never a fictitious or test patient, never imported history") {
    patient.fictitious = true;
    CHECK(notCounted(exam, patient, true));
    patient = {};
    patient.test = true;
    CHECK(notCounted(exam, patient, true));
    patient = {};
    exam.imported = true;
    CHECK(notCounted(exam, patient, true));
  }
  SUBCASE("never before it was performed") {
    for (const auto state : {ExamState::scheduled, ExamState::arrived, ExamState::ready, ExamState::started, ExamState::cancelled}) {
      exam.state = state;
      CHECK(notCounted(exam, patient, true) == "exam.not_performed");
    }
  }
}

TEST_CASE("the counting year is the site's, overseas too [SR-11]") {
  Exam exam;
  exam.endedAt = "2026-12-31T21:30:00.000Z";
  Site site;
  site.zone = "Indian/Reunion";
  CHECK(yearOfPerformance(exam, site) == 2027);
  site.zone = "Europe/Paris";
  CHECK(yearOfPerformance(exam, site) == 2026);
}
