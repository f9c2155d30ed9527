// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/collision_store.h"

#include <doctest/doctest.h>

#include "unit/work/identity_house.h"

using namespace clairis;
using namespace clairis::test;

namespace {

/// Whose second write meets a full disk.
class FillingStore final : public Store {
public:
  explicit FillingStore(Store& inner) : _inner(inner) {}
  void read(const std::function<void(Reader&)>& work) override { _inner.read(work); }
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override {
    if (full && ++_writes > 1) throw Refusal("store.full", "the disk of the database is full");
    _inner.write(lane, work);
  }
  std::string newId() override { return _inner.newId(); }
  bool full = true;

private:
  Store& _inner;
  int _writes = 0;
};

}  // namespace

TEST_CASE("a collision that cannot be put on the worklist is not answered for good: the caller comes again, and then it is there [SR-03] [SR-08]") {
  IdentityHouse h;
  h.receive(patTrois());
  auto twin = patTrois();
  twin.patient.localIds.front().value = "IPP0009";
  twin.patient.traits.birthName = "AUTRE";
  FillingStore filling(*h.store);
  work::CollisionStore store(filling, h.store.log);
  const auto receive = [&] { store.write(Lane::feed, [&](UnitOfWork& work) { h.clinic.receivePatient(work, h.radiologist(), twin); }); };
  CHECK(refusalOf(receive) == "store.full");
  CHECK(h.store.log.has("identity.collision.not_noted"));
  CHECK(h.tasks("collision").empty());
  filling.full = false;
  CHECK(refusalOf(receive) == "patient.ins.collision");
  CHECK(h.tasks("collision").size() == 1);
}
