// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "core/domain/refusal.h"
#include "core/plugin/plugin.h"
#include "core/store/database.h"
#include "core/store/migrations.h"

namespace clairis::test {

/// Time that moves only when told.
class ManualClock final : public Clock {
public:
  Instant now() const override { return Instant(std::chrono::milliseconds(_milliseconds.load())); }
  void advance(std::chrono::milliseconds by) { _milliseconds += by.count(); }

private:
  std::atomic<std::int64_t> _milliseconds{fromIso("2026-11-20T10:17:00.000Z").time_since_epoch().count()};
};

class RecordingLog final : public Log {
public:
  void write(Level level, std::string_view event, const Fields& fields) override {
    const std::lock_guard lock(_mutex);
    if (level == Level::error) ++_errors;
    _last[std::string(event)] = fields;
    _changed.notify_all();
  }
  bool has(const std::string& event) const {
    const std::lock_guard lock(_mutex);
    return _last.contains(event);
  }
  void waitFor(const std::string& event) const {
    std::unique_lock lock(_mutex);
    _changed.wait(lock, [&] { return _last.contains(event); });
  }

private:
  mutable std::mutex _mutex;
  mutable std::condition_variable _changed;
  std::map<std::string, Fields> _last;
  int _errors = 0;
};

class RecordingMetrics final : public Metrics {
public:
  void count(std::string_view name, std::string_view, const Labels& labels, double by) override { add(name, labels, by); }
  void observe(std::string_view name, std::string_view, double, const Labels& labels) override { add(name, labels, 1); }
  void gauge(std::string_view name, std::string_view, double value, const Labels& labels) override {
    const std::lock_guard lock(_mutex);
    _values[key(name, labels)] = value;
  }
  double value(const std::string& key) const {
    const std::lock_guard lock(_mutex);
    const auto found = _values.find(key);
    return found == _values.end() ? 0 : found->second;
  }

private:
  static std::string key(std::string_view name, const Labels& labels) {
    std::string text(name);
    for (const auto& [label, value] : labels) text.append("|").append(label).append("=").append(value);
    return text;
  }
  void add(std::string_view name, const Labels& labels, double by) {
    const std::lock_guard lock(_mutex);
    _values[key(name, labels)] += by;
  }
  mutable std::mutex _mutex;
  std::map<std::string, double> _values;
};

/// The database under test: CLAIRIS_TEST_STORE says sqlite (default) or postgresql (server in CLAIRIS_TEST_POSTGRES). Each TestStore
/// has an empty database of its own and removes it.
class TestStore {
public:
  enum class Schema { none, core };
  explicit TestStore(Schema schema = Schema::core);
  ~TestStore();
  TestStore(const TestStore&) = delete;
  TestStore& operator=(const TestStore&) = delete;

  Database& operator*() { return *_database; }
  Database* operator->() { return _database.get(); }
  /// Another handle on the same database, as a second node or a restart has.
  std::unique_ptr<Database> another();
  void reopen();
  const std::string& url() const { return _url; }
  static bool onPostgresql();

  ManualClock clock;
  RecordingLog log;
  RecordingMetrics metrics;

private:
  std::string _name;
  std::string _url;
  std::filesystem::path _folder;
  std::unique_ptr<Database> _database;
};

/// The code of the Refusal that `action` throws, or "" when it throws none.
template <class F>
std::string refusalOf(F&& action) {
  try {
    action();
  } catch (const Refusal& refusal) {
    return refusal.code();
  }
  return {};
}

}  // namespace clairis::test
