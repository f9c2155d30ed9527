// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/events/sequencer.h"

#include "core/domain/refusal.h"

namespace clairis {
namespace {

constexpr std::string_view kPositionFact = "event.position";

std::int64_t lastNumbered(UnitOfWork& unit) {
  const auto row = unit.first("SELECT value FROM instance_fact WHERE name = $1", {kPositionFact});
  return row.empty() ? 0 : std::stoll(row[0].text());
}

}  // namespace

std::size_t numberEvents(UnitOfWork& unit, std::size_t limit) {
  const auto rows = unit.query("SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT $1", {static_cast<std::int64_t>(limit)});
  if (rows.empty()) return 0;
  auto position = lastNumbered(unit);
  for (const auto& row : rows) unit.execute("UPDATE event SET position = $1 WHERE id = $2", {++position, row[0]});
  unit.execute("INSERT INTO instance_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
               {kPositionFact, std::to_string(position)});
  return rows.size();
}

Sequencer::Sequencer(Database& database, Log& log, Metrics& metrics, std::vector<SequencerStep> steps, SequencerOptions options)
    : _database(database), _log(log), _metrics(metrics), _steps(std::move(steps)), _options(options) {
  _listener = _database.addRecordedListener([this](const std::vector<std::string>&) {
    {
      const std::lock_guard lock(_mutex);
      ++_requested;
    }
    _wake.notify_one();
  });
  _thread = std::thread([this] { loop(); });
}

Sequencer::~Sequencer() {
  _database.removeRecordedListener(_listener);
  {
    const std::lock_guard lock(_mutex);
    _stopping = true;
  }
  _wake.notify_all();
  _done.notify_all();
  _thread.join();
}

void Sequencer::drain() {
  std::unique_lock lock(_mutex);
  const auto request = ++_requested;
  _hurry = true;
  _wake.notify_one();
  _done.wait(lock, [&] { return _stopping || _finished >= request; });
  if (_finished < request) throw Refusal("sequencer.stopped", "the sequencer stops; what is committed gets its position at the next start");
}

void Sequencer::loop() {
  while (waitForWork()) {
    std::uint64_t request = 0;
    {
      const std::lock_guard lock(_mutex);
      request = _requested;
      _hurry = false;
    }
    try {
      while (runBatch()) {
      }
      finished(request);
    } catch (const std::exception& error) {
      _metrics.count("clairis_sequencer_failures_total", "Batches of the sequencer that failed and will be tried again");
      _log.error("sequencer.failed", {{"detail", error.what()}});
    }
    std::unique_lock lock(_mutex);
    _wake.wait_for(lock, _options.gathering, [this] { return _stopping || _hurry; });
  }
}

/// False when it is time to stop. A tick without a request looks too.
bool Sequencer::waitForWork() {
  std::unique_lock lock(_mutex);
  _wake.wait_for(lock, _options.tick, [this] { return _stopping || _requested > _finished; });
  return !_stopping;
}

/// True when a step filled its batch: more is waiting.
bool Sequencer::runBatch() {
  bool more = false;
  std::size_t rows = 0;
  _database.writeAlone("sequencer", Lane::interactive, [&](UnitOfWork& unit) {
    more = false;
    rows = 0;
    for (const auto& step : _steps) {
      const auto handled = step.run(unit, _options.batch);
      rows += handled;
      more = more || handled == _options.batch;
    }
  });
  if (rows == 0) return false;
  for (const auto& step : _steps) {
    if (step.committed) step.committed();
  }
  return more;
}

void Sequencer::finished(std::uint64_t request) {
  {
    const std::lock_guard lock(_mutex);
    _finished = request;
  }
  _done.notify_all();
}

}  // namespace clairis
