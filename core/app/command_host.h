// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/app/instance.h"
#include "core/app/service_registry.h"
#include "core/work/collision_store.h"

namespace clairis::app {

/// What a plugin's command may touch: options, store, vault, log and the services of core, while nothing is served. Whatever would
/// outlive the command (routes, channels, subscriptions, jobs, services of its own) is refused with "command.registration".
/// The database is opened and its schema checked at the first call of store(). One thread.
class CommandHost final : public Host {
public:
  explicit CommandHost(Instance& instance);
  ~CommandHost() override;

  const Options& options() const override { return *_instance.settings().options; }
  Environment environment() const override { return _instance.settings().environment; }
  const Oid& oidRoot() const override { return _oidRoot; }
  const Clock& clock() const override { return _instance.clock(); }
  Store& store() override;
  Routes& routes() override;
  Events& events() override;
  Deliveries& deliveries() override;
  Jobs& jobs() override;
  const Vault& vault() const override { return _instance.fileVault(); }
  Log& log() override { return _instance.log(); }
  Metrics& metrics() override { return _instance.metrics(); }
  void provide(std::string id, std::shared_ptr<void> service) override;
  std::shared_ptr<void> find(std::string_view id) const override { return _services.find(id); }

private:
  Instance& _instance;
  Oid _oidRoot;
  ServiceRegistry _services;
  std::unique_ptr<work::CollisionStore> _store;  ///< made when the schema was checked
};

}  // namespace clairis::app
