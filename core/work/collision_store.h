// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/plugin.h"

namespace clairis::work {

/// The store that plugins and routes are given: a unit of work that ends in InsCollision leaves a task "collision" on the identity worklist
/// (SR-03, SR-08), in a unit of work of its own, before the refusal goes on to the caller; when that task cannot be stored, the
/// store's failure goes on in its place, and the caller comes again. One place, so that no edge can forget it.
class CollisionStore final : public Store {
public:
  CollisionStore(Store& store, Log& log);

  void read(const std::function<void(Reader&)>& work) override;
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override;
  std::string newId() override;

private:
  Store& _store;
  Log& _log;
};

}  // namespace clairis::work
