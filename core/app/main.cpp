// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "core/app/core_commands.h"
#include "core/app/instance.h"
#include "core/app/plugin_commands.h"
#include "core/app/serve_command.h"
#include "core/security/commands.h"

namespace {

/// Before any thread exists: files made here are nobody else's to read, signals are taken by the one thread that waits for them, and DCMTK sends small PDUs at once
/// (otherwise each C-FIND answer waits for a delayed acknowledgement).
void prepareProcess() {
  ::umask(0077);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaddset(&signals, number);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::setenv("TCP_NODELAY", "1", 1);
}

std::string environmentValue(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace clairis;
  using namespace clairis::app;
  prepareProcess();
  CommandLine commands;
  commands.invocation().credentialsDirectory = environmentValue("CREDENTIALS_DIRECTORY");
  commands.invocation().notifySocket = environmentValue("NOTIFY_SOCKET");
  commands.invocation().programFolder = std::filesystem::read_symlink("/proc/self/exe").parent_path();

  std::optional<Settings> settings;
  std::unique_ptr<Instance> instance;
  const auto theSettings = [&]() -> const Settings& {
    if (!settings) settings.emplace(readSettings(commands.invocation()));
    return *settings;
  };
  const auto theInstance = [&]() -> Instance& {
    if (!instance) instance = std::make_unique<Instance>(theSettings(), commands.invocation(), Instance::Output::standardError);
    return *instance;
  };
  addCoreCommands(commands, theSettings, [&]() -> Database& { return theInstance().database(); });
  addSecurityCommands(commands, [&]() -> SecurityContext& { return theInstance().security(); }, [&]() -> FileVault& { return theInstance().fileVault(); });
  addAuditCommands(commands, [&]() -> Instance& { return theInstance(); });
  addServeCommand(commands, theSettings);
  addPluginCommands(commands, argc, argv, [&]() -> Instance& { return theInstance(); });
  return commands.run(argc, argv);
}
