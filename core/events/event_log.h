// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "core/store/database.h"

namespace clairis {

class EventSubscription;

/// Committed events by position: subscribers with durable cursors, and reading from a position for server-sent events. Thread-safe.
class EventLog final : public Events {
public:
  EventLog(Database& database, Log& log, Metrics& metrics);
  /// Waits for handlers that run.
  ~EventLog() override;

  /// A thread of its own per consumer; on several nodes only one of them runs it. A consumer seen for the first time begins after the events that
  /// exist already. Refusal "events.consumer.taken" when the name is subscribed here.
  void subscribe(std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler) override;
  /// Returns when its handler does not run any more. The cursor stays.
  void unsubscribe(const std::string& consumer);

  /// Events after `position` in order, at most `limit`; `names` empty: all.
  std::vector<PublishedEvent> after(std::int64_t position, std::size_t limit, const std::vector<std::string>& names = {});
  std::int64_t lastPosition();
  /// Waits until there may be events after `position`; false at the time-out or on `stop`.
  bool waitBeyond(std::int64_t position, std::chrono::milliseconds timeout, std::stop_token stop);

  /// The sequencer numbered events (its `committed`).
  void advanced();

private:
  Database& _database;
  Log& _log;
  Metrics& _metrics;
  std::mutex _mutex;
  std::condition_variable_any _changed;
  std::uint64_t _generation = 0;
  std::mutex _subscriptionsMutex;
  std::map<std::string, std::unique_ptr<EventSubscription>> _subscriptions;
};

}  // namespace clairis
