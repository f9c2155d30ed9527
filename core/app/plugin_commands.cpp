// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "core/app/command_host.h"
#include "core/app/plugin_loader.h"
#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

/// Where the words of this call let plugins be looked for.
std::string pluginFolderOf(const Invocation& known, int argc, const char* const* argv) {
  auto invocation = known;
  CLI::App words;
  words.set_help_flag("");
  words.allow_extras();
  words.add_option("--config", invocation.configFile);
  words.add_option("--set", invocation.overrides)->allow_extra_args(false);
  try {
    words.parse(argc, argv);
    return pluginFolder(invocation).string();
  } catch (const CLI::ParseError&) {
    return pluginFolder(known).string();  // the real parse says what is wrong
  } catch (const Refusal&) {
    return pluginFolder(known).string();
  }
}

void requireEnabled(const Settings& settings, const std::string& name) {
  const auto is = [&](const LoadedPlugin& plugin) { return plugin.description.name == name; };
  if (std::any_of(settings.enabled.begin(), settings.enabled.end(), is)) return;
  throw Refusal("plugin.not_enabled", "this command belongs to plugin " + name + ": name it in plugins.enabled", "plugins.enabled");
}

}  // namespace

void addPluginCommands(CommandLine& commands, int argc, const char* const* argv, const std::function<Instance&()>& instance) {
  const auto made = std::make_shared<std::unique_ptr<CommandHost>>();
  for (const auto& file : pluginFiles(pluginFolderOf(commands.invocation(), argc, argv))) {
    try {
      const auto plugin = loadPlugin(file);
      const auto host = [made, instance, name = plugin.description.name]() -> Host& {
        requireEnabled(instance().settings(), name);
        if (!*made) *made = std::make_unique<CommandHost>(instance());
        return **made;
      };
      plugin.plugin->declareCommands(commands, host);
    } catch (const std::exception&) {
      continue;
    }
  }
}

}  // namespace clairis::app
