// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/events/event_log.h"

#include <algorithm>

#include "core/domain/refusal.h"
#include "core/events/event_subscription.h"

namespace clairis {
namespace {

// On PostgreSQL another node's sequencer cannot wake this process.
constexpr auto kLook = std::chrono::milliseconds(500);

bool wanted(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

EventLog::EventLog(Database& database, Log& log, Metrics& metrics) : _database(database), _log(log), _metrics(metrics) {}

EventLog::~EventLog() {
  const std::lock_guard lock(_subscriptionsMutex);
  for (auto& [consumer, subscription] : _subscriptions) subscription->requestStop();
  _subscriptions.clear();
}

void EventLog::subscribe(std::string consumer, std::vector<std::string> names, std::function<void(const PublishedEvent&)> handler) {
  const std::lock_guard lock(_subscriptionsMutex);
  if (_subscriptions.contains(consumer)) throw Refusal("events.consumer.taken", "the consumer \"" + consumer + "\" is subscribed already");
  const auto end = lastPosition();
  _database.write(Lane::interactive, [&](UnitOfWork& unit) {
    unit.execute("INSERT INTO event_cursor (consumer, position) VALUES ($1, $2) ON CONFLICT (consumer) DO NOTHING", {consumer, end});
  });
  _subscriptions[consumer] = std::make_unique<EventSubscription>(EventSubscription::Services{_database, *this, _log, _metrics}, consumer,
                                                                 std::move(names), std::move(handler));
}

void EventLog::unsubscribe(const std::string& consumer) {
  std::unique_ptr<EventSubscription> ended;
  {
    const std::lock_guard lock(_subscriptionsMutex);
    const auto found = _subscriptions.find(consumer);
    if (found == _subscriptions.end()) return;
    ended = std::move(found->second);
    _subscriptions.erase(found);
  }
}

std::vector<PublishedEvent> EventLog::after(std::int64_t position, std::size_t limit, const std::vector<std::string>& names) {
  const auto rows = _database.reading([&](Reader& reader) {
    return reader.query("SELECT position, at, name, subject, data FROM event WHERE position > $1 ORDER BY position LIMIT $2",
                        {position, static_cast<std::int64_t>(limit)});
  });
  std::vector<PublishedEvent> events;
  for (const auto& row : rows) {
    if (!wanted(names, row[2].text())) continue;
    events.push_back({row[0].integer(), fromIso(row[1].text()), {row[2].text(), row[3].text(), row[4].text()}});
  }
  return events;
}

std::int64_t EventLog::lastPosition() {
  return _database.reading([](Reader& reader) {
    const auto row = reader.first("SELECT value FROM instance_fact WHERE name = 'event.position'");
    return row.empty() ? std::int64_t{0} : std::int64_t{std::stoll(row[0].text())};
  });
}

bool EventLog::waitBeyond(std::int64_t position, std::chrono::milliseconds timeout, std::stop_token stop) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!stop.stop_requested()) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(_mutex);
      seen = _generation;
    }
    if (lastPosition() > position) return true;
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return false;
    const auto until = _database.postgresql() ? std::min(deadline, now + kLook) : deadline;
    std::unique_lock lock(_mutex);
    _changed.wait_until(lock, stop, until, [&] { return _generation != seen; });
  }
  return false;
}

void EventLog::advanced() {
  {
    const std::lock_guard lock(_mutex);
    ++_generation;
  }
  _changed.notify_all();
}

}  // namespace clairis
