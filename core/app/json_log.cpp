// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/json_log.h"

#include <nlohmann/json.hpp>

namespace clairis {
namespace {

std::string_view levelName(Log::Level level) {
  switch (level) {
    case Log::Level::debug:
      return "debug";
    case Log::Level::info:
      return "info";
    case Log::Level::warning:
      return "warning";
    case Log::Level::error:
      break;
  }
  return "error";
}

}  // namespace

std::string logLine(Instant at, Log::Level level, std::string_view event, const Log::Fields& fields) {
  nlohmann::ordered_json line;
  line["time"] = toIso(at);
  line["level"] = levelName(level);
  line["event"] = event;
  for (const auto& [name, value] : fields) {
    // A field never hides what every line must say.
    const bool taken = line.contains(name);
    line[taken ? "field." + name : name] = value;
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

JsonLog::JsonLog(const Clock& clock, std::FILE* stream, Level least, Observer observe)
    : _clock(clock), _stream(stream), _least(least), _observe(std::move(observe)) {}

void JsonLog::write(Level level, std::string_view event, const Fields& fields) {
  if (level < _least) return;
  const std::string line = logLine(_clock.now(), level, event, fields);
  const std::lock_guard lock(_mutex);
  std::fwrite(line.data(), 1, line.size(), _stream);
  std::fflush(_stream);
  if (_observe) _observe(line);
}

}  // namespace clairis
