// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "core/store/database.h"

namespace clairis {

class EventLog;

/// One consumer's thread: reads after its cursor, calls the handler event by event, keeps the cursor after each portion. A handler that throws
/// gets the same event again after 0.1 s, doubling up to 30 s. Stops when destroyed.
class EventSubscription {
public:
  struct Services {
    Database& database;
    EventLog& events;
    Log& log;
    Metrics& metrics;
  };
  EventSubscription(Services services, std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler);
  void requestStop() { _thread.request_stop(); }

private:
  void run(const std::stop_token& stop);
  bool becomeTheOne(const std::stop_token& stop);
  void consume(const std::stop_token& stop);
  bool deliver(const PublishedEvent& event, const std::stop_token& stop);
  std::int64_t cursor();
  void keepCursor(std::int64_t position);
  void pause(std::chrono::milliseconds time, const std::stop_token& stop);

  Services _services;
  std::string _consumer;
  std::vector<std::string> _names;
  std::function<void(const PublishedEvent&)> _handler;
  std::unique_ptr<NodeLock> _lock;
  std::jthread _thread;
};

}  // namespace clairis
