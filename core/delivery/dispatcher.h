// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/delivery/breaker.h"
#include "core/delivery/outcome_rules.h"
#include "core/plugin/delivery_channel.h"
#include "core/store/database.h"

namespace clairis {

class ChannelWorkers;

struct DispatcherOptions {
  std::chrono::milliseconds lease{60000};
  std::chrono::milliseconds deadline{25000};  ///< of one send or probe; under half the lease
  std::size_t portion = 8;                    ///< deliveries a worker leases at once
  std::chrono::milliseconds housekeeping{5000};
  RetryRules retry;
  BreakerRules breaker;
};

/// What the dispatcher asks of the rest of the house. Called on several threads.
struct DispatcherPorts {
  /// The stored document with its bytes.
  std::function<DocumentView(Reader&, const std::string& documentId)> document;
  /// SR-01, inside the transaction that begins the try: a reason to hold, or nothing.
  std::function<std::optional<std::string>(Reader&, const std::string& documentId)> holdReason;
  /// [0,1).
  std::function<double()> random;
};

/// Everything the workers of all channels share.
struct DispatcherContext {
  Database& database;
  Log& log;
  Metrics& metrics;
  DispatcherOptions options;
  DispatcherPorts ports;
  Breakers breakers;
};

/// Sends what is due: per channel some worker threads, woken by commits that plan or release deliveries and by due times. At least once on the wire;
/// every result is fenced by the lease. Several dispatchers, in one process or several, may share a database. Thread-safe.
class Dispatcher final : public Deliveries {
public:
  /// Refusal "delivery.options" when the deadline is not under half the lease.
  Dispatcher(Database& database, Log& log, Metrics& metrics, DispatcherOptions options, DispatcherPorts ports);
  ~Dispatcher() override;

  /// Before or after start(). Refusal "delivery.channel.taken".
  void addChannel(std::shared_ptr<DeliveryChannel> channel) override;
  std::string enqueue(UnitOfWork& work, const OutboundMessage& message) override;
  /// Returns when no worker uses it any more.
  void removeChannel(const std::string& name);
  std::vector<std::shared_ptr<DeliveryChannel>> channels() const;

  void start();
  /// Sends under way get their stop token and are waited for; what was leased and not begun is due again for others.
  void stop() noexcept;
  /// Look now: time or data changed in a way that no event told.
  void wake();
  /// Rows whose lease ran out become undecided, or due again when no try had begun. Returns how many. Also done by itself.
  std::size_t expireLeases();

private:
  void watch();
  void measureQueue();
  bool canProbe(const std::string& channel) const;

  DispatcherContext _context;
  mutable std::mutex _mutex;
  std::map<std::string, std::unique_ptr<ChannelWorkers>> _channels;
  bool _started = false;
  int _listener = 0;
  std::condition_variable_any _housekeeping;
  std::jthread _housekeeper;
};

}  // namespace clairis
