// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/plugin/plugin.h"

namespace clairis::app {

/// Jobs at intervals of a monotonic clock: one thread per job, never two runs of one job at once, exceptions logged. Thread-safe.
class JobRunner final : public Jobs {
public:
  explicit JobRunner(Log& log);
  ~JobRunner() override;

  void every(std::string name, std::chrono::milliseconds interval, std::function<void(std::stop_token)> run) override;
  /// Asks the running ones to stop and waits for them.
  void stop();

private:
  Log& _log;
  std::mutex _mutex;
  std::condition_variable_any _wake;
  std::vector<std::jthread> _threads;
};

}  // namespace clairis::app
