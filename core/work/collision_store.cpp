// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/work/collision_store.h"

#include <nlohmann/json.hpp>

#include "core/plugin/identities.h"
#include "core/work/identity_tasks.h"

namespace clairis::work {
namespace {

/// About the holder when the other one is not registered, else about the one who was to get the number.
IdentityTask taskOf(const InsCollision& collision) {
  IdentityTask task;
  task.kind = "collision";
  task.patientId = collision.otherIsPatient() ? collision.otherId() : collision.holderId();
  task.otherId = collision.otherIsPatient() ? collision.holderId() : collision.otherId();
  task.detail = nlohmann::json{{"holder", collision.holderId()}}.dump();
  return task;
}

}  // namespace

CollisionStore::CollisionStore(Store& store, Log& log) : _store(store), _log(log) {}

void CollisionStore::read(const std::function<void(Reader&)>& work) { _store.read(work); }

void CollisionStore::write(Lane lane, const std::function<void(UnitOfWork&)>& work) {
  try {
    _store.write(lane, work);
  } catch (const InsCollision& collision) {
    try {
      Caller system;
      system.principal = "system";
      _store.write(lane, [&](UnitOfWork& second) { openTask(second, system, taskOf(collision)); });
    } catch (const std::exception& failure) {
      // The caller is told to come again: a collision that was answered for good and is on no worklist would be forgotten.
      _log.error("identity.collision.not_noted", {{"holder", collision.holderId()}, {"reason", failure.what()}});
      throw;
    }
    throw;
  }
}

std::string CollisionStore::newId() { return _store.newId(); }

}  // namespace clairis::work
