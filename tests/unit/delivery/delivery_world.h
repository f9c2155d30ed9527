// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <functional>

#include "core/delivery/commands.h"
#include "core/delivery/dispatcher.h"
#include "core/delivery/outbound_message.h"
#include "core/delivery/planner.h"
#include "core/delivery/queue_repository.h"
#include "unit/store/store_fixture.h"

namespace clairis::test {

/// A channel that does what the test says and remembers what it was asked.
class ScriptedChannel final : public DeliveryChannel {
public:
  using Answer = std::function<Outcome(const DeliveryTask&, std::stop_token)>;

  std::string name() const override { return "wire"; }
  int workers() const override { return workerCount; }
  std::vector<PlannedDelivery> plan(const DocumentView&) const override { return {{}}; }
  std::string prepare(const DeliveryTask& task) override;
  Outcome send(const DeliveryTask& task, std::chrono::steady_clock::time_point, std::stop_token stop) override;
  bool canProbe() const override { return static_cast<bool>(onProbe); }
  Outcome probe(const DeliveryTask& task, std::chrono::steady_clock::time_point, std::stop_token stop) override;

  std::vector<std::string> sent() const;      ///< delivery ids in order of sending
  std::vector<std::string> prepared() const;  ///< prepared bytes as they were sent
  int prepares() const;
  std::vector<std::optional<MessageView>> messages() const;  ///< of the tasks sent

  int workerCount = 1;
  Answer onSend;
  Answer onProbe;
  std::function<void()> onPrepare;

private:
  mutable std::mutex _mutex;
  std::vector<std::string> _sent;
  std::vector<std::string> _prepared;
  std::vector<std::optional<MessageView>> _messages;
  int _prepares = 0;
};

Outcome outcomeOf(Outcome::Kind kind, const std::string& code = "test.code");

/// One site, patient, order, exam and report, by the columns that every schema has.
void seedReport(Database& database);

/// A store with one patient and exam, documents made on demand, and dispatchers on it.
class DeliveryWorld {
public:
  DeliveryWorld();
  ~DeliveryWorld();

  /// Plans one delivery over channel "wire" for a new document of `setId`.
  std::string plan(const std::string& setId, const PlannedDelivery& planned = {}, const std::string& structure = "1750803447");
  /// Enqueues a message over channel "wire"; `what` is its cause. "" when the cause is known.
  std::string message(const std::string& cause, const std::string& key = "exam", bool newestIsEnough = true);
  DeliveryRow row(const std::string& id);
  /// Waits until the delivery is in `state`.
  DeliveryRow waitFor(const std::string& id, DeliveryState state);
  DeliveryRow waitUntil(const std::string& id, const std::function<bool(const DeliveryRow&)>& wanted);
  std::int64_t events(const std::string& name);
  std::int64_t attempts(const std::string& id);
  std::unique_ptr<Dispatcher> dispatcher(const std::shared_ptr<ScriptedChannel>& channel, DispatcherOptions options = quick());
  static DispatcherOptions quick();

  TestStore store;
  std::shared_ptr<ScriptedChannel> channel = std::make_shared<ScriptedChannel>();
  std::atomic<bool> identityChanged{false};
  Caller caller;

private:
  std::mutex _mutex;
  std::condition_variable _changed;
  std::uint64_t _commits = 0;
  int _listener = 0;
  int _documents = 0;
};

}  // namespace clairis::test
