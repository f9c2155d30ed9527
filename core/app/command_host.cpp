// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/command_host.h"

#include "core/app/clinic_services.h"
#include "core/app/core_commands.h"
#include "core/domain/refusal.h"
#include "core/store/migrations.h"

namespace clairis::app {
namespace {

[[noreturn]] void refuse(const char* what) {
  throw Refusal("command.registration", std::string("a command does not register ") + what + ": that belongs into the plugin's start()");
}

}  // namespace

CommandHost::CommandHost(Instance& instance) : _instance(instance), _oidRoot(Oid::parse(instance.settings().options->text("oid.root"))) {
  provideClinicServices(_services, options(), environment(), _oidRoot);
}

CommandHost::~CommandHost() = default;

Store& CommandHost::store() {
  if (_store) return *_store;
  auto& database = _instance.database();
  if (const auto missing = pending(database, migrationSets(_instance.settings())); !missing.empty()) {
    throw Refusal("store.schema.older", "the database is not at this version's schema (" + missing.front().component + " " + missing.front().name +
                                            " is pending): run `clairis migrate`");
  }
  _store = std::make_unique<work::CollisionStore>(database, log());
  return *_store;
}

Routes& CommandHost::routes() { refuse("routes"); }
Events& CommandHost::events() { refuse("subscriptions"); }
Deliveries& CommandHost::deliveries() { refuse("delivery channels"); }
Jobs& CommandHost::jobs() { refuse("jobs"); }
void CommandHost::provide(std::string, std::shared_ptr<void>) { refuse("services"); }

}  // namespace clairis::app
