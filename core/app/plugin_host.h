// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "core/plugin/delivery_channel.h"
#include "core/plugin/plugin.h"

namespace clairis::app {

/// One plugin's face of the host. Registrations are collected while the plugin starts and handed to the host by adopt(), all at
/// once; after refuse() (start failed or took too long) they are dropped, and whatever the plugin still asks throws Refusal "plugin.stuck":
/// threads it left behind do not act for a host that goes on, or ends, without it.
class PluginHost final : public Host, private Routes, private Events, private Deliveries, private Jobs {
public:
  PluginHost(Host& host, std::string plugin);

  void adopt();
  void refuse();

  const Options& options() const override { return serving().options(); }
  Environment environment() const override { return serving().environment(); }
  const Oid& oidRoot() const override { return serving().oidRoot(); }
  const Clock& clock() const override { return serving().clock(); }
  Store& store() override { return serving().store(); }
  const Vault& vault() const override { return serving().vault(); }
  Log& log() override { return serving().log(); }
  Metrics& metrics() override { return serving().metrics(); }
  Routes& routes() override { return *this; }
  Events& events() override { return *this; }
  Deliveries& deliveries() override { return *this; }
  Jobs& jobs() override { return *this; }
  void provide(std::string id, std::shared_ptr<void> service) override;
  std::shared_ptr<void> find(std::string_view id) const override { return serving().find(id); }

private:
  enum class Phase { starting, adopted, refused };
  void add(Route route) override;
  void subscribe(std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler) override;
  void addChannel(std::shared_ptr<DeliveryChannel> channel) override;
  std::string enqueue(UnitOfWork& work, const OutboundMessage& message) override { return _host.deliveries().enqueue(work, message); }
  void every(std::string name, std::chrono::milliseconds interval, std::function<void(std::stop_token)> run) override;
  void later(std::function<void()> registration);
  Host& serving() const;

  Host& _host;
  std::string _plugin;
  mutable std::mutex _mutex;
  Phase _phase = Phase::starting;
  std::vector<std::function<void()>> _registrations;
};

}  // namespace clairis::app
