// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/app/plugin_loader.h"
#include "core/plugin/plugin.h"

namespace clairis::app {

class PluginHost;

enum class PluginState { started, failed, stuck };
std::string_view toText(PluginState state) noexcept;

struct PluginStatus {
  std::string name;
  PluginState state = PluginState::failed;
  std::string detail;
};

/// Starts plugins one after the other, each within a deadline and behind its own face of the host: what a plugin registers while it
/// starts counts only once start() has returned. One that throws is `failed`, one that does not return is `stuck`; the host
/// serves without it and health says so. Nothing is unloaded.
class PluginSupervisor {
public:
  PluginSupervisor(Host& host, std::chrono::milliseconds startTimeout);
  ~PluginSupervisor();

  /// Throws the plugin's own Refusal "environment.mixed" (SR-07): then the host must not serve at all.
  void start(const LoadedPlugin& plugin);
  /// Stops the started ones, last first.
  void stop();
  std::vector<PluginStatus> status() const;
  /// ok only when every enabled plugin started and is well.
  Health health() const;

private:
  struct Running;
  Host& _host;
  std::chrono::milliseconds _timeout;
  mutable std::mutex _mutex;
  std::vector<PluginStatus> _status;
  std::vector<std::shared_ptr<const Running>> _running;
  std::vector<std::shared_ptr<PluginHost>> _givenUp;
};

}  // namespace clairis::app
