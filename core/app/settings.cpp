// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/settings.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/security/security_context.h"

namespace clairis::app {
namespace {

std::string valueOf(const ConfiguredValues& values, const char* name) {
  const auto found = values.find(std::string_view(name));
  return found == values.end() ? std::string() : found->second.value;
}

std::filesystem::path pluginFolder(const Invocation& invocation, const ConfiguredValues& values) {
  const auto configured = valueOf(values, "plugins.path");
  if (!configured.empty()) return configured;
  const auto beside = invocation.programFolder.parent_path() / "lib" / "plugins";
  return std::filesystem::exists(beside) ? beside : invocation.programFolder.parent_path() / "lib" / "clairis" / "plugins";
}

void requireCoherence(const Settings& settings) {
  const auto& options = *settings.options;
  securitySettings(options);  // refused here, not when the first person signs in
  const auto root = Oid::parse(options.text("oid.root")).text();
  if (root.size() > 22)
    throw Refusal("config.oid_root.long", "oid.root: expected at most 22 characters, so that identifiers made under it fit in 64");
  if (settings.environment == Environment::production && root == "2.25") {
    throw Refusal("config.oid_root.missing", "oid.root: environment = production needs the OID root assigned to this instance");
  }
}

}  // namespace

std::filesystem::path pluginFolder(const Invocation& invocation) {
  ConfiguredValues values;
  if (!invocation.configFile.empty()) values = readConfiguration(invocation.configFile);
  for (const auto& assignment : invocation.overrides) setOverride(values, assignment);
  return pluginFolder(invocation, values);
}

Settings readSettings(const Invocation& invocation, bool withFile) {
  ConfiguredValues values;
  if (withFile) {
    if (invocation.configFile.empty()) throw Refusal("config.file.missing", "expected --config FILE; `clairis init DIR` makes a first one");
    values = readConfiguration(invocation.configFile);
  }
  for (const auto& assignment : invocation.overrides) setOverride(values, assignment);

  Settings settings;
  settings.folder = withFile ? std::filesystem::absolute(invocation.configFile).parent_path() : std::filesystem::current_path();
  std::vector<LoadedPlugin> found;
  const auto pluginsFolder = pluginFolder(invocation, values).string();
  for (const auto& file : pluginFiles(pluginsFolder)) {
    try {
      found.push_back(loadPlugin(file));
    } catch (const Refusal& refusal) {
      settings.refused.push_back({file, refusal.detail()});
    }
  }
  auto specs = coreOptions();
  for (auto& spec : securityOptions()) specs.push_back(std::move(spec));
  for (const auto& plugin : found) specs.insert(specs.end(), plugin.description.options.begin(), plugin.description.options.end());
  // A plugin that is missing or refused is said first: without it its options are unknown, which would be the lesser half of the truth.
  ConfiguredValues choice;
  if (const auto chosen = values.find("plugins.enabled"); chosen != values.end()) choice.insert(*chosen);
  for (const auto& name : Configuration(std::move(choice), coreOptions()).list("plugins.enabled")) {
    const auto at = std::find_if(found.begin(), found.end(), [&](const LoadedPlugin& plugin) { return plugin.description.name == name; });
    if (at == found.end()) {
      const auto refused = std::find_if(settings.refused.begin(), settings.refused.end(), [&](const RefusedPlugin& plugin) {
        return plugin.file.find("clairis_" + name + ".so") != std::string::npos;
      });
      if (refused != settings.refused.end()) throw Refusal("plugin.refused", refused->why);
      throw Refusal("plugin.unknown", "plugins.enabled names \"" + name + "\", but there is no clairis_" + name + ".so in " + pluginsFolder);
    }
    settings.enabled.push_back(std::move(*at));
    found.erase(at);
  }
  settings.others = std::move(found);
  settings.options = std::make_unique<Configuration>(std::move(values), std::move(specs));
  settings.environment = settings.options->text("environment") == "production" ? Environment::production : Environment::test;
  if (withFile) requireCoherence(settings);
  return settings;
}

std::filesystem::path fileOption(const Settings& settings, std::string_view option, const char* fallback) {
  std::filesystem::path path = settings.options->text(option);
  if (path.empty()) path = fallback;
  return path.is_absolute() ? path : settings.folder / path;
}

std::string databaseUrl(const Settings& settings) {
  const auto url = settings.options->text("database");
  if (url.empty()) throw Refusal("config.database.missing", "database: expected sqlite:PATH or postgresql:host=… dbname=…");
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.rfind(kSqlite, 0) != 0) return url;
  const std::filesystem::path path = url.substr(kSqlite.size());
  return std::string(kSqlite) + (path.is_absolute() ? path : settings.folder / path).string();
}

}  // namespace clairis::app
