// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/plugin/handshake.h"
#include "core/plugin/plugin.h"

namespace clairis::app {

/// A plugin library that passed the handshake; the object lives until the process ends (nothing is unloaded).
struct LoadedPlugin {
  std::string file;
  Plugin* plugin = nullptr;
  PluginDescription description;
};

/// Opens FILE with everything bound at once, compares the handshake, then makes the plugin object. Any difference is refused
/// with both sides named: "plugin.unreadable", "plugin.not_a_plugin", "plugin.handshake", "plugin.class".
LoadedPlugin loadPlugin(const std::string& file);

/// clairis_<name>.so of a folder, sorted.
std::vector<std::string> pluginFiles(const std::string& folder);

/// Differences between two handshakes, one per line, empty when they agree.
std::string handshakeDifferences(const Handshake& host, const Handshake& plugin);

}  // namespace clairis::app
