// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/app/recording_host.h"

#include <algorithm>

#include "core/domain/refusal.h"

namespace clairis::test {
namespace {

bool anyContains(const std::vector<std::string>& lines, std::string_view text) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return contains(line, text); });
}

}  // namespace

void RecordingLog::write(Level, std::string_view event, const Fields& fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) line += " " + name + "=" + value;
  const std::lock_guard lock(_mutex);
  _lines.push_back(std::move(line));
  _written.notify_all();
}

bool RecordingLog::contains(std::string_view text) const {
  const std::lock_guard lock(_mutex);
  return anyContains(_lines, text);
}

void RecordingLog::waitFor(std::string_view text) {
  std::unique_lock lock(_mutex);
  _written.wait(lock, [&] { return anyContains(_lines, text); });
}

std::vector<std::string> RecordingHost::registered() const {
  const std::lock_guard lock(_mutex);
  return _registered;
}

void RecordingHost::note(std::string what) {
  const std::lock_guard lock(_mutex);
  _registered.push_back(std::move(what));
}

Refused refusalOf(const std::function<void()>& act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    return {refusal.code(), refusal.detail()};
  }
  return {"accepted", ""};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace clairis::test
