// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_loader.h"

#include <Poco/ClassLibrary.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <mutex>

#include "core/app/library_file.h"
#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

using PluginManifest = Poco::Manifest<Plugin>;

// Both live as long as the process, since plugin code is never unmapped: the classes' factories, and the plugins they made.
PluginManifest& keptManifest() {
  static auto* const manifests = new std::deque<PluginManifest>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return manifests->emplace_back();
}

template <class Function>
Function symbol(void* library, const char* name) {
  return reinterpret_cast<Function>(::dlsym(library, name));
}

const Handshake* handshakeOf(void* library) {
  const auto function = symbol<const Handshake* (*)()>(library, "clairis_handshake");
  return function == nullptr ? nullptr : function();
}

std::string textOf(const char* value) { return value == nullptr ? "nothing" : value; }

void* openNow(const std::string& file) {
  requireWholeLibrary(file);
  // RTLD_NOW: a missing symbol is refused here, with its name, instead of killing the host at the first call.
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    throw Refusal("plugin.unreadable", file + " cannot be loaded: " + (reason == nullptr ? "unknown reason" : reason));
  }
  return library;
}

// Poco's ClassLoader would open the library again with RTLD_GLOBAL, and names of one plugin would then answer for another's. So its
// manifest is read here, from the library as openNow() opened it.
Plugin* makePlugin(void* library, const std::string& file) {
  const auto build = symbol<bool (*)(Poco::ManifestBase*)>(library, "pocoBuildManifest");
  auto& manifest = keptManifest();
  if (build == nullptr || !build(&manifest) || manifest.size() != 1) {
    throw Refusal("plugin.class", file + ": expected exactly one exported plugin class, found " + std::to_string(manifest.size()));
  }
  const auto* factory = *manifest.begin();
  return factory->autoDelete(factory->create());   // the factory remembers it, and neither is ever destroyed
}

// Code of the plugin that runs before anything watches over it: whatever it throws names its file.
LoadedPlugin introduced(void* library, const std::string& file) {
  const auto broken = [&](const std::string& what) {
    return Refusal("plugin.class", file + " cannot make or describe its plugin: " + what + "; remove it or ask its editor");
  };
  try {
    LoadedPlugin loaded{file, makePlugin(library, file), {}};
    loaded.description = loaded.plugin->describe();
    return loaded;
  } catch (const Refusal& refusal) {
    if (refusal.code() == "plugin.class") throw;
    throw broken(refusal.code() + ": " + refusal.detail());
  } catch (const Poco::Exception& error) {
    throw broken(error.displayText());
  } catch (const std::exception& error) {
    throw broken(error.what());
  } catch (...) {
    throw broken("an exception of an unknown type");
  }
}

}  // namespace

std::string handshakeDifferences(const Handshake& host, const Handshake& plugin) {
  std::string lines;
  const auto compare = [&](const char* what, const auto& mine, const auto& theirs) {
    if (mine != theirs) lines += fmt::format("{}: host {}, plugin {}\n", what, mine, theirs);
  };
  compare("SDK number", host.sdk, plugin.sdk);
  if (!lines.empty()) return lines;  // another number may lay out the rest differently: it is not read
  compare("SDK headers", textOf(host.sdkHash), textOf(plugin.sdkHash));
  compare("compiler major version", host.compilerMajor, plugin.compilerMajor);
  compare("Poco version", host.poco, plugin.poco);
  compare("DCMTK version", textOf(host.dcmtk), textOf(plugin.dcmtk));
  compare("sanitizer", textOf(host.sanitizer), textOf(plugin.sanitizer));
  return lines;
}

LoadedPlugin loadPlugin(const std::string& file) {
  auto* const library = openNow(file);
  const auto* theirs = handshakeOf(library);
  if (theirs == nullptr) throw Refusal("plugin.not_a_plugin", file + " does not export clairis_handshake: it is not a Clairis plugin");
  const auto differences = handshakeDifferences(compiledHandshake(), *theirs);
  if (!differences.empty()) throw Refusal("plugin.handshake", file + " was built for another host; rebuild it against this SDK.\n" + differences);
  return introduced(library, file);
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
