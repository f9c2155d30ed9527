// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/preparation_repository.h"

#include <doctest/doctest.h>

#include "core/domain/refusal.h"
#include "unit/store/store_fixture.h"
#include "unit/worklist/practice.h"

using namespace clairis;

namespace {

ExamPreparation everything() {
  return {0,          "72.5",    "1.68",    Pregnancy::possible, "2026-11-02", "Iode", "Stimulateur cardiaque", "Interprète", "Sédatée", "Urgences box 3",
          "Brancard", "Iohexol", "Prednisone", "À jeun"};
}

}  // namespace

TEST_CASE("what is known before an exam is kept and given back whole") {
  test::TestStore store;
  test::Practice practice(*store);
  const auto exam = practice.schedule(test::Practice::patTrois(), {"A1"});
  CHECK(store->reading([&](Reader& reader) { return store::findPreparation(reader, exam.id); }) == ExamPreparation{});
  auto expected = everything();
  store->write(Lane::interactive, [&](UnitOfWork& work) { store::savePreparation(work, exam.id, expected); });
  expected.version = 1;
  CHECK(store->reading([&](Reader& reader) { return store::findPreparation(reader, exam.id); }) == expected);
}

TEST_CASE("two people who read the same preparation cannot overwrite one another") {
  test::TestStore store;
  test::Practice practice(*store);
  const auto exam = practice.schedule(test::Practice::patTrois(), {"A1"});
  const auto save = [&](ExamPreparation preparation, std::int64_t version) {
    preparation.version = version;
    store->write(Lane::interactive, [&](UnitOfWork& work) { store::savePreparation(work, exam.id, preparation); });
  };
  save(everything(), 0);
  CHECK_THROWS_AS(save(everything(), 0), Conflict);
  auto changed = everything();
  changed.weightKg = "70";
  save(changed, 1);
  CHECK_THROWS_AS(save(everything(), 1), Conflict);
  const auto kept = store->reading([&](Reader& reader) { return store::findPreparation(reader, exam.id); });
  CHECK(kept.weightKg == "70");
  CHECK(kept.version == 2);
}
