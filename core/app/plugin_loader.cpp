// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_loader.h"

#include <Poco/ClassLoader.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

using Loader = Poco::ClassLoader<Plugin>;

// Lives as long as the process: plugin code must stay mapped while any of its objects may exist.
Loader& loader() {
  static auto* const instance = new Loader;
  return *instance;
}

const Handshake* handshakeOf(void* library) {
  using Function = const Handshake* (*)();
  const auto function = reinterpret_cast<Function>(::dlsym(library, "clairis_handshake"));
  return function == nullptr ? nullptr : function();
}

void* openNow(const std::string& file) {
  // RTLD_NOW: a missing symbol is refused here, with its name, instead of killing the host at the first call.
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    throw Refusal("plugin.unreadable", file + " cannot be loaded: " + (reason == nullptr ? "unknown reason" : reason));
  }
  return library;
}

Plugin* makePlugin(const std::string& file) {
  try {
    loader().loadLibrary(file);
    const auto* manifest = loader().findManifest(file);
    if (manifest == nullptr || manifest->size() != 1) {
      throw Refusal("plugin.class", file + ": expected exactly one exported plugin class, found " + std::to_string(manifest == nullptr ? 0 : manifest->size()));
    }
    return (*manifest->begin())->create();
  } catch (const Poco::Exception& error) {
    throw Refusal("plugin.class", file + ": " + error.displayText());
  }
}

}  // namespace

std::string handshakeDifferences(const Handshake& host, const Handshake& plugin) {
  std::string lines;
  const auto compare = [&](const char* what, const auto& mine, const auto& theirs) {
    if (mine != theirs) lines += fmt::format("{}: host {}, plugin {}\n", what, mine, theirs);
  };
  compare("SDK number", host.sdk, plugin.sdk);
  compare("SDK headers", std::string(host.sdkHash), std::string(plugin.sdkHash));
  compare("compiler major version", host.compilerMajor, plugin.compilerMajor);
  compare("Poco version", host.poco, plugin.poco);
  compare("DCMTK version", std::string(host.dcmtk), std::string(plugin.dcmtk));
  compare("sanitizer", std::string(host.sanitizer), std::string(plugin.sanitizer));
  return lines;
}

LoadedPlugin loadPlugin(const std::string& file) {
  const auto* theirs = handshakeOf(openNow(file));
  if (theirs == nullptr) throw Refusal("plugin.not_a_plugin", file + " does not export clairis_handshake: it is not a Clairis plugin");
  const auto differences = handshakeDifferences(compiledHandshake(), *theirs);
  if (!differences.empty()) throw Refusal("plugin.handshake", file + " was built for another host; rebuild it against this SDK.\n" + differences);
  LoadedPlugin loaded{file, makePlugin(file), {}};
  loaded.description = loaded.plugin->describe();
  return loaded;
}

std::vector<std::string> pluginFiles(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (name.rfind("clairis_", 0) == 0 && entry.path().extension() == ".so") files.push_back(entry.path().string());
  }
  if (error) throw Refusal("plugin.folder", "cannot read the plugin folder " + folder + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace clairis::app
