// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/store/place_repository.h"
#include "unit/work/house.h"

using namespace clairis;
using namespace clairis::test;

TEST_CASE("what a site's paper carries is kept with the site: the habit at first, then its own choice, even nothing [RIS.INS.53]") {
  House house;
  const auto stored = [&] { return house.read([&](Reader& reader) { return store::findSite(reader, house.main.id).value(); }); };
  CHECK(stored().paperTraits == std::vector{PaperTrait::usedName, PaperTrait::usedFirstName, PaperTrait::localId});
  for (const auto& traits : {std::vector{PaperTrait::birthPlace, PaperTrait::birthNames, PaperTrait::localId}, std::vector<PaperTrait>{}}) {
    house.write([&](UnitOfWork& work) {
      auto site = store::findSite(work, house.main.id).value();
      site.paperTraits = traits;
      store::updateSite(work, site);
    });
    CHECK(stored().paperTraits == traits);
    CHECK(house.read([&](Reader& reader) { return store::findSite(reader, house.island.id).value(); }).paperTraits == Site().paperTraits);
  }
}
