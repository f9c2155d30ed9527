// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include "core/domain/refusal.h"

namespace clairis::app {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::chrono::milliseconds> durationOf(std::string_view text) {
  const auto unitAt = text.find_first_not_of("0123456789");
  if (unitAt == 0 || unitAt == std::string_view::npos) return std::nullopt;
  const auto count = number(text.substr(0, unitAt));
  const auto unit = text.substr(unitAt);
  if (!count) return std::nullopt;
  // A longer one than a century is a typing error, and would overflow.
  constexpr std::int64_t kLongest = 100LL * 366 * 86400 * 1000;
  for (const auto& [name, factor] : {std::pair{"ms", 1LL}, {"s", 1000LL}, {"min", 60000LL}, {"h", 3600000LL}, {"d", 86400000LL}}) {
    if (unit == name && *count <= kLongest / factor) return std::chrono::milliseconds(*count * factor);
  }
  return std::nullopt;
}

/// What was expected instead, or nothing when the value fits.
std::string expectation(const OptionSpec& spec, const std::string& value) {
  switch (spec.type) {
    case OptionType::integer:
      return number(value) ? "" : "a whole number" + (spec.unit.empty() ? "" : " (" + spec.unit + ")");
    case OptionType::boolean:
      return value == "true" || value == "false" ? "" : "true or false";
    case OptionType::duration:
      return durationOf(value) ? "" : "a duration such as 250ms, 30s, 5min, 2h or 7d";
    case OptionType::port: {
      const auto port = number(value);
      return port && *port >= 0 && *port <= 65535 ? "" : "a port from 0 (off) to 65535";
    }
    case OptionType::choice: {
      if (std::find(spec.choices.begin(), spec.choices.end(), value) != spec.choices.end()) return "";
      return "one of " + fmt::format("{}", fmt::join(spec.choices, ", "));
    }
    case OptionType::text:
    case OptionType::file:
    case OptionType::list:
      break;
  }
  if (spec.secret && !value.empty() && value.rfind("vault:", 0) != 0) return "a reference vault:<name>, never the secret itself";
  return "";
}

bool declares(const OptionSpec& spec, std::string_view name) {
  if (spec.name == name) return true;
  const bool family = spec.name.size() > 2 && spec.name.compare(spec.name.size() - 2, 2, ".*") == 0;
  return family && name.size() >= spec.name.size() &&
         name.substr(0, spec.name.size() - 1) == std::string_view(spec.name).substr(0, spec.name.size() - 1);
}

/// The declared name with the fewest letters changed, for "did you mean".
std::string nearest(const std::vector<OptionSpec>& specs, std::string_view name) {
  std::string best;
  std::size_t bestDistance = 4;
  for (const auto& spec : specs) {
    const std::string_view other = spec.name;
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = row[0]++;
      for (std::size_t j = 0; j < other.size(); ++j) {
        const auto above = row[j + 1];
        row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (name[i] == other[j] ? 0 : 1)});
        diagonal = above;
      }
    }
    if (row.back() < bestDistance) {
      bestDistance = row.back();
      best = spec.name;
    }
  }
  return best;
}

}  // namespace

ConfiguredValues readConfiguration(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Refusal("config.file.unreadable", "cannot read " + path + ": check the path and the rights, or make one with `clairis init DIR`");
  ConfiguredValues values;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    const auto where = fmt::format("{}:{}", path, number);
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      throw Refusal("config.line.malformed", where + ": expected `name = value`, found \"" + text.substr(0, 60) + "\"");
    const auto name = trimmed(std::string_view(text).substr(0, equals));
    const auto [at, inserted] = values.try_emplace(name, ConfiguredValue{trimmed(std::string_view(text).substr(equals + 1)), where});
    if (!inserted) throw Refusal("config.key.repeated", where + ": \"" + name + "\" was set before at " + at->second.origin + "; keep one of them");
  }
  // A folder opens like a file and fails only here.
  if (file.bad()) throw Refusal("config.file.unreadable", "cannot read " + path + ": expected a file, is it a folder?");
  return values;
}

