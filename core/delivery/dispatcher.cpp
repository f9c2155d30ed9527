// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/dispatcher.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/delivery/channel_workers.h"
#include "core/delivery/outbound_message.h"
#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"

namespace clairis {
namespace {

bool makesDue(const std::string& eventName) {
  static constexpr std::array<std::string_view, 4> kNames{"delivery.planned", "delivery.resent", "delivery.released", "delivery.resumed"};
  return std::find(kNames.begin(), kNames.end(), eventName) != kNames.end();
}

}  // namespace

Dispatcher::Dispatcher(Database& database, Log& log, Metrics& metrics, DispatcherOptions options, DispatcherPorts ports)
    : _context{database, log, metrics, options, std::move(ports), Breakers(options.breaker)} {
  if (options.deadline * 2 >= options.lease) {
    throw Refusal("delivery.options", "the send deadline (" + std::to_string(options.deadline.count()) + " ms) must be under half the lease (" +
                                          std::to_string(options.lease.count()) + " ms)");
  }
}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::addChannel(std::shared_ptr<DeliveryChannel> channel) {
  const std::lock_guard lock(_mutex);
  const auto name = channel->name();
  if (_channels.contains(name)) throw Refusal("delivery.channel.taken", "two plugins provide the delivery channel \"" + name + "\"; enable one");
  auto& workers = _channels[name] = std::make_unique<ChannelWorkers>(_context, std::move(channel));
  if (_started) workers->start();
}

std::string Dispatcher::enqueue(UnitOfWork& work, const OutboundMessage& message) { return storeMessage(work, message); }

void Dispatcher::removeChannel(const std::string& name) {
  std::unique_ptr<ChannelWorkers> ended;
  const std::lock_guard lock(_mutex);
  if (const auto found = _channels.find(name); found != _channels.end()) {
    ended = std::move(found->second);
    _channels.erase(found);
  }
}

std::vector<std::shared_ptr<DeliveryChannel>> Dispatcher::channels() const {
  const std::lock_guard lock(_mutex);
  std::vector<std::shared_ptr<DeliveryChannel>> result;
  for (const auto& [name, workers] : _channels) result.push_back(workers->channel());
  return result;
}

void Dispatcher::start() {
  {
    const std::lock_guard lock(_mutex);
    if (_started) return;
    _started = true;
    for (auto& [name, workers] : _channels) workers->start();
  }
  // Outside the lock, which the listener takes while the store holds its own.
  _listener = _context.database.addRecordedListener([this](const std::vector<std::string>& names) {
    if (std::any_of(names.begin(), names.end(), makesDue)) wake();
  });
  wake();
  _housekeeper = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock waiting(mutex);
    while (!stop.stop_requested()) {
      watch();
      _housekeeping.wait_for(waiting, stop, _context.options.housekeeping, [] { return false; });
    }
  });
}

void Dispatcher::stop() noexcept {
  {
    const std::lock_guard lock(_mutex);
    if (!_started) return;
    _started = false;
  }
  _context.database.removeRecordedListener(_listener);
  _housekeeper.request_stop();
  if (_housekeeper.joinable()) _housekeeper.join();
  // Joined outside the lock: a commit's action may call wake() while a worker waits for that commit.
  std::vector<std::unique_ptr<ChannelWorkers>> ended;
  {
    const std::lock_guard lock(_mutex);
    for (auto& [name, workers] : _channels) {
      workers->requestStop();
      ended.push_back(std::exchange(workers, std::make_unique<ChannelWorkers>(_context, workers->channel())));
    }
  }
  ended.clear();
}

void Dispatcher::wake() {
  const std::lock_guard lock(_mutex);
  for (auto& [name, workers] : _channels) workers->wake();
}

bool Dispatcher::canProbe(const std::string& channel) const {
  const std::lock_guard lock(_mutex);
  const auto found = _channels.find(channel);
  return found != _channels.end() && found->second->channel()->canProbe();
}

std::size_t Dispatcher::expireLeases() {
  const auto count = _context.database.writing(Lane::feed, [this](UnitOfWork& unit) {
    const auto rows = queue::expired(unit);
    for (const auto& row : rows) {
      const bool begun = queue::attemptOpen(unit, row);
      const auto after = afterLeaseExpiry(row, begun, {unit.now(), 0, canProbe(row.channel), false});
      if (!queue::change(unit, after, DeliveryState::sending) || !begun) continue;
      queue::endAttempt(unit, after, "lease expired");
      unit.publish({"delivery.undecided", row.id, "{}"});
      unit.audit({"system", "delivery.undecided", "delivery:" + row.id, after.reason, "{}"});
    }
    return rows.size();
  });
  if (count > 0) wake();
  return count;
}

void Dispatcher::watch() {
  try {
    const bool any = _context.database.reading([this](Reader& reader) { return queue::anyExpired(reader, _context.database.now()); });
    if (any) expireLeases();
    measureQueue();
  } catch (const std::exception& error) {
    _context.log.error("delivery.housekeeping.failed", {{"detail", error.what()}});
  }
}

void Dispatcher::measureQueue() {
  const auto rows = _context.database.reading([](Reader& reader) {
    return reader.query(
        "SELECT channel, state, COUNT(*), MIN(created_at) FROM delivery WHERE state IN ('queued', 'sending', 'held', 'retry', 'undecided', 'fix') "
        "GROUP BY channel, state");
  });
  for (const auto& row : rows) {
    const Metrics::Labels labels{{"channel", row[0].text()}, {"state", row[1].text()}};
    const auto age = std::chrono::duration<double>(_context.database.now() - fromIso(row[3].text())).count();
    _context.metrics.gauge("clairis_delivery_queue", "Unfinished deliveries", static_cast<double>(row[2].integer()), labels);
    _context.metrics.gauge("clairis_delivery_oldest_seconds", "Age of the oldest unfinished delivery", age, labels);
  }
}

}  // namespace clairis
