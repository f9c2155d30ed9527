// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_runner.h"

#include <exception>

namespace clairis::app {

JobRunner::JobRunner(Log& log) : _log(log) {}
JobRunner::~JobRunner() { stop(); }

void JobRunner::every(std::string name, std::chrono::milliseconds interval, std::function<void(std::stop_token)> run) {
  const std::lock_guard lock(_mutex);
  _threads.emplace_back([this, name = std::move(name), interval, run = std::move(run)](const std::stop_token& stopping) {
    while (true) {
      {
        std::unique_lock waiting(_mutex);
        _wake.wait_for(waiting, stopping, interval, [] { return false; });
      }
      if (stopping.stop_requested()) return;
      try {
        run(stopping);
      } catch (const std::exception& error) {
        _log.error("job.failed", {{"job", name}, {"error", error.what()}});
      } catch (...) {
        _log.error("job.failed", {{"job", name}, {"error", "an exception of an unknown type"}});
      }
    }
  });
}

void JobRunner::stop() {
  std::vector<std::jthread> threads;
  {
    const std::lock_guard lock(_mutex);
    threads.swap(_threads);
  }
  for (auto& thread : threads) thread.request_stop();
  threads.clear();   // joins
}

}  // namespace clairis::app
