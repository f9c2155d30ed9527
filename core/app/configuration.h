// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/options.h"

namespace clairis::app {

/// Where a value was written, for messages: "clairis.properties:12" or "--set".
struct ConfiguredValue {
  std::string value;
  std::string origin;
};
using ConfiguredValues = std::map<std::string, ConfiguredValue, std::less<>>;

/// `name = value` lines, `#` comments, UTF-8. A name given twice, a line without `=` or a file that cannot be read is refused
/// with file and line.
ConfiguredValues readConfiguration(const std::string& path);
/// One `--set key=value`.
void setOverride(ConfiguredValues& values, std::string_view assignment);

/// Configured values checked against declarations: an unknown or ill-typed key is refused with origin, key and expectation.
class Configuration final : public Options {
public:
  /// `specs`: core's and every plugin's.
  Configuration(ConfiguredValues values, std::vector<OptionSpec> specs);

  std::string text(std::string_view name) const override;
  std::int64_t integer(std::string_view name) const override;
  bool boolean(std::string_view name) const override;
  std::chrono::milliseconds duration(std::string_view name) const override;
  std::vector<std::string> list(std::string_view name) const override;
  std::vector<std::string> children(std::string_view prefix) const override;
  const std::vector<OptionSpec>& specs() const noexcept { return _specs; }

private:
  const OptionSpec* find(std::string_view name) const;
  ConfiguredValues _values;
  std::vector<OptionSpec> _specs;
};

/// The declarations as the commented reference (Markdown table) of `clairis config reference`.
std::string configurationReference(const std::vector<OptionSpec>& specs);

/// Options of the host itself.
std::vector<OptionSpec> coreOptions();

}  // namespace clairis::app
