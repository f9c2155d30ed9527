// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_supervisor.h"

#include <condition_variable>
#include <thread>

#include "core/app/plugin_host.h"
#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

/// What the starting thread and the waiting host share; it outlives both when the plugin is stuck.
struct Start {
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  std::string error;
  std::exception_ptr mixed;  ///< the refusal when the plugin found test and real service mixed
};

/// The code of every refusal of SR-07. Another mistake of a plugin's configuration costs that plugin; this one could harm, so that nothing starts.
constexpr std::string_view kMixed = "environment.mixed";

void runStart(Plugin& plugin, PluginHost& host, Start& start) {
  std::string error;
  std::exception_ptr mixed;
  try {
    plugin.start(host);
  } catch (const Refusal& refusal) {
    error = refusal.code() + ": " + refusal.detail();
    if (refusal.code() == kMixed) mixed = std::current_exception();
  } catch (const std::exception& exception) {
    error = exception.what();
  } catch (...) {
    error = "an exception of an unknown type";
  }
  const std::lock_guard lock(start.mutex);
  start.error = std::move(error);
  start.mixed = std::move(mixed);
  start.done = true;
  start.finished.notify_all();
}

}  // namespace

struct PluginSupervisor::Running {
  std::string name;
  Plugin* plugin;
  std::shared_ptr<PluginHost> host;
};

namespace {

/// Why the registrations were not taken, empty when they were.
std::string adopted(PluginHost& face) {
  try {
    face.adopt();
    return "";
  } catch (const Refusal& refusal) {
    return refusal.code() + ": " + refusal.detail();
  } catch (const std::exception& exception) {
    return exception.what();
  }
}

Health healthOf(const Plugin& plugin) {
  try {
    return plugin.health();
  } catch (const std::exception& exception) {
    return {false, std::string("health() failed: ") + exception.what()};
  } catch (...) {
    return {false, "health() failed: an exception of an unknown type"};
  }
}

}  // namespace

std::string_view toText(PluginState state) noexcept {
  switch (state) {
    case PluginState::started:
      return "started";
    case PluginState::failed:
      return "failed";
    case PluginState::stuck:
      return "stuck";
  }
  return "failed";
}

PluginSupervisor::PluginSupervisor(Host& host, std::chrono::milliseconds startTimeout) : _host(host), _timeout(startTimeout) {}
PluginSupervisor::~PluginSupervisor() { stop(); }

void PluginSupervisor::start(const LoadedPlugin& loaded) {
  const auto& name = loaded.description.name;
  auto face = std::make_shared<PluginHost>(_host, name);
  auto shared = std::make_shared<Start>();
  std::thread starting([plugin = loaded.plugin, face, shared] { runStart(*plugin, *face, *shared); });
  std::unique_lock lock(shared->mutex);
  const bool done = shared->finished.wait_for(lock, _timeout, [&] { return shared->done; });
  PluginStatus status{name, PluginState::started, ""};
  if (!done) {
    face->refuse();
    starting.detach();  // cannot be ended from outside; what it shares with us stays alive
    status = {name, PluginState::stuck, "start did not return within " + std::to_string(_timeout.count()) + " ms; the host serves without it"};
  } else if (!shared->error.empty()) {
    face->refuse();
    status = {name, PluginState::failed, shared->error};
  }
  lock.unlock();
  if (done) starting.join();
  if (status.state == PluginState::started) {
    if (auto why = adopted(*face); !why.empty()) {
      loaded.plugin->stop();
      face->refuse();
      status = {name, PluginState::failed, std::move(why)};
    }
  }
  if (status.state == PluginState::started) {
    const std::lock_guard guard(_mutex);
    _running.push_back(std::make_shared<const Running>(Running{name, loaded.plugin, face}));
  } else {
    _givenUp.push_back(face);  // threads it left behind may still hold it
  }
  if (status.state == PluginState::started) {
    _host.log().info("plugin.started", {{"plugin", name}, {"version", loaded.description.version}});
  } else {
    _host.log().error("plugin." + std::string(toText(status.state)), {{"plugin", name}, {"detail", status.detail}});
  }
  {
    const std::lock_guard guard(_mutex);
    _status.push_back(std::move(status));
  }
  if (shared->mixed) std::rethrow_exception(shared->mixed);
}

void PluginSupervisor::stop() {
  while (true) {
    std::shared_ptr<const Running> last;
    {
      const std::lock_guard guard(_mutex);
      if (_running.empty()) return;
      last = std::move(_running.back());
      _running.pop_back();
    }
    last->plugin->stop();
  }
}

std::vector<PluginStatus> PluginSupervisor::status() const {
  const std::lock_guard guard(_mutex);
  return _status;
}

Health PluginSupervisor::health() const {
  Health all;
  std::vector<PluginStatus> known;
  std::vector<std::shared_ptr<const Running>> alive;
  {
    const std::lock_guard guard(_mutex);
    known = _status;
    alive = _running;
  }
  for (const auto& status : known) {
    if (status.state == PluginState::started) continue;
    all.ok = false;
    all.detail += (all.detail.empty() ? "" : "; ") + status.name + " " + std::string(toText(status.state)) + ": " + status.detail;
  }
  for (const auto& running : alive) {
    const auto health = healthOf(*running->plugin);
    if (health.ok) continue;
    all.ok = false;
    all.detail += (all.detail.empty() ? "" : "; ") + running->name + ": " + health.detail;
  }
  return all;
}

}  // namespace clairis::app
