// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <utility>

#include "core/plugin/export.h"

namespace clairis::bad {

/// A plugin that does nothing, well: each bad one overrides the one thing it does badly.
class PlainPlugin : public Plugin {
public:
  explicit PlainPlugin(std::string name) : _name(std::move(name)) {}
  PluginDescription describe() const override { return {_name, "1.0.0", "none", {}, {}}; }
  void start(Host&) override {}
  void stop() noexcept override {}

private:
  std::string _name;
};

/// What a test puts into the host's registry as "test.gate/1" to steer a plugin of this folder. In the real program nobody does.
struct Gate {
  std::function<void()> wait;                      ///< returns when the test lets the plugin go on
  std::function<void(const std::string&)> report;  ///< what the plugin met afterwards
};

}  // namespace clairis::bad
