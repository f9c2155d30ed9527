// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>

#include "core/domain/refusal.h"

namespace clairis::app {

CommandLine::CommandLine() : _app(std::make_unique<CLI::App>("Clairis: radiology information system", "clairis")) {
  _app->set_version_flag("--version", "clairis " CLAIRIS_VERSION);
  _app->require_subcommand(1);
  _app->fallthrough();
  _app->add_option("--config", _invocation.configFile, "Configuration file, e.g. DIR/clairis.properties");
  _app->add_option("--set", _invocation.overrides, "Overrides an option: key=value; may be repeated")->allow_extra_args(false);
}

CommandLine::~CommandLine() = default;

void CommandLine::add(Command command) {
  std::istringstream words(command.path);
  CLI::App* at = _app.get();
  for (std::string word; words >> word;) {
    const auto same = at->get_subcommands([&](const CLI::App* app) { return app->get_name() == word; });
    auto* known = same.empty() ? nullptr : same.front();
    if (known == nullptr) {
      if (at != _app.get()) at->require_subcommand(1);   // a group alone does nothing: it says which words may follow
      known = at->add_subcommand(word);
      known->fallthrough();
    }
    at = known;
  }
  at->description(command.help);
  const auto action = command.configure(*at);
  at->callback([this, action] { _chosen = action; });
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    _app->parse(argc, argv);
    return _chosen ? _chosen() : 2;
  } catch (const CLI::ParseError& error) {
    const int code = _app->exit(error);
    return code == 0 ? 0 : 2;
  } catch (const Refusal& refusal) {
    std::cerr << "clairis: " << refusal.code() << ": " << refusal.detail() << (refusal.field().empty() ? "" : " [" + refusal.field() + "]") << '\n';
  } catch (const std::exception& error) {
    std::cerr << "clairis: " << error.what() << '\n';
  }
  return 1;
}

}  // namespace clairis::app
