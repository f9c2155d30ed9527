// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/app/configuration.h"
#include "core/app/plugin_loader.h"

namespace clairis::app {

/// What the command line says before any command runs.
struct Invocation {
  std::string configFile;                 ///< --config
  std::vector<std::string> overrides;     ///< --set key=value
  std::string credentialsDirectory;       ///< $CREDENTIALS_DIRECTORY, read by main() alone
  std::string notifySocket;               ///< $NOTIFY_SOCKET
  std::filesystem::path programFolder;    ///< where the clairis program is
};

struct RefusedPlugin {
  std::string file;
  std::string why;
};

/// Configuration read and checked against the options of the host and of every plugin found.
struct Settings {
  std::unique_ptr<Configuration> options;
  std::vector<LoadedPlugin> enabled;      ///< in the order of plugins.enabled
  std::vector<LoadedPlugin> others;       ///< found, declared, not started
  std::vector<RefusedPlugin> refused;     ///< found but not loadable; an enabled one stops the start
  std::filesystem::path folder;           ///< of the configuration file: relative paths and default files are beside it
  Environment environment = Environment::test;
};

/// `withFile` false: defaults and overrides only (config reference, plugin list).
Settings readSettings(const Invocation& invocation, bool withFile = true);

/// Where plugin libraries are looked for: plugins.path of the words or of the configuration file, else lib/plugins beside the program.
/// Throws Refusal for a configuration file that cannot be read.
std::filesystem::path pluginFolder(const Invocation& invocation);

/// A path of the configuration: absolute, or beside the configuration file; `fallback` when the option is empty.
std::filesystem::path fileOption(const Settings& settings, std::string_view option, const char* fallback);

/// "sqlite:file.db" with a relative path becomes absolute beside the configuration.
std::string databaseUrl(const Settings& settings);

}  // namespace clairis::app
