// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/exam_preparation.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"

using namespace clairis;

namespace {

std::string refusedFor(const ExamPreparation& preparation) {
  try {
    check(preparation);
  } catch (const Refusal& refusal) {
    return refusal.code() + " " + refusal.field();
  }
  return "";
}

ExamPreparation weighing(const char* kilograms) {
  ExamPreparation preparation;
  preparation.weightKg = kilograms;
  return preparation;
}

ExamPreparation tall(const char* metres) {
  ExamPreparation preparation;
  preparation.heightM = metres;
  return preparation;
}

}  // namespace

TEST_CASE("an answer about pregnancy is read as it is written, and nothing else is") {
  for (const auto answer : {Pregnancy::notAsked, Pregnancy::no, Pregnancy::possible, Pregnancy::yes, Pregnancy::unknown}) {
    CHECK(pregnancyFrom(toText(answer)) == answer);
  }
  CHECK_THROWS_WITH_AS(pregnancyFrom("YES"), doctest::Contains("expected no, possible, yes or unknown"), Refusal);
}

TEST_CASE("weight and height are those of a person, decimal with a point") {
  for (const char* good : {"", "0.9", "72.5", "072", "400"}) CHECK(refusedFor(weighing(good)).empty());
  for (const char* bad : {"0", "401", "-3", "72,5", "72.5kg", " 72", "7e1", "nan", "72.500000000000"}) {
    CAPTURE(bad);
    CHECK(refusedFor(weighing(bad)) == "preparation.weight weightKg");
  }
  CHECK(refusedFor(tall("1.68")).empty());
  for (const char* bad : {"168", "0.1", "1m68"}) CHECK(refusedFor(tall(bad)) == "preparation.height heightM");
}

TEST_CASE("the last menses are a date") {
  ExamPreparation preparation;
  for (const char* bad : {"2026-13-01", "20260101", "2026-00-10", "2026-01-32", "2026-1-1"}) {
    preparation.lastMenses = bad;
    CHECK(refusedFor(preparation) == "preparation.last_menses lastMenses");
  }
  preparation.lastMenses = "2026-11-02";
  CHECK(refusedFor(preparation).empty());
}
