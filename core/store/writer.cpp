// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/writer.h"

#include <exception>
#include <utility>

namespace clairis {
namespace {

using Steady = std::chrono::steady_clock;

// Bounds of one common commit: enough to share the flush, short enough that a person never waits noticeably behind a feed.
constexpr std::size_t kMostUnits = 64;
constexpr auto kLongestGathering = std::chrono::milliseconds(5);

/// The same refusal as an object of its own, so that callers on several threads share none.
std::exception_ptr ownCopy(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Refusal& refusal) {
    return std::make_exception_ptr(Refusal(refusal.code(), refusal.detail(), refusal.field()));
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

/// A caller that waits. The exception has one owner at a time: the writer hands it over and keeps nothing.
struct Writer::Job {
  Job(Lane ofLane, const std::function<void(UnitOfWork&)>& ofWork) : lane(ofLane), work(ofWork) {}

  void finish(std::exception_ptr with) {
    {
      const std::lock_guard lock(_mutex);
      _error = std::move(with);
      _done = true;
    }
    _wake.notify_one();
  }
  void wait() {
    std::unique_lock lock(_mutex);
    _wake.wait(lock, [this] { return _done; });
    if (_error) std::rethrow_exception(std::exchange(_error, nullptr));
  }

  const Lane lane;
  const std::function<void(UnitOfWork&)>& work;
  const Steady::time_point queued = Steady::now();

private:
  std::mutex _mutex;
  std::condition_variable _wake;
  std::exception_ptr _error;
  bool _done = false;
};

struct Writer::Batch {
  std::vector<JobPtr> succeeded;
  std::vector<std::pair<JobPtr, std::exception_ptr>> refused;
  CommittedWork after;
};

Writer::Writer(std::function<std::unique_ptr<Connection>()> connect, const EngineServices& services)
    : _connect(std::move(connect)), _services(services), _timer(services.metrics), _connection(_connect()), _thread([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(_mutex);
    _stopping = true;
  }
  _wake.notify_all();
  _thread.join();
}

void Writer::run(Lane lane, const std::function<void(UnitOfWork&)>& work) {
  if (std::this_thread::get_id() == _thread.get_id()) {
    throw Refusal("store.nested", "a unit of work or an action after a commit started another unit of work; use the one that is open");
  }
  const auto job = std::make_shared<Job>(lane, work);
  {
    const std::lock_guard lock(_mutex);
    _lanes.push(lane, job);
  }
  _wake.notify_one();
  job->wait();
}

void Writer::loop() {
  while (auto job = waitForJob()) commitTogether(std::move(job));
}

Writer::JobPtr Writer::waitForJob() {
  std::unique_lock lock(_mutex);
  _wake.wait(lock, [this] { return _stopping || !_lanes.empty(); });
  return _lanes.pop().value_or(nullptr);
}

Writer::JobPtr Writer::nextJob() {
  const std::lock_guard lock(_mutex);
  return _lanes.pop().value_or(nullptr);
}

void Writer::commitTogether(JobPtr first) {
  Batch batch;
  try {
    runUnits(batch, std::move(first));
    _connection->execute("COMMIT", {});
  } catch (...) {
    for (auto& job : batch.succeeded) batch.refused.emplace_back(std::move(job), ownCopy(std::current_exception()));
    batch.succeeded.clear();
    batch.after = {};
    reconnectIfBroken();
  }
  runAfterCommit(_services, batch.after);
  for (const auto& job : batch.succeeded) job->finish(nullptr);
  for (auto& [job, error] : batch.refused) job->finish(std::move(error));
}

void Writer::runUnits(Batch& batch, JobPtr first) {
  const auto start = Steady::now();
  batch.succeeded.reserve(kMostUnits);
  try {
    begin();
  } catch (...) {
    batch.succeeded.push_back(std::move(first));
    throw;
  }
  for (auto job = std::move(first); job != nullptr;) {
    if (!runUnit(batch, job)) throw Refusal("store.io", "another unit of work of the same commit met a disk error; nothing was changed; repeat");
    const bool full = batch.succeeded.size() + batch.refused.size() >= kMostUnits || Steady::now() - start > kLongestGathering;
    job = full ? nullptr : nextJob();
  }
}

/// False when the whole transaction is lost.
bool Writer::runUnit(Batch& batch, const JobPtr& job) {
  const auto start = Steady::now();
  _timer.waited(job->lane, start - job->queued);
  try {
    _connection->execute("SAVEPOINT unit", {});
    Transaction unit(*_connection, _services.ids, _services.clock.now(), _numbers);
    job->work(unit);
    unit.requireSound();
    _connection->execute("RELEASE unit", {});
    unit.moveInto(batch.after);
    batch.succeeded.push_back(job);
  } catch (...) {
    batch.refused.emplace_back(job, std::current_exception());
    // SQLite itself ends the transaction on a full disk or an I/O error.
    if (!_connection->inTransaction() || _connection->broken()) return false;
    undoUnit();
  }
  _timer.ran(job->lane, Steady::now() - start);
  return true;
}

void Writer::undoUnit() {
  _connection->execute("ROLLBACK TO unit", {});
  _connection->execute("RELEASE unit", {});
}

void Writer::begin() {
  if (!_connection) _connection = _connect();
  _connection->execute("BEGIN IMMEDIATE", {});
}

void Writer::reconnectIfBroken() noexcept {
  try {
    if (_connection && _connection->inTransaction()) _connection->execute("ROLLBACK", {});
    if (_connection && !_connection->broken()) return;
  } catch (const std::exception& error) {
    _services.log.error("store.rollback.failed", {{"detail", error.what()}});
  }
  // Opened again at the next unit: the disk may be back by then.
  _connection.reset();
}

}  // namespace clairis
