// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/app/settings.h"
#include "core/plugin/plugin.h"

namespace CLI {
class App;
}

namespace clairis::app {

/// The `clairis` program: commands by path ("user add"), each with --help, --config and --set; exit code 0 only on success.
class CommandLine final : public Commands {
public:
  CommandLine();
  ~CommandLine() override;

  void add(Command command) override;
  Invocation& invocation() noexcept { return _invocation; }
  /// Parses and runs. Refusals go to standard error as "clairis: <code>: <detail>", exit code 1; wrong words 2.
  int run(int argc, const char* const* argv);

private:
  std::unique_ptr<CLI::App> _app;
  Invocation _invocation;
  std::function<int()> _chosen;
};

}  // namespace clairis::app
