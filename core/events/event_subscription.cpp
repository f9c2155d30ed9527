// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/events/event_subscription.h"

#include <algorithm>
#include <condition_variable>

#include "core/events/event_log.h"

namespace clairis {
namespace {

constexpr std::size_t kPortion = 100;
constexpr auto kFirstPause = std::chrono::milliseconds(100);
constexpr auto kLongestPause = std::chrono::milliseconds(30000);
constexpr auto kLook = std::chrono::milliseconds(60000);
constexpr auto kElection = std::chrono::milliseconds(1000);

}  // namespace

EventSubscription::EventSubscription(Services services, std::string consumer, std::vector<std::string> names,
                                     std::function<void(const PublishedEvent&)> handler)
    : _services(services),
      _consumer(std::move(consumer)),
      _names(std::move(names)),
      _handler(std::move(handler)),
      _thread([this](const std::stop_token& stop) { run(stop); }) {}

void EventSubscription::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      if (becomeTheOne(stop)) consume(stop);
    } catch (const std::exception& error) {
      _services.log.error("events.consumer.failed", {{"consumer", _consumer}, {"detail", error.what()}});
      pause(kElection, stop);
    }
  }
  _lock.reset();
}

bool EventSubscription::becomeTheOne(const std::stop_token& stop) {
  if (_lock && _lock->held()) return true;
  _lock.reset();
  _lock = _services.database.tryLock("consumer:" + _consumer);
  if (!_lock) pause(kElection, stop);
  return _lock != nullptr;
}

void EventSubscription::consume(const std::stop_token& stop) {
  const auto before = cursor();
  const auto events = _services.events.after(before, kPortion);
  auto reached = before;
  for (const auto& event : events) {
    const bool mine = _names.empty() || std::find(_names.begin(), _names.end(), event.event.name) != _names.end();
    if (mine && !deliver(event, stop)) break;
    reached = event.position;
  }
  if (reached > before) keepCursor(reached);
  if (events.empty()) _services.events.waitBeyond(before, kLook, stop);
}

/// False when told to stop before the handler took the event.
bool EventSubscription::deliver(const PublishedEvent& event, const std::stop_token& stop) {
  for (auto wait = kFirstPause; !stop.stop_requested(); wait = std::min(wait * 2, kLongestPause)) {
    try {
      _handler(event);
      return true;
    } catch (const std::exception& error) {
      _services.metrics.count("clairis_event_handler_failures_total", "Events whose handler failed and that are handed over again",
                              {{"consumer", _consumer}});
      _services.log.warning(
          "events.handler.failed",
          {{"consumer", _consumer}, {"event", event.event.name}, {"position", std::to_string(event.position)}, {"detail", error.what()}});
    }
    pause(wait, stop);
  }
  return false;
}

std::int64_t EventSubscription::cursor() {
  return _services.database.reading([&](Reader& reader) {
    const auto row = reader.first("SELECT position FROM event_cursor WHERE consumer = $1", {_consumer});
    return row.empty() ? std::int64_t{0} : row[0].integer();
  });
}

void EventSubscription::keepCursor(std::int64_t position) {
  _services.database.write(Lane::feed, [&](UnitOfWork& unit) {
    unit.execute("UPDATE event_cursor SET position = $1 WHERE consumer = $2 AND position < $1", {position, _consumer});
  });
}

void EventSubscription::pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace clairis
