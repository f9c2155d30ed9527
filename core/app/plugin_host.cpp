// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_host.h"

#include "core/domain/refusal.h"

namespace clairis::app {

PluginHost::PluginHost(Host& host, std::string plugin) : _host(host), _plugin(std::move(plugin)) {}

Host& PluginHost::serving() const {
  const std::lock_guard lock(_mutex);
  if (_phase == Phase::refused) throw Refusal("plugin.stuck", "plugin " + _plugin + " asks for the host after its start was given up");
  return _host;
}

void PluginHost::later(std::function<void()> registration) {
  {
    const std::lock_guard lock(_mutex);
    if (_phase == Phase::refused) throw Refusal("plugin.stuck", "plugin " + _plugin + " registers after its start was given up");
    if (_phase == Phase::starting) {
      _registrations.push_back(std::move(registration));
      return;
    }
  }
  registration();
}

void PluginHost::adopt() {
  std::vector<std::function<void()>> registrations;
  {
    const std::lock_guard lock(_mutex);
    _phase = Phase::adopted;
    registrations.swap(_registrations);
  }
  for (const auto& registration : registrations) registration();
}

void PluginHost::refuse() {
  const std::lock_guard lock(_mutex);
  _phase = Phase::refused;
  _registrations.clear();
}

void PluginHost::provide(std::string id, std::shared_ptr<void> service) {
  later([this, id = std::move(id), service = std::move(service)]() mutable { _host.provide(std::move(id), std::move(service)); });
}

void PluginHost::add(Route route) {
  later([this, route = std::move(route)]() mutable { _host.routes().add(std::move(route)); });
}

void PluginHost::subscribe(std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler) {
  later([this, consumer = std::move(consumer), names = std::move(names), handler = std::move(handler)]() mutable {
    _host.events().subscribe(std::move(consumer), std::move(names), std::move(handler));
  });
}

void PluginHost::addChannel(std::shared_ptr<DeliveryChannel> channel) {
  later([this, channel = std::move(channel)]() mutable { _host.deliveries().addChannel(std::move(channel)); });
}

void PluginHost::every(std::string name, std::chrono::milliseconds interval, std::function<void(std::stop_token)> run) {
  later([this, name = std::move(name), interval, run = std::move(run)]() mutable { _host.jobs().every(std::move(name), interval, std::move(run)); });
}

}  // namespace clairis::app
