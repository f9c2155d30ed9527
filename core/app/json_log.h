// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

#include "core/plugin/plugin.h"

namespace clairis {

/// One JSON object a line: {"time","level","event", fields…}. Lines are whole whatever the number of threads: each is one write(2)
/// up to the pipe's capacity, under a lock. Text that is not UTF-8 is shown with replacement characters, never dropped.
/// The caller keeps patient data out (architecture §6); `observe` lets a test read every line and prove it.
class JsonLog final : public Log {
public:
  using Observer = std::function<void(const std::string& line)>;

  /// `clock` outlives the log. `stream` is flushed after each line; entries below `least` are not written.
  JsonLog(const Clock& clock, std::FILE* stream, Level least = Level::info, Observer observe = {});

  void write(Level level, std::string_view event, const Fields& fields = {}) override;

private:
  const Clock& _clock;
  std::FILE* _stream;
  Level _least;
  Observer _observe;
  std::mutex _mutex;
};

/// The line of an entry, newline included.
std::string logLine(Instant at, Log::Level level, std::string_view event, const Log::Fields& fields);

}  // namespace clairis
