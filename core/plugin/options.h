// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clairis {

enum class OptionType { text, integer, boolean, duration, port, file, choice, list };

/// A declared option: anything else in the configuration stops the start with file, key and expectation.
struct OptionSpec {
  std::string name;              ///< full key, e.g. "dmp.url"; a trailing ".*" declares a family, e.g. "hl7.sender.*"
  OptionType type = OptionType::text;
  std::string defaultValue;
  std::string unit;              ///< "s", "bytes", … or empty
  std::string help;              ///< one sentence, English
  bool secret = false;           ///< value must be a reference "vault:<name>"
  std::vector<std::string> choices;
};

/// Read once at start, already checked against the declarations. Throws Refusal "option.undeclared" for a name nobody declared.
class Options {
public:
  virtual ~Options();
  virtual std::string text(std::string_view name) const = 0;
  virtual std::int64_t integer(std::string_view name) const = 0;
  virtual bool boolean(std::string_view name) const = 0;
  virtual std::chrono::milliseconds duration(std::string_view name) const = 0;   ///< written "30s", "5min", "2h", "250ms"
  virtual std::vector<std::string> list(std::string_view name) const = 0;        ///< comma separated
  /// Names below a declared family: "hl7.sender." → {"GAM", …} (first component after the prefix).
  virtual std::vector<std::string> children(std::string_view prefix) const = 0;
};

}  // namespace clairis
