// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_runner.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <semaphore>

#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::RecordingLog;
using std::chrono::milliseconds;

TEST_CASE("a job runs again and again, and never twice at once") {
  RecordingLog log;
  std::counting_semaphore<> runs(0);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  {
    JobRunner runner(log);
    runner.every("counts", milliseconds(1), [&](const std::stop_token&) {
      most = std::max(most.load(), ++inside);
      runs.release();
      --inside;
    });
    for (int i = 0; i < 5; ++i) runs.acquire();
  }
  CHECK(most == 1);
}

TEST_CASE("a job that throws, whatever it throws, is logged by name and runs again") {
  RecordingLog log;
  std::counting_semaphore<> runs(0);
  JobRunner runner(log);
  runner.every("standard", milliseconds(1), [&](const std::stop_token&) {
    runs.release();
    throw std::runtime_error("disk full");
  });
  runner.every("foreign", milliseconds(1), [](const std::stop_token&) { throw 42; });
  for (int i = 0; i < 3; ++i) runs.acquire();
  log.waitFor("job.failed job=standard error=disk full");
  log.waitFor("job.failed job=foreign error=an exception of an unknown type");
  CHECK(log.contains("job=standard"));
  runner.stop();
}

TEST_CASE("stop ends a job that waits for its next run, and asks a running one to end") {
  RecordingLog log;
  JobRunner runner(log);
  std::promise<void> running;
  std::promise<bool> asked;
  runner.every("daily", std::chrono::hours(24), [](const std::stop_token&) {});
  runner.every("long", milliseconds(1), [&, first = true](const std::stop_token& stop) mutable {
    if (!first) return;
    first = false;
    std::promise<void> ended;
    const std::stop_callback callback(stop, [&] { ended.set_value(); });
    running.set_value();
    ended.get_future().wait();
    asked.set_value(stop.stop_requested());
  });
  running.get_future().wait();
  runner.stop();
  CHECK(asked.get_future().get());
  runner.stop();  // twice is once
}

TEST_CASE("jobs are apart: one that takes its time does not hold up another") {
  RecordingLog log;
  std::counting_semaphore<> quick(0);
  std::promise<void> slow;
  std::shared_future<void> release(slow.get_future());
  JobRunner runner(log);
  runner.every("slow", milliseconds(1), [release](const std::stop_token&) { release.wait(); });
  runner.every("quick", milliseconds(1), [&](const std::stop_token&) { quick.release(); });
  for (int i = 0; i < 3; ++i) quick.acquire();
  slow.set_value();
  runner.stop();
  CHECK_FALSE(log.contains("job.failed"));
}
