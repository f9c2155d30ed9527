// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/delivery/channel_workers.h"

#include <algorithm>

#include "core/delivery/portion.h"
#include "core/delivery/queue_repository.h"

namespace clairis {
namespace {

constexpr auto kLongestWait = std::chrono::milliseconds(30000);
// Something is due but blocked by a predecessor or a pause, or another node may have planned something.
constexpr auto kLook = std::chrono::milliseconds(1000);
constexpr auto kAfterFailure = std::chrono::milliseconds(1000);

}  // namespace

ChannelWorkers::ChannelWorkers(DispatcherContext& context, std::shared_ptr<DeliveryChannel> channel)
    : _context(context), _channel(std::move(channel)), _name(_channel->name()) {}

ChannelWorkers::~ChannelWorkers() {
  requestStop();
  _threads.clear();
}

void ChannelWorkers::start() {
  const auto count = std::max(1, _channel->workers());
  for (int worker = 0; worker < count; ++worker) _threads.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

void ChannelWorkers::requestStop() noexcept {
  for (auto& thread : _threads) thread.request_stop();
}

void ChannelWorkers::wake() {
  {
    const std::lock_guard lock(_mutex);
    ++_generation;
  }
  _wake.notify_all();
}

std::uint64_t ChannelWorkers::generation() {
  const std::lock_guard lock(_mutex);
  return _generation;
}

void ChannelWorkers::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto seen = generation();
    try {
      if (!work(stop)) waitForWork(seen, stop);
    } catch (const std::exception& error) {
      _context.log.error("delivery.worker.failed", {{"channel", _name}, {"detail", error.what()}});
      std::unique_lock lock(_mutex);
      _wake.wait_for(lock, stop, kAfterFailure, [] { return false; });
    }
  }
}

/// False when nothing could be leased.
bool ChannelWorkers::work(const std::stop_token& stop) {
  if (!_context.database.reading([&](Reader& reader) { return queue::anyDue(reader, _name, _context.database.now()); })) return false;
  const auto token = _context.database.newId();
  auto rows = lease(token, _context.options.portion);
  if (rows.empty()) return false;
  Portion(_context, *_channel, token, stop).send(std::move(rows));
  // A finished predecessor lets its successor go.
  wake();
  return true;
}

std::vector<DeliveryRow> ChannelWorkers::lease(const std::string& token, std::size_t most) {
  return _context.database.writing(Lane::feed, [&](UnitOfWork& unit) {
    return queue::lease(unit, {_name, token, most, unit.now() + _context.options.lease});
  });
}

void ChannelWorkers::waitForWork(std::uint64_t seen, const std::stop_token& stop) {
  const auto due = _context.database.reading([&](Reader& reader) { return queue::nextDue(reader, _name); });
  auto wait = kLongestWait;
  if (due) wait = std::clamp(std::chrono::milliseconds(*due - _context.database.now()), kLook, kLongestWait);
  if (_context.database.postgresql()) wait = kLook;
  std::unique_lock lock(_mutex);
  _wake.wait_for(lock, stop, wait, [&] { return _generation != seen; });
}

}  // namespace clairis