void setOverride(ConfiguredValues& values, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0)
    throw Refusal("config.set.malformed", "--set: expected key=value, found \"" + std::string(assignment) + "\"");
  values[trimmed(assignment.substr(0, equals))] = {trimmed(assignment.substr(equals + 1)), "--set"};
}

Configuration::Configuration(ConfiguredValues values, std::vector<OptionSpec> specs) : _values(std::move(values)), _specs(std::move(specs)) {
  for (const auto& [name, configured] : _values) {
    const auto* spec = find(name);
    if (spec == nullptr) {
      const auto guess = nearest(_specs, name);
      throw Refusal("config.key.unknown",
                    configured.origin + ": no option is called \"" + name + "\"" +
                        (guess.empty() ? "; `clairis config reference` lists all of them" : "; did you mean \"" + guess + "\"?"));
    }
    const auto expected = expectation(*spec, configured.value);
    // What stands where a reference belongs may be the secret itself: it is not repeated in a message.
    const auto found = spec->secret ? std::string("something else") : "\"" + configured.value + "\"";
    if (!expected.empty()) throw Refusal("config.value.ill_typed", configured.origin + ": \"" + name + "\" expects " + expected + ", found " + found);
  }
}

const OptionSpec* Configuration::find(std::string_view name) const {
  const auto exact = std::find_if(_specs.begin(), _specs.end(), [&](const OptionSpec& spec) { return spec.name == name; });
  if (exact != _specs.end()) return &*exact;
  const auto family = std::find_if(_specs.begin(), _specs.end(), [&](const OptionSpec& spec) { return declares(spec, name); });
  return family == _specs.end() ? nullptr : &*family;
}

std::string Configuration::text(std::string_view name) const {
  const auto* spec = find(name);
  if (spec == nullptr) throw Refusal("option.undeclared", "the option \"" + std::string(name) + "\" was read but never declared");
  const auto found = _values.find(name);
  return found == _values.end() ? spec->defaultValue : found->second.value;
}

std::int64_t Configuration::integer(std::string_view name) const {
  const auto value = number(text(name));
  if (!value) throw Refusal("config.value.ill_typed", "\"" + std::string(name) + "\" expects a whole number");
  return *value;
}

bool Configuration::boolean(std::string_view name) const { return text(name) == "true"; }

std::chrono::milliseconds Configuration::duration(std::string_view name) const {
  const auto value = durationOf(text(name));
  if (!value) throw Refusal("config.value.ill_typed", "\"" + std::string(name) + "\" expects a duration such as 30s");
  return *value;
}

std::vector<std::string> Configuration::list(std::string_view name) const {
  std::vector<std::string> items;
  const auto all = text(name);
  std::string_view rest = all;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (auto item = trimmed(rest.substr(0, comma)); !item.empty()) items.push_back(std::move(item));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return items;
}

std::vector<std::string> Configuration::children(std::string_view prefix) const {
  std::vector<std::string> names;
  for (auto at = _values.lower_bound(prefix); at != _values.end() && at->first.compare(0, prefix.size(), prefix) == 0; ++at) {
    const auto rest = std::string_view(at->first).substr(prefix.size());
    std::string name(rest.substr(0, rest.find('.')));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

std::string configurationReference(const std::vector<OptionSpec>& specs) {
  std::string text = "| option | default | meaning |\n|---|---|---|\n";
  for (const auto& spec : specs) {
    const auto unit = spec.unit.empty() ? "" : " (" + spec.unit + ")";
    const auto choices = spec.choices.empty() ? "" : fmt::format(" One of: {}.", fmt::join(spec.choices, ", "));
    text += fmt::format("| `{}` | {} | {}{}{}{} |\n", spec.name, spec.defaultValue.empty() ? "–" : "`" + spec.defaultValue + "`", spec.help, unit,
                        choices, spec.secret ? " Secret: `vault:<name>`." : "");
  }
  return text;
}

}  // namespace clairis::app
