// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>

#include "core/app/instance.h"
#include "core/app/job_runner.h"
#include "core/app/plugin_supervisor.h"
#include "core/audit/sealer.h"
#include "core/audit/shared_read_trace.h"
#include "core/delivery/dispatcher.h"
#include "core/events/event_log.h"
#include "core/events/sequencer.h"
#include "core/http/server.h"
#include "core/work/collision_store.h"
#include "core/work/renditions.h"

namespace clairis::app {

/// The serving process: everything between the instance and the plugins, started in the constructor's order and stopped in the reverse.
class ServingHost final : public Host {
public:
  explicit ServingHost(Instance& instance);
  ~ServingHost() override;

  /// Plugins, listeners, deliveries. Returns when requests are answered.
  void start();
  /// readyz 503, listeners closed, running work finished within the time, leases given back.
  void stop();
  int httpPort() const noexcept { return _httpPort; }

  const Options& options() const override { return *_instance.settings().options; }
  Environment environment() const override { return _instance.settings().environment; }
  const Oid& oidRoot() const override { return _oidRoot; }
  const Clock& clock() const override { return _instance.clock(); }
  Store& store() override { return *_store; }
  Routes& routes() override { return *_http; }
  Events& events() override { return *_events; }
  Deliveries& deliveries() override { return *_dispatcher; }
  Jobs& jobs() override { return *_jobs; }
  const Vault& vault() const override { return _instance.fileVault(); }
  Log& log() override { return _instance.log(); }
  Metrics& metrics() override { return _instance.metrics(); }
  void provide(std::string id, std::shared_ptr<void> service) override { _services.provide(std::move(id), std::move(service)); }
  std::shared_ptr<void> find(std::string_view id) const override { return _services.find(id); }

private:
  void migrateOrRefuse();
  void makeSequencer();
  void makeDeliveries();
  void makeServices();
  void makeHttp();
  void listen();
  Health ready() const;

  Instance& _instance;
  std::unique_ptr<work::CollisionStore> _store;
  Oid _oidRoot;
  ServiceRegistry _services;
  std::unique_ptr<AuditSealer> _sealer;
  std::shared_ptr<SharedReadTrace> _readTrace;
  std::unique_ptr<EventLog> _events;
  std::unique_ptr<Sequencer> _sequencer;
  std::unique_ptr<work::Renditions> _renditions;
  std::unique_ptr<Dispatcher> _dispatcher;
  std::unique_ptr<RouteTable> _routeTable;
  std::unique_ptr<Idempotency> _idempotency;
  std::unique_ptr<HttpServer> _http;
  std::unique_ptr<JobRunner> _jobs;
  std::unique_ptr<PluginSupervisor> _plugins;
  std::atomic<bool> _serving{false};
  int _httpPort = 0;
};

}  // namespace clairis::app
